package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/theme"
)

// tickTime is how often the clock and the spinner move while nix works.
const tickTime = 150 * time.Millisecond

// busy tells whether nix has something to do that somebody waits for.
func (f *openFlake) busy() bool {
	n := f.jobs.Busy()
	if f.jobs.Running(jobChanged) {
		n--
	}
	return n > 0
}

// cancel ends what nix is working on. The rows concerned say so when the
// answers come.
func (v *visit) cancel() tea.Cmd {
	if !v.busy() {
		v.out.say(theme.Dim, "nothing is running")
		return nil
	}
	v.nix.Cancel()
	v.out.say(theme.Warn, "cancelled")
	return nil
}

// keepTicking keeps one timer going as long as nix has something to do for us, or
// a clock is on screen.
func (m *Model) keepTicking() tea.Cmd {
	log := m.runsOnTop()
	if m.ticking || !m.visit.busy() && m.jobs.running() == 0 && (log == nil || !log.running()) {
		return nil
	}
	m.ticking = true
	return m.env.after(tickTime, tickMsg{})
}

// tickMsg moves the clock and the spinner.
type tickMsg struct{}

func (tickMsg) handle(m *Model) tea.Cmd {
	m.ticking = false
	m.visit.tick()
	m.jobs.refresh()
	m.news = true
	return nil
}

// tick looks at what nix is working on.
func (v *visit) tick() {
	if !v.busy() {
		v.frame, v.activity = 0, nil
	} else {
		v.frame++
		v.activity = v.nix.Activity()
	}
	v.outputs.tree.SetFrame(v.frame)
	v.outputs.stale = true // it says when details take long
}
