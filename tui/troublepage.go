package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// page is a view that stands in place of a tab. Pages embed it.
type page struct {
	env    *env
	out    *outbox
	layout layout
}

func (p *page) place() (row, rows int, text string) { return 0, 0, "" }

func (p *page) word(a keymap.Action, usual string) string {
	if a == keymap.Reload {
		return "try again"
	}
	return usual
}

func (p *page) lesson() []pager.Block { return p.env.taught("", model.SubjectFlake.Lesson()) }

func (p *page) settle() tea.Cmd { return nil }

func (p *page) paned() bool { return false }

// wheel does what the keys do.
func (p *page) wheel(_, _, by int) tea.Cmd {
	a := keymap.Down
	if by < 0 {
		a = keymap.Up
	}
	for range max(by, -by) {
		p.out.want(doing{a})
	}
	return nil
}

func (p *page) click(int, int) tea.Cmd { return nil }

func (p *page) resize(l layout) { p.layout = l }

func (p *page) setFocus(focus) {}

// troublePage says why there is no tree.
type troublePage struct {
	page
	f       *openFlake
	outputs *outputsTab // whose commands say what is missing
	text    *pager.Model
	shown   *trouble // what the text is about
}

func newTroublePage(f *openFlake, o *outputsTab) *troublePage {
	return &troublePage{page: page{env: f.env, out: f.out}, f: f, outputs: o, text: pager.New(f.env.theme)}
}

func (p *troublePage) scopes() []keymap.Scope {
	return []keymap.Scope{keymap.ScopeText, keymap.ScopeMain, keymap.ScopeAlways}
}

func (p *troublePage) do(a keymap.Action) (tea.Cmd, bool) {
	p.write()
	switch {
	case a == keymap.Fetch:
		return p.f.fetch(p.f.trouble.problem, p.f.reload), true
	case a == keymap.CopyText:
		return p.out.copyText(errorText(p.f.trouble.problem)), true
	case p.text.Do(a):
		return nil, true
	}
	return p.outputs.command(a)
}

// write writes the text, if it is about something else.
func (p *troublePage) write() {
	if p.shown == p.f.trouble {
		return
	}
	p.shown = p.f.trouble
	p.text.SetBlocks(p.env.troubleBlocks(*p.shown))
	p.text.ToTop()
}

func (p *troublePage) draw() []string {
	p.write()
	lines := p.text.View()
	for i, l := range lines {
		lines[i] = " " + l
	}
	return lines
}

func (p *troublePage) useful() []keymap.Action {
	var a []keymap.Action
	if p.outputs.refusedByNix(p.outputs.selected) {
		a = append(a, keymap.Allow)
	}
	if p.f.canFetch(&p.f.trouble.problem) {
		a = append(a, keymap.Fetch)
	}
	return append(a, keymap.Reload, keymap.OpenFlake, keymap.CopyText, keymap.Help, keymap.Quit)
}

func (p *troublePage) resize(l layout) {
	p.page.resize(l)
	p.text.SetSize(l.body.w-1, l.body.h)
}

func (p *troublePage) setTheme(t *theme.Theme) { p.text.SetTheme(t) }
