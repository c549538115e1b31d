package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// Start is what can be opened where nothing was named and there is no flake, besides
// the flakes that were opened before.
type Start struct {
	// Demo makes the sample flake ready and returns its reference.
	Demo func() (ref string, err error)
	// Templates are flakes on this machine that have templates, with the names of the
	// templates in About; nil where nobody can tell. It asks nix, but not the network.
	Templates func(ctx context.Context) []model.Reference
	// Below are the flakes in the folders below this one, as references; nil where nobody
	// looks. It reads folders.
	Below func() []string
}

// startPage is what stands in place of the panes where there is no flake. It belongs
// to the visit that began without one.
type startPage struct {
	page
	f      *openFlake
	cause  model.Cause
	items  []startItem
	chosen int

	below, recent, templates []startItem
}

// startItem is one flake to begin with.
type startItem struct {
	text, note string // printable
	ref        string // "" for the sample flake, which has none yet
}

// beginStart makes the page where it is of use: where the user named no flake, and
// there is none.
func (v *visit) beginStart(c model.Cause) tea.Cmd {
	v.start = nil
	o := v.env.opt
	if o.Start == nil || v.own || !v.env.canOpen() || c != model.CauseNotFlake && c != model.CauseNixMissing {
		return nil
	}
	s := &startPage{page: page{env: v.env, out: v.out, layout: v.outputs.layout}, f: v.openFlake, cause: c}
	s.arrange()
	v.start = s
	flakes, templates := o.Flakes, o.Start.Templates
	first := v.jobs.Start(jobStartRecent, func(context.Context) tea.Msg {
		var below []string
		if look := o.Start.Below; look != nil {
			below = look()
		}
		return startRecentMsg{s, flakes.Recent(), below}
	})
	if templates == nil {
		return first
	}
	return tea.Batch(first, v.jobs.Start(jobStartTemplates, func(ctx context.Context) tea.Msg {
		return startTemplatesMsg{s, templates(ctx)}
	}))
}

func (s *startPage) scopes() []keymap.Scope {
	return []keymap.Scope{keymap.ScopeStart, keymap.ScopeText, keymap.ScopeMain, keymap.ScopeAlways}
}

func (s *startPage) setTheme(*theme.Theme) {}

func (s *startPage) useful() []keymap.Action {
	if s.cause == model.CauseNixMissing { // nothing else can be opened
		return []keymap.Action{keymap.Activate, keymap.Help, keymap.Quit}
	}
	return []keymap.Action{keymap.Activate, keymap.OpenFlake, keymap.Reload, keymap.Help, keymap.Quit}
}

// arrange puts the items in their order. What was chosen stays so, unless it is the
// first row, which nobody need have chosen.
func (s *startPage) arrange() {
	var was startItem
	if s.chosen > 0 {
		was = s.items[s.chosen]
	}
	demo := startItem{text: "the sample flake", note: "a small one to look around in; it needs no network"}
	s.items = slices.Concat(s.below, s.recent, []startItem{demo}, s.templates)
	s.chosen = max(0, slices.Index(s.items, was))
}

// startRecentMsg are the flakes that were opened before, and those below.
type startRecentMsg struct {
	s     *startPage
	all   []model.Reference
	below []string
}

func (a startRecentMsg) apply() tea.Cmd {
	s := a.s
	s.below, s.recent = nil, nil
	for _, ref := range a.below {
		s.below = append(s.below, startItem{text.Line(ref), "in a folder below", ref})
	}
	for _, r := range a.all {
		note := offerRows{env: s.env}.note(offer{ref: r})
		if r.About != "" {
			note += "  " + text.First(r.About)
		}
		s.recent = append(s.recent, startItem{text.Line(r.Ref), note, r.Ref})
	}
	s.arrange()
	return nil
}

// startTemplatesMsg are the flakes with templates.
type startTemplatesMsg struct {
	s   *startPage
	all []model.Reference
}

func (a startTemplatesMsg) apply() tea.Cmd {
	s := a.s
	s.templates = nil
	for _, r := range a.all {
		s.templates = append(s.templates, startItem{text.Line(r.Ref), "templates: " + text.First(r.About), r.Ref})
	}
	s.arrange()
	return nil
}

func (s *startPage) do(a keymap.Action) (cmd tea.Cmd, handled bool) {
	page := max(1, s.layout.body.h/2)
	var by int
	switch a {
	case keymap.Up:
		by = -1
	case keymap.Down:
		by = 1
	case keymap.PageUp, keymap.HalfUp:
		by = -page
	case keymap.PageDown, keymap.HalfDown:
		by = page
	case keymap.Top:
		by = -len(s.items)
	case keymap.Bottom:
		by = len(s.items)
	case keymap.Activate:
		return s.openChosen(), true
	case keymap.CopyText:
		return s.out.copyText(errorText(s.f.trouble.problem)), true
	default:
		return nil, false
	}
	s.chosen = max(0, min(s.chosen+by, len(s.items)-1))
	return nil, true
}

