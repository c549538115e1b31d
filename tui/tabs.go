package tui

import (
	"slices"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// tabs are all tabs, in their order: those of the flake on screen, then the others.
func (m *Model) tabs() []tab { return append(m.visit.tabs(), m.extra...) }

// tab is the one that the user has chosen.
func (m *Model) tab() tab {
	all := m.tabs()
	i := slices.IndexFunc(all, func(t tab) bool { return t.shows() == m.visit.tab })
	return all[max(0, i)]
}

// view is what fills the body: the tab, or what stands in its place.
func (m *Model) view() view {
	if t := m.tab(); t.available() {
		return t
	}
	return m.visit.page()
}

// showTab shows the tab of an action; ok is false where that shows none.
func (m *Model) showTab(a keymap.Action) (ok bool) {
	if !slices.ContainsFunc(m.tabs(), func(t tab) bool { return t.shows() == a }) {
		if a == keymap.ShowJobs {
			m.say(theme.Dim, "nothing can run in the background here")
		}
		return a == keymap.ShowJobs
	}
	if m.visit.tab != a {
		m.stopTyping()
		m.tab().setShown(false)
		m.visit.tab = a
		m.turn++
		m.setFocus(focusTree)
	}
	m.tab().setShown(true)
	return true
}

// beside is what shows the tab beside one, around the end; any other action is itself.
func beside(all []tab, now, a keymap.Action) keymap.Action {
	step := map[keymap.Action]int{keymap.NextTab: 1, keymap.PreviousTab: -1}[a]
	i := slices.IndexFunc(all, func(t tab) bool { return t.shows() == now })
	if step == 0 || i < 0 {
		return a
	}
	return all[(i+step+len(all))%len(all)].shows()
}

// choices are the tabs to choose from; none where there is no choice.
func (m *Model) choices() []tab {
	all := m.tabs()
	if m.env.opt.Pick != nil || len(all) < 2 {
		return nil
	}
	return all
}

// tabSpans draws the tabs.
func (m *Model) tabSpans() []span {
	var s []span
	for _, t := range m.choices() {
		s = append(s, m.titleSpans(t)...)
	}
	return s
}

// titleSpans draws one tab: its key and its title.
func (m *Model) titleSpans(t tab) []span {
	key := m.env.key(t.shows(), keymap.ScopeMain)
	if t == m.tab() {
		return []span{{theme.Normal, " "}, {theme.Current, key + " " + t.title()}, {theme.Normal, "  "}}
	}
	return []span{{theme.Accent, " " + key}, {theme.Dim, " " + t.title() + "  "}}
}

// tabKeys are the tabs where there is room for their keys only.
func tabKeys(m *Model) []span {
	var s []span
	for _, t := range m.choices() {
		tone := theme.Dim
		if t == m.tab() {
			tone = theme.Current
		}
		s = append(s, span{tone, m.env.key(t.shows(), keymap.ScopeMain)}, span{theme.Normal, " "})
	}
	return s
}

// tabAt is the action of the tab at a cell of the screen; false where there is none.
func (m *Model) tabAt(x, y int) (keymap.Action, bool) {
	if m.layout.header.h < 2 || y != m.layout.header.y+1 || x < 0 {
		return "", false
	}
	for _, t := range m.choices() {
		if x -= spansWidth(m.env.theme, m.titleSpans(t)); x < 0 {
			return t.shows(), true
		}
	}
	return "", false
}
