package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// find opens the line in which one types what to search for in the tree.
func (o *outputsTab) find() tea.Cmd {
	if !o.f.expectsNames() {
		o.out.say(theme.Dim, "there is nothing to search")
		return nil
	}
	o.out.focusOn(focusTree)
	f := &finding{o: o, line: o.env.newPrompt(prompt.Options{Label: " /", Empty: "a part of a name"}), before: o.search.search}
	id, _ := o.tree.Cursor()
	o.search.search = search{origin: id, line: o.tree.Line(), typing: true}
	return o.out.typeInLine(f.line, f)
}

// finding asks what to search for.
type finding struct {
	plainAsker
	o      *outputsTab
	line   *prompt.Model
	before search // what was searched for until now
}

func (f *finding) changed() tea.Cmd {
	o := f.o
	o.search.searchFor(f.line.Value())
	f.line.SetCount("")
	return nil
}

func (f *finding) do(a keymap.Action) tea.Cmd {
	o := f.o
	switch a {
	case keymap.Down:
		o.search.nextHit(+1)
	case keymap.Up:
		o.search.nextHit(-1)
	}
	f.count()
	return nil
}

// accept leaves the cursor where it is, or lets it go where the running search
// leads.
func (f *finding) accept() tea.Cmd {
	o := f.o
	o.search.opened = nil
	if o.search.known() {
		o.search.sayHit("")
	}
	return nil
}

func (f *finding) abandon() {
	o := f.o
	o.f.jobs.Cancel(jobSearch)
	o.search.backToOrigin()
	o.search.search = f.before
	o.out.hush()
}

func (f *finding) ask() tea.Cmd {
	f.count()
	return nil // askSearch looks after it, with or without a prompt
}

func (f *finding) closed() { f.o.search.typing = false }

// count says how many were found, beside what is typed.
func (f *finding) count() {
	o := f.o
	switch {
	case o.search.pattern.Empty() || !o.search.known():
	case len(o.search.hits) == 0:
		f.line.SetCount("not found")
	default:
		f.line.SetCount(o.search.hitCount())
	}
}

func (f *finding) words() []typingWord {
	return []typingWord{{keymap.Accept, "stay"}, {keymap.Dismiss, "back"}, {keymap.Down, "next"}, {keymap.Up, "previous"}}
}
