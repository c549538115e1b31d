package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// inputsDo carries out an action of the inputs; handled is false for those that
// mean the same everywhere. What is for the outputs alone is said to be.
func (m *Model) inputsDo(a keymap.Action) (cmd tea.Cmd, handled bool) {
	if m.focus == focusDetail {
		if a == keymap.Close || a == keymap.Dismiss {
			m.setFocus(focusTree)
			return nil, true
		}
		if m.inputs.detail.Do(a) {
			return nil, true
		}
	}
	if m.focus == focusTree && m.inputsMove(a) {
		return nil, true
	}
	if cmd, handled := m.inputsOwn(a); handled {
		return cmd, true
	}
	if !everywhere(a) {
		h, _ := m.keys.Hint(keymap.ShowOutputs, keymap.ScopeMain)
		m.say(theme.Dim, "this key is for the outputs: "+h.Key+" shows them")
		return nil, true
	}
	return nil, false
}

// everywhere tells whether an action means the same for outputs and inputs.
func everywhere(a keymap.Action) bool {
	switch a {
	case keymap.NextPane, keymap.Reload, keymap.Cancel, keymap.Runs, keymap.Back, keymap.OpenFlake, keymap.Jump,
		keymap.ShowOutputs, keymap.ShowInputs, keymap.ShowJobs, keymap.Card, keymap.Help, keymap.Dismiss, keymap.Suspend, keymap.Quit:
		return true
	}
	return false
}

// inputsMove carries out what moves in the list, opens and closes.
func (m *Model) inputsMove(a keymap.Action) bool {
	v := m.inputs.view()
	switch a {
	case keymap.Open, keymap.Activate:
		if it := m.inputs.item(); it != nil && len(it.kids) == 0 {
			m.goThere(it)
			return true
		}
	}
	need, handled := v.tree.Do(a)
	switch n := need.(type) {
	case outline.NeedChildren:
		v.supply(n.ID)
	case outline.Stuck:
		m.say(theme.Dim, "it has no inputs")
	}
	return handled
}

// goThere moves the cursor from a row without anything below it to where the
// input that it stands for is shown: what it follows, or its place in the tree.
func (m *Model) goThere(it *inputItem) {
	p := m.inputs
	path := it.leads()
	switch {
	case it.Node == nil:
		m.say(theme.Dim, "it leads nowhere")
		return
	case path == nil && p.at == viewTree:
		m.say(theme.Dim, "it has no inputs")
		return
	case path == nil:
		path = it.Path
	case len(path) == 0:
		m.say(theme.Dim, "it is the flake itself")
		return
	}
	m.showInput(path)
}

// inputsOwn carries out what is done with inputs and nothing else.
func (m *Model) inputsOwn(a keymap.Action) (cmd tea.Cmd, handled bool) {
	if f := inputDeeds()[a]; f != nil {
		return f(m), true
	}
	switch a {
	case keymap.NextView:
		m.nextView()
	case keymap.Order:
		m.nextOrder()
	case keymap.NextHit:
		m.inputs.next(m, +1)
	case keymap.PreviousHit:
		m.inputs.next(m, -1)
	case keymap.Dismiss:
		m.inputs.search = inputSearch{}
	default:
		return nil, false
	}
	return nil, true
}

// inputDeeds are the actions on the selected input that ask for something, or
// open a dialog or prompt.
func inputDeeds() map[keymap.Action]func(*Model) tea.Cmd {
	return map[keymap.Action]func(*Model) tea.Cmd{
		keymap.Why:         (*Model).why,
		keymap.OpenInput:   (*Model).openInput,
		keymap.OpenAlone:   (*Model).openAlone,
		keymap.Update:      (*Model).updateInput,
		keymap.UpdateAll:   (*Model).updateInputs,
		keymap.CopyPath:    (*Model).copyInput,
		keymap.CopyCommand: (*Model).copyLocked,
		keymap.Browse:      (*Model).browseInput,
		keymap.Find:        (*Model).findInput,
		keymap.GoTo:        (*Model).goToInput,
	}
}

// nextView shows the inputs in the next way; the cursor stays on the same input.
func (m *Model) nextView() {
	p := m.inputs
	if p.known == nil {
		return
	}
	was := p.item()
	p.at = (p.at + 1) % inputViews
	p.view().unfold(m.layout.list.h)
	if was != nil && was.Node != nil {
		p.find(was.Node.Key)
	}
	text := p.at.String()
	if p.at == viewList {
		text += orderText(p.order)
	}
	m.say(theme.Normal, text)
}

// find moves the cursor to the row of a node itself, if the view has one.
func (p *inputsPane) find(key string) {
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
func (m *Model) nextOrder() {
	p := m.inputs
	if p.known == nil {
		return
	}
	if p.at != viewList {
		h, _ := m.keys.Hint(keymap.NextView, keymap.ScopeInputs)
		m.say(theme.Dim, "only the list of all inputs can be sorted: "+h.Key+" shows it")
		return
	}
	p.order = (p.order + 1) % 3
	p.view().fill(listItems(p.known.Graph, p.order))
	m.say(theme.Normal, viewList.String()+orderText(p.order))
}

func orderText(o model.InputOrder) string {
	return [...]string{", the oldest first", ", by name", ", the most used first"}[o]
}

// copyInput copies where the input stands in a flake.nix; for a source that is
// locked more than once the lines that make it fewer.
func (m *Model) copyInput() tea.Cmd {
	it := m.inputs.item()
	switch {
	case it == nil:
		m.say(theme.Dim, "nothing to copy")
		return nil
	case it.more:
		m.say(theme.Dim, "nothing to copy")
		return nil
	case it.group == nil:
		return m.copyText(harmlessPath(model.InputAttrPath(it.Path)))
	case len(it.group.Suggest) == 0:
		m.say(theme.Dim, "no line would make it fewer")
		return nil
	}
	var b strings.Builder
	for _, line := range it.group.Suggest {
		b.WriteString(model.Printable(line) + "\n")
	}
	cmd := m.copyText(b.String())
	m.say(theme.Good, "copied "+plural(len(it.group.Suggest), "line", "lines")+" for flake.nix")
	return cmd
}

// copyLocked copies the locked reference.
func (m *Model) copyLocked() tea.Cmd {
	it := m.inputs.item()
	if it == nil || it.Node == nil || it.Node.Locked.URL() == "" {
		m.say(theme.Dim, "this is not locked")
		return nil
	}
	return m.copyText(model.Printable(it.Node.Locked.URL()))
}

// browseInput opens the page of the input's source.
func (m *Model) browseInput() tea.Cmd {
	it := m.inputs.item()
	if it == nil || it.Node == nil {
		m.say(theme.Dim, "this has no page")
		return nil
	}
	return m.browseTo(webAddress(it.Node.Ref().WebPage()), "this has no page on the web")
}
