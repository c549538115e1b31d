package tui

import (
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// tab is one of the views of a flake.
type tab struct {
	key     string // that shows it
	title   string
	current bool
	action  keymap.Action // that shows it
}

// tabs are the views that there are.
func (m *Model) tabs() []tab {
	if m.opt.Pick != nil {
		return nil
	}
	all := []tab{
		{key: "1", title: "Outputs", current: m.topic == topicOutputs, action: keymap.ShowOutputs},
		{key: "2", title: "Inputs", current: m.topic == topicInputs, action: keymap.ShowInputs},
	}
	if m.canBuild() {
		all = append(all, tab{key: "3", title: m.jobsTitle(), current: m.topic == topicJobs, action: keymap.ShowJobs})
	}
	return all
}

// tabSpans draws the tabs; nothing where there is no choice.
func tabSpans(tabs []tab) []span {
	if len(tabs) < 2 {
		return nil
	}
	var s []span
	for _, tab := range tabs {
		s = append(s, tab.spans()...)
	}
	return s
}

// spans draws one tab.
func (b tab) spans() []span {
	if b.current {
		return []span{{theme.Normal, " "}, {theme.Current, b.key + " " + b.title}, {theme.Normal, "  "}}
	}
	return []span{{theme.Accent, " " + b.key}, {theme.Dim, " " + b.title + "  "}}
}

// tabAt is the action of the tab at a cell of the screen; false where there is none.
func (m *Model) tabAt(x, y int) (keymap.Action, bool) {
	if m.layout.header.h < 2 || y != m.layout.header.y+1 || x < 0 {
		return "", false
	}
	for _, b := range m.tabs() {
		if x -= spansWidth(b.spans()); x < 0 {
			return b.action, true
		}
	}
	return "", false
}
