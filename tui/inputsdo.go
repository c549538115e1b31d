package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

func (p *inputsTab) do(a keymap.Action) (cmd tea.Cmd, handled bool) {
	switch {
	case p.leaveText(a), p.focus == focusDetail && p.detail.Do(a), p.focus == focusTree && p.move(a):
		return nil, true
	}
	return p.command(a)
}

// move carries out what moves in the list, opens and closes.
func (p *inputsTab) move(a keymap.Action) bool {
	v := p.view()
	switch a {
	case keymap.Open, keymap.Activate:
		if it := p.item(); it != nil && len(it.kids) == 0 {
			p.goThere(it)
			return true
		}
	}
	need, handled := v.tree.Do(a)
	switch {
	case need.Children != outline.Root:
		v.supply(need.Children)
	case need.Stuck != outline.Root:
		p.out.say(theme.Dim, "it has no inputs")
	}
	return handled
}

// goThere moves the cursor from a row without anything below it to where the
// input that it stands for is shown: what it follows, or its place in the tree.
func (p *inputsTab) goThere(it *inputItem) {
	path := it.leads()
	switch {
	case it.Node == nil:
		p.out.say(theme.Dim, "it leads nowhere")
		return
	case path == nil && p.at == viewTree:
		p.out.say(theme.Dim, "it has no inputs")
		return
	case path == nil:
		path = it.Path
	case len(path) == 0:
		p.out.say(theme.Dim, "it is the flake itself")
		return
	}
	p.showInput(path)
}

// command carries out what is done with inputs and nothing else.
func (p *inputsTab) command(a keymap.Action) (cmd tea.Cmd, handled bool) {
	if f := inputCommands[a]; f != nil {
		return f(p), true
	}
	switch a {
	case keymap.NextView:
		p.nextView()
	case keymap.Order:
		p.nextOrder()
	case keymap.NextHit:
		p.next(+1)
	case keymap.PreviousHit:
		p.next(-1)
	case keymap.Dismiss:
		p.search = inputSearch{}
	default:
		return nil, false
	}
	return nil, true
}

// inputCommands are the actions on the selected input that ask for something, or
// open a dialog or prompt.
var inputCommands = map[keymap.Action]func(*inputsTab) tea.Cmd{
	keymap.Why:         (*inputsTab).why,
	keymap.OpenInput:   (*inputsTab).openInput,
	keymap.OpenAlone:   (*inputsTab).openAlone,
	keymap.Update:      (*inputsTab).updateInput,
	keymap.UpdateAll:   (*inputsTab).updateInputs,
	keymap.CopyPath:    (*inputsTab).copyInput,
	keymap.CopyCommand: (*inputsTab).copyLocked,
	keymap.Browse:      (*inputsTab).browseInput,
	keymap.Find:        (*inputsTab).findInput,
	keymap.GoTo:        (*inputsTab).goToInput,
}

// nextView shows the inputs in the next way; the cursor stays on the same input.
func (p *inputsTab) nextView() {
	if p.known == nil {
		return
	}
	was := p.item()
	p.show((p.at + 1) % inputViews)
	p.view().unfold(p.layout.list.h)
	if was != nil && was.Node != nil {
		p.find(was.Node.Key)
	}
	text := p.at.String()
	if p.at == viewList {
		text += orderText(p.order)
	}
	p.out.say(theme.Normal, text)
}

// find moves the cursor to the row of a node itself, if the view has one.
func (p *inputsTab) find(key string) {
	v := p.view()
	for i := range v.items {
		it := &v.items[i]
		if it.Node != nil && it.Node.Key == key && it.Home == nil {
			v.show(i)
			return
		}
	}
}

// nextOrder sorts the list of all inputs in the next way.
func (p *inputsTab) nextOrder() {
	if p.known == nil {
		return
	}
	if p.at != viewList {
		h, _ := p.env.keys.Hint(keymap.NextView, keymap.ScopeInputs)
		p.out.say(theme.Dim, "only the list of all inputs can be sorted: "+h.Key+" shows it")
		return
	}
	p.order = (p.order + 1) % 3
	p.view().fill(listItems(p.known.Graph, p.order))
	p.out.say(theme.Normal, viewList.String()+orderText(p.order))
}

func orderText(o lock.Order) string {
	return [...]string{", the oldest first", ", by name", ", the most used first"}[o]
}

// copyInput copies where the input stands in a flake.nix; for a source that is
// locked more than once the lines that make it fewer.
func (p *inputsTab) copyInput() tea.Cmd {
	it := p.item()
	switch {
	case it == nil:
		p.out.say(theme.Dim, "nothing to copy")
		return nil
	case it.more:
		p.out.say(theme.Dim, "nothing to copy")
		return nil
	case it.group == nil:
		return p.out.copyText(harmlessPath(lock.AttrPath(it.Path)))
	case len(it.group.Suggest) == 0:
		p.out.say(theme.Dim, "no line would make it fewer")
		return nil
	}
	var b strings.Builder
	for _, line := range it.group.Suggest {
		b.WriteString(model.Printable(line) + "\n")
	}
	p.out.want(copying{text: b.String(), name: words.Count(len(it.group.Suggest), "line") + " for flake.nix"})
	return nil
}

// copyLocked copies the locked reference.
func (p *inputsTab) copyLocked() tea.Cmd {
	it := p.item()
	if it == nil || it.Node == nil || it.Node.Locked.URL() == "" {
		p.out.say(theme.Dim, "this is not locked")
		return nil
	}
	return p.out.copyText(model.Printable(it.Node.Locked.Shown()))
}

// browseInput opens the page of the input's source.
func (p *inputsTab) browseInput() tea.Cmd {
	it := p.item()
	if it == nil || it.Node == nil {
		p.out.say(theme.Dim, "this has no page")
		return nil
	}
	return p.f.browseTo(webAddress(it.Node.Ref().WebPage()), "this has no page on the web")
}
