package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const jobJobActions = "job actions"

// jobText is what is told of a row of the Jobs tab: a text, and below it a log
// where there is one.
type jobText struct {
	head          *pager.Model
	title         *pager.Model // the line above the log
	log           *pager.Log
	logged        bool // there is a log
	width, height int

	row     jobRow // that it is about
	of      jobRow // whose log it is
	state   string // of the row, when it was last asked what can be done
	actions []model.Action
}

func newJobText(t *theme.Theme) jobText {
	return jobText{head: pager.New(t), title: pager.New(t), log: pager.NewLog(t)}
}

// SetTheme changes the looks.
func (d *jobText) SetTheme(t *theme.Theme) {
	d.head.SetTheme(t)
	d.title.SetTheme(t)
	d.log.SetTheme(t)
}

// SetSize gives it its place on the screen.
func (d *jobText) SetSize(width, height int) {
	d.width, d.height = width, height
	d.fit()
}

// fit gives the log what the text leaves, and more than half of the height.
func (d *jobText) fit() {
	const titled = 6 // lines from which there is room for a title
	d.head.SetSize(d.width, d.height)
	h, title := d.height, 0
	if d.logged {
		h = min(d.head.Height(), d.height*2/5)
		d.head.SetSize(d.width, h)
		if d.height >= titled {
			title = 1
		}
	}
	d.title.SetSize(d.width, title)
	d.log.SetSize(d.width, d.height-h-title)
}

// Do carries out an action that moves.
func (d *jobText) Do(a keymap.Action) (handled bool) {
	if d.logged {
		return d.log.Do(a)
	}
	return d.head.Do(a)
}

// View draws the detail pane.
func (d *jobText) View() []string {
	if !d.logged {
		return d.head.View()
	}
	return slices.Concat(d.head.View(), d.title.View(), d.log.View())
}

// follow turns to the row under the cursor, if that is another one or one of which
// there is another log to show.
func (p *jobsTab) follow() {
	d, row := &p.detail, p.cursor()
	if d.row != row {
		d.row, d.state, d.actions = row, "", nil
		d.head.ToTop()
	}
	of := p.logOf(row)
	d.logged = of.id != 0
	if d.of == of {
		return
	}
	d.of = of
	p.work.Cancel(jobFindLog)
	p.search.hits, p.search.at = 0, -1
	if !d.logged {
		d.log.SetSource(nil)
		return
	}
	d.log.SetSource(p.source(of))
}

// logOf is whose log stands beside a row: its own, of a job that failed that of the
// derivation at fault; none of any other job.
func (p *jobsTab) logOf(row jobRow) jobRow {
	if !row.job() {
		return row
	}
	if b, ok := p.find(row.id); ok && b.State == model.BuildFailed {
		if len(b.Failed) > 0 {
			return jobRow{id: row.id, drv: b.Failed[0].Drv}
		}
		return jobRow{id: row.id, said: true}
	}
	return jobRow{}
}

// logLineMax is how much of a line of a log is shown, in bytes.
const logLineMax = 2 << 10

// source reads the log of a row.
func (p *jobsTab) source(of jobRow) pager.Source {
	log := p.builds.Log
	return func(from, most int) pager.Part {
		part := log(of.id, of.drv, from, most)
		lines := make([]string, len(part.Lines))
		for i, l := range part.Lines {
			lines[i] = logLine(l)
		}
		return pager.Part{First: part.First, Lines: lines, Total: part.Total, Dropped: part.Dropped}
	}
}

// logLine is a line of a log as it is shown.
func logLine(s string) string { return text.LineUpTo(s, logLineMax) }

// write writes the text anew, and looks at the log.
func (p *jobsTab) write() {
	d := &p.detail
	d.head.SetBlocks(p.blocks())
	d.fit()
	if d.logged {
		d.title.SetBlocks(p.logTitle())
	}
}

// blocks are the text about the row under the cursor.
func (p *jobsTab) blocks() []pager.Block {
	b, ok := p.current()
	if !ok {
		return nil
	}
	row := p.detail.row
	switch {
	case row.said:
		return []pager.Block{{Text: "What nix itself says", Tone: theme.Strong, Aside: p.name(b), AsideTone: theme.Dim}, {}}
	case !row.job():
		return p.stepBlocks(p.steps[row])
	}
	out := p.jobBlocks(b)
	if p.detail.logged {
		return append(append(out, p.offerBlocks(b)...), pager.Block{})
	}
	if b.State == model.BuildSucceeded {
		out = append(out, resultBlocks(p.env.theme, b)...)
	}
	out = append(append(out, runningBlocks(p.env.theme, b, p.env.opt.Now())...), p.offerBlocks(b)...)
	return append(out, pager.Block{}, pager.Block{Text: text.LinesUpTo(model.ShellQuote(b.Argv), text.Max), Tone: theme.Dim, Hang: 2})
}

