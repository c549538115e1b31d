package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// jobsView is the list of builds, the newest at the bottom, above what is known of
// the one that is selected. It fills a dialog.
type jobsView struct {
	theme  *theme.Theme
	now    func() time.Time
	log    func(id int, drv string, from, most int) model.BuildLog
	all    []model.Build
	cursor int
	width  int
	height int
	text   *pager.Model
}

func newJobsView(t *theme.Theme, now func() time.Time, log func(int, string, int, int) model.BuildLog) *jobsView {
	return &jobsView{theme: t, now: now, log: log, text: pager.New(t)}
}

// set changes the builds. The cursor stays on its build, or at the newest.
func (v *jobsView) set(all []model.Build) {
	newest, id := v.cursor >= len(v.all)-1, 0
	if v.cursor < len(v.all) {
		id = v.all[v.cursor].ID
	}
	v.all = all
	v.cursor = slices.IndexFunc(all, func(b model.Build) bool { return b.ID == id })
	if newest || v.cursor < 0 {
		v.cursor = len(all) - 1
	}
	v.write()
}

// act carries out what is about the selected build.
func (v *jobsView) act(k keymap.Action) (need any, handled bool) {
	b := v.all[v.cursor]
	switch k {
	case keymap.Cancel:
		return needCancelBuild{b.ID}, true
	case keymap.Retry:
		return needBuildAgain{b.ID}, true
	case keymap.CopyText:
		return needCopy{copyOfBuild(b)}, true
	}
	return nil, false
}

// copyOfBuild is what one wants of a build: its outputs, else its command.
func copyOfBuild(b model.Build) string {
	var paths []string
	for _, r := range b.Results {
		for _, o := range r.Outputs {
			paths = append(paths, o.Path)
		}
	}
	if len(paths) == 0 {
		return model.ShellQuote(b.Argv)
	}
	return strings.Join(paths, "\n")
}

// Do implements overlay.Body: up and down are in the list, pages in the text.
func (v *jobsView) Do(k keymap.Action) bool {
	before := v.cursor
	switch k {
	case keymap.Up:
		v.cursor = max(0, v.cursor-1)
	case keymap.Down:
		v.cursor = min(len(v.all)-1, v.cursor+1)
	default:
		return v.text.Do(k)
	}
	if v.cursor != before {
		v.write()
		v.text.ToTop()
	}
	return true
}

// SetSize implements overlay.Body.
func (v *jobsView) SetSize(width, height int) {
	v.width, v.height = width, height
	v.text.SetSize(width, max(0, height-v.listHeight()-1))
}

// SetTheme implements overlay.Body.
func (v *jobsView) SetTheme(t *theme.Theme) {
	v.theme = t
	v.text.SetTheme(t)
}

// Height implements overlay.Body: as much as there is.
func (v *jobsView) Height() int { return 1000 }

// listHeight is what the list has of the height: a third at most.
func (v *jobsView) listHeight() int { return min(len(v.all), max(1, v.height/3)) }

// View implements overlay.Body.
func (v *jobsView) View() []string {
	h := min(v.height, v.listHeight())
	top := max(0, min(v.cursor-h/2, len(v.all)-h))
	out := make([]string, 0, v.height)
	for i := top; len(out) < h; i++ {
		out = append(out, v.row(v.all[i], i == v.cursor))
	}
	if h < v.height {
		out = append(out, v.theme.Render(theme.Dim, strings.Repeat(v.theme.Rule, v.width)))
		out = append(out, v.text.View()...)
	}
	return out
}

// row is one build: how it goes, how long, what, and how far.
func (v *jobsView) row(b model.Build, selected bool) string {
	cursor, name := "  ", theme.Normal
	if selected {
		cursor, name = v.theme.Cursor+" ", theme.Strong
	}
	mark, tone := v.theme.Check, theme.Good
	switch b.State {
	case model.BuildFailed, model.BuildCancelled:
		mark, tone = v.theme.Failed, theme.Bad
	case model.BuildPlanning, model.BuildRunning:
		frame := int(b.Took(v.now()) / tickTime)
		mark, tone = v.theme.Spinner[frame%len(v.theme.Spinner)], theme.Accent
	case model.BuildSucceeded:
	}
	return bar(v.theme, v.width, []span{
		{theme.Accent, cursor}, {tone, mark + " " + padRight(b.State.String(), 10)},
		{theme.Normal, padLeft(tookText(b.Took(v.now())), 7) + "  "}, {name, pathText(b.Path)}, {theme.Dim, "  " + progressText(b)},
	}, nil)
}

// progressText is how far a build is.
func progressText(b model.Build) string {
	var parts []string
	if b.Builds.Expected > 0 {
		parts = append(parts, fmt.Sprintf("built %d/%d", b.Builds.Done, b.Builds.Expected))
	}
	if b.Copies.Expected > 0 {
		parts = append(parts, fmt.Sprintf("fetched %d/%d", b.Copies.Done, b.Copies.Expected))
	}
	if b.Bytes.Expected > 0 {
		parts = append(parts, model.Size(b.Bytes.Done)+" of "+model.Size(b.Bytes.Expected))
	}
	return strings.Join(parts, ", ")
}

// logMost is how many of the last lines of a log are shown.
const logMost = 500

// write lays out what is known of the selected build.
func (v *jobsView) write() {
	if v.cursor < 0 || v.cursor >= len(v.all) {
		return
	}
	b := v.all[v.cursor]
	blocks := []pager.Block{{Text: cleanUpTo(model.ShellQuote(b.Argv), textMax), Tone: theme.Dim, Hang: 2}}
	if len(b.Ignored) > 0 {
		blocks = append(blocks, pager.Block{Text: clean("the flake's nixConfig asks for these settings, which were not applied: " + strings.Join(b.Ignored, ", ")), Tone: theme.Warn})
	}
	if b.Doing != "" && !b.State.Ended() {
		blocks = append(blocks, pager.Block{Text: clean(b.Doing), Tone: theme.Dim})
	}
	for _, r := range b.Results {
		for _, o := range r.Outputs {
			blocks = append(blocks, pager.Block{Label: clean(o.Name), LabelTone: theme.Dim, Text: clean(o.Path), Tone: theme.Good})
		}
	}
	steps := append(slices.Clone(b.Failed), b.Running...)
	for _, s := range steps {
		blocks = append(blocks, v.stepBlocks(b.ID, s)...)
	}
	if b.Problem != nil && len(b.Failed) == 0 {
		blocks = append(blocks, pager.Block{}, pager.Block{Text: cleanLines(b.Problem.Message), Tone: theme.Bad})
	}
	v.text.SetBlocks(blocks)
}

// stepBlocks are a derivation and the last lines of its log: many where it failed.
func (v *jobsView) stepBlocks(id int, s model.BuildStep) []pager.Block {
	title, tone, lines := clean(s.Name), theme.Strong, s.Tail
	if s.Phase != "" {
		title += "  " + clean(s.Phase)
	}
	if s.Reason != "" {
		title, tone = clean(s.Name)+": "+firstLine(s.Reason), theme.Bad
		total := v.log(id, s.Drv, 0, 0).Total
		lines = v.log(id, s.Drv, max(0, total-logMost), logMost).Lines
	}
	blocks := []pager.Block{{}, {Text: title, Tone: tone}}
	if len(lines) > 0 {
		blocks = append(blocks, pager.Block{Text: cleanUpTo(strings.Join(lines, "\n"), allMax), Pre: true, Indent: 2})
	}
	return blocks
}
