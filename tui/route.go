package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// scopes are where keys come from at the moment, innermost first.
func (m *Model) scopes() []keymap.Scope {
	if m.typing != nil {
		return []keymap.Scope{keymap.ScopePrompt}
	}
	if d, ok := m.dialogs.Top(); ok {
		return append(append([]keymap.Scope{}, d.Scopes...), keymap.ScopeAlways)
	}
	switch {
	case m.starting():
		return []keymap.Scope{keymap.ScopeStart, keymap.ScopeText, keymap.ScopeMain, keymap.ScopeAlways}
	case m.troubled():
		return []keymap.Scope{keymap.ScopeText, keymap.ScopeMain, keymap.ScopeAlways}
	case m.onInputs():
		return m.inputScopes()
	case m.onJobs():
		return m.jobScopes()
	case m.focus == focusDetail:
		return []keymap.Scope{keymap.ScopeDetail, keymap.ScopeDo, keymap.ScopeMain, keymap.ScopeAlways}
	}
	return []keymap.Scope{keymap.ScopeTree, keymap.ScopeDo, keymap.ScopeMain, keymap.ScopeAlways}
}

// press carries out what a key asks for.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	a, ok := m.keys.Resolve(k, m.scopes()...)
	if b := m.questionOnTop(); b != nil {
		defer b.pressed()
	}
	if m.typing != nil && (!ok || a == keymap.Edit) {
		return m.typeKey(k)
	}
	if !ok {
		m.decline()
		return nil
	}
	m.note, m.touched = note{}, true
	return m.do(a)
}

// do carries out an action: the dialog on top, else the pane with the keys,
// else the explorer itself.
func (m *Model) do(a keymap.Action) tea.Cmd {
	if m.typing != nil {
		return m.typingDo(a)
	}
	if need, ok := m.dialogs.Do(a); ok {
		return m.meet(need)
	}
	if _, ok := m.dialogs.Top(); !ok {
		if f := m.topicDo(); f != nil {
			if cmd, handled := f(a); handled {
				return cmd
			}
			return m.globalDo(a)
		}
		if need, handled := m.paneDo(a); handled {
			return m.meet(need)
		}
	}
	return m.globalDo(a)
}

// topicDo carries out the actions of the tab on screen, where it has some of its own.
func (m *Model) topicDo() func(keymap.Action) (cmd tea.Cmd, handled bool) {
	switch {
	case m.starting():
		return m.startDo
	case m.troubled():
		return nil
	case m.onInputs():
		return m.inputsDo
	case m.onJobs():
		return m.jobsDo
	}
	return nil
}

// paneDo carries out the actions of the pane that has the keys.
func (m *Model) paneDo(a keymap.Action) (need any, handled bool) {
	switch {
	case m.troubled():
		if a == keymap.CopyText {
			return needCopy{errorText(m.trouble.problem)}, true
		}
		return nil, m.page.Do(a)
	case m.focus == focusDetail:
		return m.detailDo(a)
	case a == keymap.Activate && m.bad():
		return needError{m.selected}, true
	case a == keymap.Activate && m.actable() && m.opt.Pick != nil:
		return needPick{}, true
	case a == keymap.Activate && m.actable():
		return needMenu{}, true
	case a == keymap.Systems:
		m.toggleSystems()
		return nil, true
	}
	m.seeking, m.search.due = false, false // who moves the cursor wants it elsewhere
	return m.tree.Do(a)
}

// bad tells whether the selected row has no value.
func (m *Model) bad() bool {
	e, ok := m.store.known[m.selected]
	return ok && e.node.State.Bad()
}

// detailDo carries out the actions of the detail pane.
func (m *Model) detailDo(a keymap.Action) (need any, handled bool) {
	switch a {
	case keymap.Close, keymap.Dismiss:
		m.setFocus(focusTree)
		return nil, true
	case keymap.Activate:
		return needError{m.selected}, true
	}
	return nil, m.detail.Do(a)
}

// globalDo carries out the actions that are no pane's.
func (m *Model) globalDo(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.NextPane:
		m.nextPane()
	case keymap.CopyPath:
		return m.copyPath()
	case keymap.CopyCommand:
		return m.copyCommand()
	case keymap.Browse:
		return m.browse()
	case keymap.Runs:
		m.showRuns()
	case keymap.Allow:
		return m.allow(m.selected)
	case keymap.Reload:
		return m.reload()
	case keymap.Cancel:
		return m.cancel()
	case keymap.Back:
		return m.back()
	case keymap.Dismiss:
		return m.dismiss()
	case keymap.Help:
		m.help()
	case keymap.Suspend:
		return m.suspend
	case keymap.Quit:
		return m.leaveForGood()
	default:
		return m.findDo(a)
	}
	return nil
}

// findDo carries out the actions that lead to something.
func (m *Model) findDo(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Find:
		return m.find()
	case keymap.NextHit:
		m.nextHit(+1)
	case keymap.PreviousHit:
		m.nextHit(-1)
	case keymap.Jump:
		return m.jump()
	case keymap.ShowOutputs:
		m.showTopic(topicOutputs)
	case keymap.ShowInputs:
		m.showTopic(topicInputs)
	case keymap.Card:
		return m.showCard()
	case keymap.GoTo:
		return m.goTo()
	case keymap.OpenFlake:
		return m.openFlake()
	case keymap.ShowJobs:
		m.showJobs()
	case keymap.Menu:
		return m.askActions("")
	}
	if letter, ok := a.Letter(); ok {
		return m.askActions(letter)
	}
	return nil
}

// meet fulfils what a pane needs from outside; nil needs nothing.
func (m *Model) meet(need any) tea.Cmd {
	switch n := need.(type) {
	case outline.NeedChildren:
		return m.listChildren(n.ID)
	case outline.Opened:
		return m.openSystem(n.ID, m.store.path(n.ID))
	case outline.DropChildren:
		m.dropChildren(n.ID)
	case outline.DropAll:
		for _, id := range n.IDs {
			m.dropChildren(id)
		}
	case outline.Stuck:
		m.say(theme.Dim, m.stuckText(n.ID))
	case needError:
		return m.showError(n.id)
	case needAllowance:
		return m.allow(n.id)
	case needGrant:
		return m.grantRow(n.id, n.grant)
	case needRetry:
		return m.retry(n.id)
	case needPick:
		return m.pick()
	case needCopy:
		return m.copyText(n.text)
	}
	return m.meetAct(need)
}

// stuckText says why a row does not open.
func (m *Model) stuckText(id outline.ID) string {
	switch p := m.problem(id); {
	case p != nil && p.Cause == model.CauseCancelled:
		return "this was cancelled: enter and then r asks again"
	case p != nil:
		return "this failed: enter shows the whole error"
	}
	return "there is nothing below this: tab goes to the details"
}

func (m *Model) nextPane() {
	if m.troubled() || m.flake == nil && !m.onJobs() {
		return
	}
	if m.focus == focusTree {
		m.setFocus(focusDetail)
		return
	}
	m.setFocus(focusTree)
}

func (m *Model) setFocus(f focus) {
	m.focus = f
	m.tree.SetFocus(f == focusTree)
	m.inputs.setFocus(f == focusTree)
	m.jobsTab.tree.SetFocus(f == focusTree)
	m.resize(m.layout.width, m.layout.height) // a tiny screen shows the pane with the keys
}
