package tui

import (
	tea "charm.land/bubbletea/v2"
	"flakewalk/model/lock"
	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// openInput opens the input under the cursor as this flake sees it: with its
// follows applied, and without fetching anything that this flake does not need.
func (p *inputsTab) openInput() tea.Cmd {
	it, ok := p.openable()
	if !ok {
		return nil
	}
	if !it.Node.Flake {
		return p.listFiles(it)
	}
	if p.f.flake == nil {
		return p.openAlone() // nix does not open the flake that sees it
	}
	nix, err := p.env.opt.Flakes.OpenInput(*p.f.flake, it.Path)
	if err != nil {
		p.out.say(theme.Warn, text.First(problemOf(err).Message)+"; "+p.env.key(keymap.OpenAlone, keymap.ScopeInputs)+" opens it on its own")
		return nil
	}
	name := p.f.ref + " " + lock.PathText(it.Path)
	p.out.want(enteringInput{nix, inputRefText(*it.Node), name})
	return nil
}

// openAlone opens the input under the cursor by its own locked reference.
func (p *inputsTab) openAlone() tea.Cmd {
	it, ok := p.openable()
	if !ok {
		return nil
	}
	switch link := it.Node.Ref().URL(); {
	case !it.Node.Flake:
		return p.listFiles(it)
	case link == "" || it.Node.Ref().Relative():
		p.out.say(theme.Dim, "it has no reference of its own")
		return nil
	default:
		p.out.want(entering{ref: link, alone: true})
		return nil
	}
}

// openable is the input under the cursor, if it is one that can be opened.
func (p *inputsTab) openable() (it *inputItem, ok bool) {
	it = p.item()
	switch {
	case it == nil || it.Node == nil:
		p.out.say(theme.Dim, "there is no input here to open")
	case it.Node.Key == p.known.Graph.Root():
		p.out.say(theme.Dim, "it is the flake itself")
	case !p.env.canOpen():
		p.out.say(theme.Dim, "no other flake can be opened here")
	default:
		return it, true
	}
	return nil, false
}

// named is what the header calls the flake, and before all other facts how an input
// is seen that was opened: the two ways can differ, so that this is always said.
func (f *openFlake) named(ref string, width int) (name string, facts []string) {
	var seen string
	switch {
	case f.flake.Via != nil:
		seen = "as " + text.Line(f.flake.Via.Root) + " sees it"
		if f.env.theme.Width(ref)+f.env.theme.Width(seen)+len("   ") > width {
			seen = "with follows"
		}
	case f.alone:
		seen = "on its own"
	default:
		return ref, nil
	}
	return f.env.theme.Cut(ref, max(0, width-f.env.theme.Width(seen)-len("   ")), f.env.theme.Ellipsis), []string{seen}
}
