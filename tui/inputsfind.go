package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// inputSearch is what is searched for among the inputs.
type inputSearch struct {
	text    string
	pattern match.Pattern
	origin  int // the item where the cursor was
}

// match is the part of a label that is searched for.
func (s *inputSearch) match(label string) [2]int {
	outputs := search{pattern: s.pattern}
	return outputs.match(label)
}

// hits tells whether an item is one that is searched for: by its name, or by the
// reference that it comes from.
func (s *inputSearch) hits(it *inputItem) bool {
	switch {
	case it.group != nil:
		return s.pattern.Index(it.group.Source) >= 0
	case s.pattern.Index(it.Edge.Input) >= 0:
		return true
	}
	return it.Node != nil && it.Home == nil && s.pattern.Index(it.Node.Source()) >= 0
}

// findInput opens the line in which one types what to search for.
func (p *inputsTab) findInput() tea.Cmd {
	if !p.expectsInputs() {
		p.out.say(theme.Dim, "there is nothing to search")
		return nil
	}
	p.out.focusOn(focusTree)
	line := p.env.newPrompt(prompt.Options{Label: " /", Empty: "a part of a name or reference"})
	f := &findingInput{p: p, line: line, before: p.search, known: p.known}
	p.search = inputSearch{origin: p.view().cursor()}
	return p.out.typeInLine(f.line, f)
}

// findingInput asks what to search for among the inputs.
type findingInput struct {
	plainAsker
	p      *inputsTab
	line   *prompt.Model
	before inputSearch
	known  *lock.Inputs // in which was searched
}

func (f *findingInput) changed() tea.Cmd {
	p := f.p
	p.search.text, p.search.pattern = f.line.Value(), match.NewPattern(f.line.Value())
	p.view().show(p.search.origin)
	if !p.search.pattern.Empty() {
		if n, at := p.hit(0); n > 0 {
			p.view().show(at)
		}
	}
	f.count()
	return nil
}

// count says how many were found, beside what is typed.
func (f *findingInput) count() {
	p := f.p
	n, _ := p.hit(0)
	switch {
	case p.search.pattern.Empty():
		f.line.SetCount("")
	case n == 0:
		f.line.SetCount("not found")
	default:
		f.line.SetCount(words.Number(n) + " found")
	}
}

func (f *findingInput) do(a keymap.Action) tea.Cmd {
	p := f.p
	switch a {
	case keymap.Down:
		p.next(+1)
	case keymap.Up:
		p.next(-1)
	}
	return nil
}

// ready lets Enter wait for the lock file.
func (f *findingInput) ready() bool {
	p := f.p
	f.ask()
	return p.known != nil || !p.expectsInputs()
}

func (f *findingInput) accept() tea.Cmd {
	p := f.p
	if n, _ := p.hit(0); n == 0 && !p.search.pattern.Empty() {
		p.out.say(theme.Warn, "no input here has "+p.search.text)
	}
	return nil
}

func (f *findingInput) abandon() {
	p := f.p
	p.view().show(p.search.origin)
	p.search = f.before
	p.out.hush()
}

// ask searches anew when the lock file was read.
func (f *findingInput) ask() tea.Cmd {
	p := f.p
	if f.known == p.known {
		return nil
	}
	f.known, p.search.origin = p.known, p.view().cursor()
	return f.changed()
}

func (f *findingInput) words() []typingWord {
	return []typingWord{{keymap.Accept, "stay"}, {keymap.Dismiss, "back"}, {keymap.Down, "next"}, {keymap.Up, "previous"}}
}

// hit counts what is found, and gives the item that is so many hits away from the
// cursor: 0 is the first at it or after it.
func (p *inputsTab) hit(step int) (n, item int) {
	v := p.view()
	var hits []int
	first, here := 0, false // the first hit at the cursor or after it
	for i := 1; i < len(v.items); i++ {
		if !p.search.hits(&v.items[i]) {
			continue
		}
		if i < v.cursor() {
			first = len(hits) + 1
		}
		here = here || i == v.cursor()
		hits = append(hits, i)
	}
	if len(hits) == 0 {
		return 0, 0
	}
	if step > 0 && !here {
		step--
	}
	at := (first + step + len(hits)) % len(hits)
	return len(hits), hits[at]
}

// next moves the cursor to the next hit, or the one before.
func (p *inputsTab) next(step int) {
	if p.search.pattern.Empty() {
		p.out.say(theme.Dim, "nothing is searched for; type "+p.env.key(keymap.Find, keymap.ScopeMain)+" and a part of a name")
		return
	}
	n, at := p.hit(step)
	if n == 0 {
		p.out.say(theme.Warn, "no input here has "+p.search.text)
		return
	}
	p.view().show(at)
	p.out.say(theme.Normal, "/"+p.search.text+"  "+words.Number(n)+" found")
}
