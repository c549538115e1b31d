package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/theme"
)

// tickTime is how often the clock and the spinner move while nix works.
const tickTime = 150 * time.Millisecond

// busy tells whether nix has something to do that somebody waits for.
func (m *Model) busy() bool {
	n := m.jobs.Busy()
	if m.jobs.Running(jobChanged) {
		n--
	}
	return n > 0
}

// cancel ends what nix is working on. The rows concerned say so when the
// answers come.
func (m *Model) cancel() tea.Cmd {
	if !m.busy() {
		m.say(theme.Dim, "nothing is running")
		return nil
	}
	m.nix.Cancel()
	m.say(theme.Warn, "cancelled")
	return nil
}

// keepTicking keeps one timer going as long as nix has something to do for us, or
// a clock is on screen.
func (m *Model) keepTicking() tea.Cmd {
	log := m.runsOnTop()
	if m.ticking || !m.busy() && m.builds.running() == 0 && (log == nil || !log.running()) {
		return nil
	}
	m.ticking = true
	return m.after(tickTime, tickMsg{})
}

// tickMsg moves the clock and the spinner.
type tickMsg struct{}

func (tickMsg) apply(m *Model) tea.Cmd {
	m.ticking = false
	if !m.busy() {
		m.frame, m.activity = 0, nil
	} else {
		m.frame++
		m.activity = m.nix.Activity()
	}
	m.tree.SetFrame(m.frame)
	m.refreshJobs()
	m.stale = true // it says when details take long
	return nil
}
