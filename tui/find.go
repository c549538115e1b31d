package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// find opens the line in which one types what to search for in the tree.
func (m *Model) find() tea.Cmd {
	if !m.expectsNames() {
		m.say(theme.Dim, "there is nothing to search")
		return nil
	}
	m.setFocus(focusTree)
	f := &finding{line: m.newPrompt(prompt.Options{Label: " /", Empty: "a part of a name"}), before: m.search}
	id, _ := m.tree.Cursor()
	m.search = search{origin: id, line: m.tree.Line()}
	return m.typeInLine(f.line, f)
}

// finding asks what to search for.
type finding struct {
	line   *prompt.Model
	before search // what was searched for until now
}

func (f *finding) changed(m *Model) tea.Cmd {
	m.searchFor(f.line.Value())
	f.line.SetCount("")
	return nil
}

func (f *finding) do(m *Model, a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Down:
		m.nextHit(+1)
	case keymap.Up:
		m.nextHit(-1)
	}
	f.count(m)
	return nil
}

// ready is always: a search that is running leads the cursor on without a prompt.
func (f *finding) ready(*Model) bool { return true }

// accept leaves the cursor where it is, or lets it go where the running search
// leads.
func (f *finding) accept(m *Model) tea.Cmd {
	m.search.opened = nil
	if m.search.known() {
		m.sayHit("")
	}
	return nil
}

func (f *finding) abandon(m *Model) {
	m.jobs.Cancel(jobSearch)
	m.backToOrigin()
	m.search = f.before
	m.note = note{}
}

func (f *finding) ask(m *Model) tea.Cmd {
	f.count(m)
	return nil // askSearch looks after it, with or without a prompt
}

// count says how many were found, beside what is typed.
func (f *finding) count(m *Model) {
	switch {
	case m.search.pattern.Empty() || !m.search.known():
	case len(m.search.hits) == 0:
		f.line.SetCount("not found")
	default:
		f.line.SetCount(m.hitCount())
	}
}

func (f *finding) jobs() []string { return nil }

func (f *finding) status(*Model) (string, theme.Tone) { return "", theme.Normal }

func (f *finding) words() []typingWord {
	return []typingWord{{keymap.Accept, "stay"}, {keymap.Dismiss, "back"}, {keymap.Down, "next"}, {keymap.Up, "previous"}}
}