// openChosen opens what is chosen.
func (s *startPage) openChosen() tea.Cmd {
	if it := s.items[s.chosen]; it.ref != "" {
		s.out.want(entering{ref: it.ref})
		return nil
	}
	demo := s.env.opt.Start.Demo
	return s.f.jobs.Start(jobDemo, func(context.Context) tea.Msg {
		ref, err := demo()
		return demoMsg{s, ref, err}
	})
}

// demoMsg says that the sample flake is ready.
type demoMsg struct {
	s   *startPage
	ref string
	err error
}

func (a demoMsg) apply() tea.Cmd {
	s := a.s
	if a.err != nil {
		s.out.say(theme.Bad, "the sample flake cannot be had: "+text.First(a.err.Error()))
		return nil
	}
	s.out.want(entering{ref: a.ref})
	return nil
}

// click selects the row under the pointer; a second click opens it.
func (s *startPage) click(_, y int) tea.Cmd {
	_, top, first := s.parts()
	i := first + y - s.layout.body.y - top
	if y-s.layout.body.y < top || i >= len(s.items) {
		return nil
	}
	if i == s.chosen {
		return s.openChosen()
	}
	s.chosen = i
	return nil
}

// startMin is how many rows of the list are worth more than words above it.
const startMin = 3

// parts are the words above the list, the line in which it begins, and the
// first row that is on screen.
func (s *startPage) parts() (words []string, top, first int) {
	r, n := s.layout.body, len(s.items)
	for _, blocks := range [][]pager.Block{s.words(true), s.words(false), nil} {
		text := pager.New(s.env.theme)
		text.SetBlocks(blocks)
		text.SetSize(min(r.w-1, 90), 0)
		text.SetSize(min(r.w-1, 90), text.Height())
		if words = text.View(); len(words)+min(n, startMin) <= r.h {
			break
		}
	}
	room := max(1, r.h-len(words))
	return words, len(words), max(0, min(s.chosen-room/2, n-room))
}

// words say kindly what is missing, and what now; in short, or at length.
func (s *startPage) words(long bool) []pager.Block {
	title, now := "There is no flake in this folder.", "Choose one to open, or press "+s.env.key(keymap.OpenFlake, keymap.ScopeMain)+" and name any other:"
	if s.cause == model.CauseNixMissing {
		title, now = "There is no nix on this machine.", "The sample flake can be looked at all the same, as a recording:"
	}
	b := []pager.Block{{Text: title, Tone: theme.Strong}, {}}
	if !long {
		return b
	}
	if s.cause == model.CauseNixMissing {
		b = append(b, pager.Block{Text: s.cause.Advice().Remedy}, pager.Block{})
	}
	b = append(b, pager.Block{Text: model.SubjectFlake.Lesson().Text, Tone: theme.Dim}, pager.Block{}, pager.Block{Text: now}, pager.Block{})
	return append([]pager.Block{{}}, b...)
}

// draw draws the page.
func (s *startPage) draw() []string {
	r := s.layout.body
	words, _, first := s.parts()
	lines := make([]string, 0, r.h)
	for _, l := range words {
		lines = append(lines, " "+l+strings.Repeat(" ", max(0, r.w-1-s.env.theme.Width(l))))
	}
	width := 0
	for _, it := range s.items {
		width = max(width, s.env.theme.Width(it.text))
	}
	width = min(width, r.w*2/3)
	for i := first; i < len(s.items) && len(lines) < r.h; i++ {
		lines = append(lines, s.row(s.items[i], i == s.chosen, width))
	}
	for len(lines) < r.h {
		lines = append(lines, strings.Repeat(" ", r.w))
	}
	return lines[:r.h]
}

// row draws one row, with a column of that width for its name.
func (s *startPage) row(it startItem, chosen bool, width int) string {
	mark, tone := "  ", theme.Normal
	if chosen {
		mark, tone = s.env.theme.Cursor+" ", theme.Strong
	}
	name := it.text
	if over := s.env.theme.Width(name) - width; over > 0 {
		name = s.env.theme.CutLeft(name, over+1, s.env.theme.Ellipsis) // its end tells it from others
	}
	return bar(s.env.theme, s.layout.body.w, []span{{theme.Accent, mark}, {tone, padRight(s.env.theme, name, width) + "  "}, {theme.Dim, it.note}}, nil)
}