// jobBlocks are what is told of every job: how it goes.
func (p *jobsTab) jobBlocks(b model.Build) []pager.Block {
	now := p.env.opt.Now()
	look := jobLook(p.env.theme, b, now)
	out := []pager.Block{
		{Text: p.name(b), Tone: theme.Strong, Aside: look.text() + " " + spent(b.Began, b.Ended, now), AsideTone: look.tone},
	}
	if b.State == model.BuildFailed {
		out = append(out, failureBlock(p.env.theme, b))
	}
	if len(b.Ignored) > 0 {
		out = append(out, pager.Block{Text: text.Line("settings of the flake's nixConfig that were not applied: " + strings.Join(b.Ignored, ", ")), Tone: theme.Warn})
	}
	if progress := progressBlocks(b); len(progress) > 0 && !b.State.Ended() {
		out = append(append(out, pager.Block{}), progress...)
	}
	return out
}

// failureBlock names what failed, and why.
func failureBlock(t *theme.Theme, b model.Build) pager.Block {
	if len(b.Failed) > 0 {
		text := t.Failed + " " + text.Line(b.Failed[0].Name) + ": " + text.Lines(b.Failed[0].Reason)
		if more := len(b.Failed) - 1; more > 0 {
			text += "; " + words.Count(more, "more derivation") + " failed"
		}
		return pager.Block{Text: text, Tone: theme.Bad, Hang: 2}
	}
	message := "nix ended without a word"
	if b.Problem != nil {
		message = b.Problem.Message
	}
	return pager.Block{Text: t.Failed + " " + text.Lines(message), Tone: theme.Bad, Hang: 2}
}

// progressBlocks say how far a job is.
func progressBlocks(b model.Build) []pager.Block {
	var out []pager.Block
	add := func(label, text string) {
		out = append(out, pager.Block{Label: label, LabelTone: theme.Dim, Text: text})
	}
	tally := func(t model.Tally) string {
		text := fmt.Sprintf("%d of %d", t.Done, t.Expected)
		if t.Running > 0 {
			text += fmt.Sprintf(", %d running", t.Running)
		}
		if t.Failed > 0 {
			text += fmt.Sprintf(", %d failed", t.Failed)
		}
		return text
	}
	if b.Builds.Expected > 0 {
		add("built", tally(b.Builds))
	}
	if b.Copies.Expected > 0 {
		add("fetched", tally(b.Copies))
	}
	if b.Bytes.Expected > 0 {
		add("downloaded", bytesProgress(b.Bytes))
	}
	if b.Doing != "" {
		add("nix is", text.Line(b.Doing))
	}
	return out
}

// resultBlocks are what was built.
func resultBlocks(t *theme.Theme, b model.Build) []pager.Block {
	if len(b.OutputPaths()) == 0 {
		return nil
	}
	out := section("built")
	for _, r := range b.Results {
		for _, o := range r.Outputs {
			out = append(out, outputBlock(t, o, false))
		}
	}
	return out
}

// section of a running derivation: its name, and the last lines of its log.
func runningBlocks(t *theme.Theme, b model.Build, now time.Time) []pager.Block {
	const lines = 12 // in all, but three of each at least
	var out []pager.Block
	for _, s := range b.Running {
		look := stepLook(t, s, now)
		out = append(out, pager.Block{}, pager.Block{Text: text.Line(s.Name), Tone: theme.Strong, Aside: look.text() + " " + spent(s.Since, s.Ended, now), AsideTone: look.tone})
		tail := s.Tail[max(0, len(s.Tail)-max(3, lines/len(b.Running))):]
		for _, l := range tail {
			out = append(out, pager.Block{Text: logLine(l), Pre: true, Indent: 2})
		}
	}
	return out
}

// stepBlocks are what is told of a derivation.
func (p *jobsTab) stepBlocks(s model.BuildStep) []pager.Block {
	now := p.env.opt.Now()
	look := stepLook(p.env.theme, s, now)
	out := []pager.Block{{Text: text.Line(s.Name), Tone: theme.Strong, Aside: look.text() + " " + spent(s.Since, s.Ended, now), AsideTone: look.tone}}
	if s.Reason != "" {
		out = append(out, pager.Block{Text: text.Lines(s.Reason), Tone: theme.Bad})
	}
	if s.Machine != "" {
		out = append(out, pager.Block{Text: "on " + text.Line(s.Machine), Tone: theme.Dim})
	}
	if s.Reason != "" {
		b, _ := p.current()
		out = append(out, p.offerBlocks(b)...)
	}
	return append(out, pager.Block{})
}

