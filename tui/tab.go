package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// view is what fills the body of the screen: a tab, or a page in its place. It has no
// way to the shell but its outbox.
type view interface {
	// scopes are where its keys come from, innermost first.
	scopes() []keymap.Scope
	// do carries out an action; handled is false for those that are the shell's.
	do(a keymap.Action) (cmd tea.Cmd, handled bool)
	// draw draws the lines of the body.
	draw() []string
	// place is where the cursor is, for the status line: the row of how many, and what
	// it is on.
	place() (row, rows int, text string)
	// useful are the actions worth a hint, the most useful first.
	useful() []keymap.Action
	// word says what a key does here, where that differs from its usual word.
	word(a keymap.Action, usual string) string
	// lesson explains what is selected, for the help.
	lesson() []pager.Block
	// settle begins the questions that are due after any message.
	settle() tea.Cmd
	// paned tells whether it is a list and a text, with a divider between them.
	paned() bool
	// wheel scrolls what is under the pointer, and click does what a click there does.
	wheel(x, y, by int) tea.Cmd
	click(x, y int) tea.Cmd
	resize(l layout)
	setFocus(f focus)
	setTheme(t *theme.Theme)
}

// tab is a view that the user chooses among others.
type tab interface {
	view
	// shows is the action that brings it on screen. It is the tab's name.
	shows() keymap.Action
	title() string
	// available is not set while a page stands in its place.
	available() bool
	// setShown tells whether it is on screen.
	setShown(on bool)
}

// scroller is text that scrolls.
type scroller interface {
	Do(a keymap.Action) (handled bool)
	View() []string
	SetSize(width, height int)
	SetTheme(t *theme.Theme)
}

// pane is what tabs have in common that are a list and a text beside it. A tab embeds
// it, and has methods of its own for what it does otherwise.
type pane struct {
	env    *env
	out    *outbox
	tree   *outline.Model // the list
	text   scroller       // beside it
	layout layout
	focus  focus
	shown  bool // it is on screen
}

func (p *pane) scopes() []keymap.Scope {
	return []keymap.Scope{p.paneScope(), keymap.ScopeMain, keymap.ScopeAlways}
}

// paneScope is the scope of the pane that has the keys.
func (p *pane) paneScope() keymap.Scope {
	if p.focus == focusDetail {
		return keymap.ScopeDetail
	}
	return keymap.ScopeTree
}

func (p *pane) do(a keymap.Action) (tea.Cmd, bool) {
	if p.focus == focusTree {
		_, handled := p.tree.Do(a)
		return nil, handled
	}
	return nil, p.leaveText(a) || p.text.Do(a)
}

// leaveText carries out the keys that lead from the text to the list.
func (p *pane) leaveText(a keymap.Action) bool {
	if p.focus != focusDetail || a != keymap.Close && a != keymap.Dismiss {
		return false
	}
	p.out.focusOn(focusTree)
	return true
}

func (p *pane) draw() []string { return p.drawOr("") }

// drawOr draws the panes, with a message instead of the list unless it is "".
func (p *pane) drawOr(message string) []string {
	if p.layout.list.h == 0 {
		return p.drawText()
	}
	list := p.tree.View()
	if message != "" {
		list = messageLines(p.env.theme, message, p.layout.list)
	}
	if p.layout.detail.h == 0 {
		return list
	}
	return p.join(list, p.drawText())
}

// drawText draws the pane of text.
func (p *pane) drawText() []string {
	lines := p.text.View()
	if p.layout.upright() {
		return lines
	}
	before := strings.Repeat(" ", p.layout.detail.x)
	for i := range lines {
		lines[i] = before + lines[i]
	}
	return lines
}

// join puts both panes together, with the divider between them. It is heavy
// while the text has the keys.
func (p *pane) join(list, text []string) []string {
	t := p.env.theme
	line, rule, tone := t.Line, t.Rule, theme.Dim
	if p.focus == focusDetail {
		line, rule, tone = t.HeavyLine, t.HeavyRule, theme.Accent
	}
	if p.layout.held {
		tone = theme.Accent
	}
	if !p.layout.upright() {
		return append(append(list, t.Render(tone, strings.Repeat(rule, p.layout.divider.w))), text...)
	}
	divider := " " + t.Render(tone, line) + " "
	for i := range list {
		list[i] += divider + text[i]
	}
	return list
}

// messageLines are a text in the upper half of a rect.
func messageLines(t *theme.Theme, text string, r rect) []string {
	lines := make([]string, r.h)
	for i := range lines {
		var s []span
		if i == r.h/3 {
			s = []span{{theme.Dim, "  " + text}}
		}
		lines[i] = bar(t, r.w, s, nil)
	}
	return lines
}

func (p *pane) place() (row, rows int, text string) {
	row, rows = p.tree.Position()
	return row, rows, p.tree.Label()
}

func (p *pane) useful() []keymap.Action {
	return []keymap.Action{keymap.NextPane, keymap.Help, keymap.Quit}
}

func (p *pane) word(_ keymap.Action, usual string) string { return usual }

func (p *pane) lesson() []pager.Block { return nil }

func (p *pane) settle() tea.Cmd { return nil }

func (p *pane) paned() bool { return true }

func (p *pane) wheel(x, y, by int) tea.Cmd {
	a := keymap.Down
	if by < 0 {
		a = keymap.Up
	}
	switch {
	case p.layout.list.has(x, y):
		p.tree.Scroll(by)
	case p.layout.detail.has(x, y):
		for range max(by, -by) {
			p.text.Do(a)
		}
	}
	return nil
}

// click gives the keys to a pane, and selects the row under the pointer. A click on its
// mark opens or closes it, and so does one on the row that is selected already, hence a
// double click on any.
func (p *pane) click(x, y int) tea.Cmd {
	if p.layout.detail.has(x, y) {
		p.out.focusOn(focusDetail)
		return nil
	}
	if !p.layout.list.has(x, y) {
		return nil
	}
	had := p.focus == focusTree
	p.out.focusOn(focusTree)
	at, ok := p.tree.At(x-p.layout.list.x, y-p.layout.list.y)
	if !ok {
		return nil
	}
	before, _ := p.tree.Cursor()
	p.tree.Select(at.ID)
	switch {
	case at.Pinned: // where it was is not where it is now
	case at.Mark && p.tree.Branch(at.ID):
		p.out.want(doing{keymap.Toggle})
	case had && before == at.ID:
		p.out.want(doing{keymap.Activate})
	}
	return nil
}

func (p *pane) resize(l layout) {
	p.layout = l
	p.tree.SetSize(l.list.w, l.list.h)
	p.text.SetSize(l.detail.w, l.detail.h)
}

func (p *pane) setFocus(f focus) {
	p.focus = f
	p.tree.SetFocus(f == focusTree)
}

func (p *pane) setTheme(t *theme.Theme) {
	p.tree.SetTheme(t)
	p.text.SetTheme(t)
}

func (p *pane) available() bool { return true }

func (p *pane) setShown(on bool) { p.shown = on }
