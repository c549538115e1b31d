package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
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
}

// startPage is what stands in place of the panes where there is no flake. It belongs
// to the visit that began without one.
type startPage struct {
	cause  model.Cause
	items  []startItem
	chosen int

	recent, templates []startItem
}

// startItem is one flake to begin with.
type startItem struct {
	text, note string // printable
	ref        string // "" for the sample flake, which has none yet
}

// beginStart makes the page where it is of use: where the user named no flake, and
// there is none.
func (m *Model) beginStart(c model.Cause) tea.Cmd {
	m.start = nil
	if m.opt.Start == nil || m.own || !m.canOpen() || c != model.CauseNotFlake && c != model.CauseNixMissing {
		return nil
	}
	m.start = &startPage{cause: c}
	m.start.arrange()
	flakes, templates := m.opt.Flakes, m.opt.Start.Templates
	recent := m.jobs.Start(jobStartRecent, func(context.Context) tea.Msg { return startRecentMsg(flakes.Recent()) })
	if templates == nil {
		return recent
	}
	return tea.Batch(recent, m.jobs.Start(jobStartTemplates, func(ctx context.Context) tea.Msg {
		return startTemplatesMsg(templates(ctx))
	}))
}

// starting tells whether the page is on screen, perhaps below a dialog.
func (m *Model) starting() bool { return m.start != nil && m.flake == nil && m.troubled() }

// usefulAtStart are the actions worth a hint on the page.
func (m *Model) usefulAtStart() []keymap.Action {
	if m.start.cause == model.CauseNixMissing { // nothing else can be opened
		return []keymap.Action{keymap.Activate, keymap.Help, keymap.Quit}
	}
	return []keymap.Action{keymap.Activate, keymap.OpenFlake, keymap.Reload, keymap.Help, keymap.Quit}
}

// arrange puts the items in their order. What was chosen stays so, unless it is the
// first row, which nobody need have chosen.
func (p *startPage) arrange() {
	var was startItem
	if p.chosen > 0 {
		was = p.items[p.chosen]
	}
	demo := startItem{text: "the sample flake", note: "a small one to look around in; it needs no network"}
	p.items = slices.Concat(p.recent, []startItem{demo}, p.templates)
	p.chosen = max(0, slices.Index(p.items, was))
}

// startRecentMsg are the flakes that were opened before.
type startRecentMsg []model.Reference

func (a startRecentMsg) apply(m *Model) tea.Cmd {
	if m.start == nil {
		return nil
	}
	m.start.recent = nil
	for _, r := range a {
		note := offerRows{m: m}.note(offer{ref: r})
		if r.About != "" {
			note += "  " + firstLine(r.About)
		}
		m.start.recent = append(m.start.recent, startItem{clean(r.Ref), note, r.Ref})
	}
	m.start.arrange()
	return nil
}

// startTemplatesMsg are the flakes with templates.
type startTemplatesMsg []model.Reference

func (a startTemplatesMsg) apply(m *Model) tea.Cmd {
	if m.start == nil {
		return nil
	}
	m.start.templates = nil
	for _, r := range a {
		m.start.templates = append(m.start.templates, startItem{clean(r.Ref), "templates: " + firstLine(r.About), r.Ref})
	}
	m.start.arrange()
	return nil
}

// startDo carries out the actions of the page.
func (m *Model) startDo(a keymap.Action) (cmd tea.Cmd, handled bool) {
	p := m.start
	page := max(1, m.layout.body.h/2)
	by := map[keymap.Action]int{
		keymap.Up: -1, keymap.Down: 1, keymap.PageUp: -page, keymap.PageDown: page, keymap.HalfUp: -page, keymap.HalfDown: page,
		keymap.Top: -len(p.items), keymap.Bottom: len(p.items),
	}
	switch {
	case by[a] != 0:
		p.chosen = max(0, min(p.chosen+by[a], len(p.items)-1))
		return nil, true
	case a == keymap.Activate:
		return m.openStart(), true
	case a == keymap.CopyText:
		return m.copyText(errorText(m.trouble.problem)), true
	}
	return nil, false
}

