package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// needQuit asks to end flakewalk: at once, or when all jobs have ended.
type needQuit struct{ wait bool }

// quit ends flakewalk. It asks while jobs run, as they end with it. Who has chosen to
// wait for them is asked anew.
func (m *Model) quit() tea.Cmd {
	n := m.builds.running()
	if n == 0 {
		return tea.Quit
	}
	m.stopTyping()
	m.builds.leaving = false
	m.ask(question{
		id: dialogQuit, title: "Quit?", width: 70, text: []pager.Block{
			{Text: plural(n, "job still runs", "jobs still run") + " in the background."},
			{},
			{Label: "w", LabelTone: theme.Accent, Text: "wait: quit when nothing runs any more"},
			{Label: "y", LabelTone: theme.Accent, Text: "cancel what runs, and quit now"},
			{Label: "any other key", LabelTone: theme.Accent, Text: "stay"},
		},
		scopes:  []keymap.Scope{keymap.ScopeQuit, keymap.ScopeQuestion},
		answers: map[keymap.Action]any{keymap.Yes: needQuit{}, keymap.Wait: needQuit{wait: true}},
		unseen:  []keymap.Action{keymap.Wait},
		holds:   true,
	})
	return nil
}

// meetQuit fulfils what the question needs.
func (m *Model) meetQuit(need any) tea.Cmd {
	n, ok := need.(needQuit)
	switch {
	case !ok:
		return nil
	case !n.wait || m.builds.running() == 0:
		return tea.Quit
	}
	m.builds.leaving, m.builds.told = true, m.builds.ended()
	m.showJobs()
	m.say(theme.Warn, "quits when nothing runs any more; q takes it back")
	return nil
}

// Failures tells after Run of each job that failed while the user waited for it to
// quit, in a line that is safe to print: there was nobody to see it.
func (m *Model) Failures() []string {
	var lines []string
	for _, b := range m.builds.all {
		if m.builds.leaving && b.State == model.BuildFailed && !slices.Contains(m.builds.told, b.ID) {
			lines = append(lines, endText(b))
		}
	}
	return lines
}

// ended are the numbers of those that have ended.
func (b *background) ended() []int {
	var ids []int
	for _, one := range b.all {
		if one.State.Ended() {
			ids = append(ids, one.ID)
		}
	}
	return ids
}
