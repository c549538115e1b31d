package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// quit ends flakewalk. It asks while jobs run, as they end with it. Who has chosen to
// wait for them is asked anew.
func (m *Model) quit() tea.Cmd {
	n := m.jobs.running()
	if n == 0 {
		return tea.Quit
	}
	m.stopTyping()
	m.jobs.leaving = false
	line := func(a keymap.Action, text string) pager.Block {
		return pager.Block{Label: m.env.key(a, quitScopes...), LabelTone: theme.Accent, Text: text}
	}
	m.out.ask(question{
		id: dialogQuit, title: "Quit?", width: 70, text: []pager.Block{
			{Text: words.Count(n, "job still runs", "jobs still run") + " in the background."},
			{},
			line(keymap.Wait, "wait: quit when nothing runs any more"),
			line(keymap.Yes, "cancel what runs, and quit now"),
			{Label: "any other key", LabelTone: theme.Accent, Text: "stay"},
		},
		scopes:  quitScopes,
		answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return tea.Quit }, keymap.Wait: m.jobs.waitToQuit},
		unseen:  []keymap.Action{keymap.Wait},
		holds:   true,
	})
	return nil
}

var quitScopes = []keymap.Scope{keymap.ScopeQuit, keymap.ScopeQuestion}

// waitToQuit ends flakewalk when nothing runs any more.
func (p *jobsTab) waitToQuit() tea.Cmd {
	if p.running() == 0 {
		return tea.Quit
	}
	p.leaving, p.told = true, p.endedIDs()
	p.out.showTab(keymap.ShowJobs)
	p.out.say(theme.Warn, "quits when nothing runs any more; "+p.env.key(keymap.Quit, keymap.ScopeAlways)+" takes it back")
	return nil
}

// Failures tells after Run of each job that failed while the user waited for it to
// quit, in a line that is safe to print: there was nobody to see it.
func (m *Model) Failures() []string { return m.jobs.failures() }

func (p *jobsTab) failures() []string {
	var lines []string
	for _, b := range p.all {
		if p.leaving && b.State == model.BuildFailed && !slices.Contains(p.told, b.ID) {
			lines = append(lines, endText(b))
		}
	}
	return lines
}

// endedIDs are the numbers of those that have ended.
func (b *background) endedIDs() []int {
	var ids []int
	for _, one := range b.all {
		if one.State.Ended() {
			ids = append(ids, one.ID)
		}
	}
	return ids
}
