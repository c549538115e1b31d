package tui

import "flakewalk/tui/theme"

// tab is one of the views of a flake.
type tab struct {
	key     string // that shows it
	title   string
	current bool
}

// tabs are the views that there are.
func (m *Model) tabs() []tab {
	return []tab{
		{key: "1", title: "Outputs", current: m.topic == topicOutputs},
		{key: "2", title: "Inputs", current: m.topic == topicInputs},
	}
}

// tabSpans draws the tabs; nothing where there is no choice.
func tabSpans(t *theme.Theme, tabs []tab) []span {
	if len(tabs) < 2 {
		return nil
	}
	var s []span
	for _, tab := range tabs {
		if tab.current {
			s = append(s, span{theme.Accent, t.Cursor + tab.key}, span{theme.Strong, " " + tab.title + "  "})
			continue
		}
		s = append(s, span{theme.Accent, " " + tab.key}, span{theme.Dim, " " + tab.title + "  "})
	}
	return s
}