// logTitle stands above a log: whether it follows, or where in it one is.
func (p *jobsTab) logTitle() []pager.Block {
	log := p.builds.Log(p.detail.of.id, p.detail.of.drv, 0, 0)
	title := pager.Block{Text: "log", Tone: theme.Strong, AsideTone: theme.Dim}
	from, to, total := p.detail.log.OnScreen()
	switch {
	case log.Total == 0 && log.Ended:
		title.Aside = "it has written nothing"
	case log.Total == 0:
		title.Aside = "nothing yet"
	case !p.detail.log.Following():
		title.Aside = fmt.Sprintf("%s-%s of %s", words.Number(from+1), words.Number(to), words.Number(total))
		if !log.Ended {
			title.Aside += ", " + p.env.key(keymap.Bottom, keymap.ScopeDetail) + " follows"
		}
	case !log.Ended:
		title.Aside = "follows"
	default:
		title.Aside = words.Count(log.Total, "line")
	}
	if log.Dropped > 0 && p.detail.log.Following() {
		title.Aside += ", the last " + words.Number(log.Total-log.Dropped) + " kept"
	}
	return []pager.Block{title}
}

// offerBlocks are what can be done, with the very commands as far as a line has room
// for them; the menu has all of them.
func (p *jobsTab) offerBlocks(b model.Build) []pager.Block {
	if !b.State.Ended() {
		return nil
	}
	const words = 13 // columns of the words
	out := []pager.Block{{}}
	add := func(letter, word, text string, tone theme.Tone) {
		out = append(out, pager.Block{Label: letter, LabelTone: theme.Accent, Text: padRight(p.env.theme, word, words) + text, Tone: tone, Pre: true, Clip: true})
	}
	for _, a := range p.detail.actions {
		h, _ := p.env.keys.Hint(doVerb(a.Verb), keymap.ScopeJobs, keymap.ScopeDo)
		switch {
		case a.Verb == model.VerbDerivation:
		case a.Possible():
			add(h.Key, h.Desc, text.Line(a.String()), theme.Normal)
		default:
			add(h.Key, h.Desc, text.Line(a.Reason), theme.Dim)
		}
	}
	if len(b.OutputPaths()) > 0 {
		add(p.keyOf(keymap.Files), "files", "what is in it", theme.Normal)
		add(p.keyOf(keymap.CopyPath), "copy path", "where it is", theme.Normal)
	}
	add(p.keyOf(keymap.Retry), "again", text.Line(model.ShellQuote(b.Argv)), theme.Normal)
	if len(p.detail.actions) > 0 && !p.detail.logged {
		add(p.env.key(keymap.Menu, keymap.ScopeDo), "menu", "these with their whole commands", theme.Normal)
	}
	return out
}

// keyOf is the key of an action of the tab.
func (p *jobsTab) keyOf(a keymap.Action) string { return p.env.key(a, keymap.ScopeJobs) }

// askJob asks what can be done with the row under the cursor, once for each state.
func (p *jobsTab) askJob() tea.Cmd {
	d := &p.detail
	b, ok := p.current()
	if !p.shown || !ok {
		return nil
	}
	s := p.steps[d.row]
	state := b.State.String() + s.Reason + s.Ended.String()
	if d.state == state {
		return nil
	}
	d.state = state
	return p.askJobActions(d.row, func([]model.Action) tea.Cmd { return nil })
}

// askJobActions asks what can be done with a row, and then does something where the user
// still is.
func (p *jobsTab) askJobActions(row jobRow, then func([]model.Action) tea.Cmd) tea.Cmd {
	builds, from := p.builds, p.env.spot()
	return p.work.Start(jobJobActions, func(ctx context.Context) tea.Msg {
		all, err := builds.Actions(ctx, row.id, row.drv)
		return jobActionsMsg{p, from, row, all, err, then}
	})
}

// jobActionsMsg is the answer of Builds.Actions.
type jobActionsMsg struct {
	p    *jobsTab
	from spot
	row  jobRow
	all  []model.Action
	err  error
	then func([]model.Action) tea.Cmd
}

func (a jobActionsMsg) apply() tea.Cmd {
	p := a.p
	if a.err != nil {
		p.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	}
	if p.detail.row != a.row {
		return nil // the user has gone on meanwhile
	}
	p.detail.actions = slices.Clone(a.all)
	p.refresh()
	p.out.want(late{from: a.from, then: func() tea.Cmd { return a.then(a.all) }})
	return nil
}