// openStart opens what is chosen.
func (m *Model) openStart() tea.Cmd {
	if it := m.start.items[m.start.chosen]; it.ref != "" {
		return m.enter(it.ref)
	}
	demo := m.opt.Start.Demo
	return m.jobs.Start(jobDemo, func(context.Context) tea.Msg {
		ref, err := demo()
		return demoMsg{ref, err}
	})
}

// demoMsg says that the sample flake is ready.
type demoMsg struct {
	ref string
	err error
}

func (a demoMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.say(theme.Bad, "the sample flake cannot be had: "+firstLine(a.err.Error()))
		return nil
	}
	return m.enter(a.ref)
}

// clickStart selects the row under the pointer; a second click opens it.
func (m *Model) clickStart(y int) tea.Cmd {
	_, top, first := m.startParts()
	i := first + y - m.layout.body.y - top
	if y-m.layout.body.y < top || i >= len(m.start.items) {
		return nil
	}
	if i == m.start.chosen {
		return m.openStart()
	}
	m.start.chosen = i
	return nil
}

// startMin is how many rows of the list are worth more than words above it.
const startMin = 3

// startParts are the words above the list, the line in which it begins, and the
// first row that is on screen.
func (m *Model) startParts() (words []string, top, first int) {
	r, n := m.layout.body, len(m.start.items)
	for _, blocks := range [][]pager.Block{m.startWords(true), m.startWords(false), nil} {
		text := pager.New(m.theme)
		text.SetBlocks(blocks)
		text.SetSize(min(r.w-1, 90), 0)
		text.SetSize(min(r.w-1, 90), text.Height())
		if words = text.View(); len(words)+min(n, startMin) <= r.h {
			break
		}
	}
	room := max(1, r.h-len(words))
	return words, len(words), max(0, min(m.start.chosen-room/2, n-room))
}

// startWords say kindly what is missing, and what now; in short, or at length.
func (m *Model) startWords(long bool) []pager.Block {
	title, now := "There is no flake in this folder.", "Choose one to open, or press ctrl+o and name any other:"
	if m.start.cause == model.CauseNixMissing {
		title, now = "There is no nix on this machine.", "The sample flake can be looked at all the same, as a recording:"
	}
	b := []pager.Block{{Text: title, Tone: theme.Strong}, {}}
	if !long {
		return b
	}
	if m.start.cause == model.CauseNixMissing {
		b = append(b, pager.Block{Text: m.start.cause.Advice().Remedy}, pager.Block{})
	}
	b = append(b, pager.Block{Text: model.SubjectFlake.Lesson().Text, Tone: theme.Dim}, pager.Block{}, pager.Block{Text: now}, pager.Block{})
	return append([]pager.Block{{}}, b...)
}

// startLines draw the page.
func (m *Model) startLines() []string {
	r := m.layout.body
	words, _, first := m.startParts()
	lines := make([]string, 0, r.h)
	for _, l := range words {
		lines = append(lines, " "+l+strings.Repeat(" ", max(0, r.w-1-ansi.StringWidth(l))))
	}
	width := 0
	for _, it := range m.start.items {
		width = max(width, ansi.StringWidth(it.text))
	}
	width = min(width, r.w*2/3)
	for i := first; i < len(m.start.items) && len(lines) < r.h; i++ {
		lines = append(lines, m.startRow(m.start.items[i], i == m.start.chosen, width))
	}
	for len(lines) < r.h {
		lines = append(lines, strings.Repeat(" ", r.w))
	}
	return lines[:r.h]
}

// startRow draws one row, with a column of that width for its name.
func (m *Model) startRow(it startItem, chosen bool, width int) string {
	mark, tone := "  ", theme.Normal
	if chosen {
		mark, tone = m.theme.Cursor+" ", theme.Strong
	}
	name := it.text
	if over := ansi.StringWidth(name) - width; over > 0 {
		name = ansi.TruncateLeft(name, over+1, m.theme.Ellipsis) // its end tells it from others
	}
	return bar(m.theme, m.layout.body.w, []span{{theme.Accent, mark}, {tone, padRight(name, width) + "  "}, {theme.Dim, it.note}}, nil)
}
