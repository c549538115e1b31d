package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// The files of a local flake may change while it is open. Nix is asked when the
// terminal gets the focus back, and now and then while it has it, as many
// terminals never tell; but only while there is nothing else to do.

const (
	jobChanged = "changed"
	// watchTime is how long nobody asks again; watchShare bounds the part of the
	// time that asking takes where it is slow.
	watchTime  = 15 * time.Second
	watchShare = 30
)

// watch is what the explorer knows about when to ask.
type watch struct {
	away    bool // the terminal has said that it lost the focus
	waiting bool // a timer runs
	every   time.Duration
}

// keepWatching keeps one timer going as long as a change is news.
func (m *Model) keepWatching() tea.Cmd {
	if m.watch.waiting || m.watch.away || !m.mayChange() {
		return nil
	}
	m.watch.waiting = true
	return m.after(max(watchTime, m.watch.every), watchMsg{})
}

// mayChange tells whether the flake on screen lies in files that may be other
// than when it was opened.
func (m *Model) mayChange() bool { return m.flake != nil && m.flake.Dir != "" && !m.changed }

// watchMsg says that it is time to ask again.
type watchMsg struct{}

func (watchMsg) apply(m *Model) tea.Cmd {
	m.watch.waiting = false
	if m.watch.away {
		return nil
	}
	return m.askChanged()
}

// askChanged asks whether the files are other than when the flake was opened.
func (m *Model) askChanged() tea.Cmd {
	if !m.mayChange() || m.opening || m.busy() || m.jobs.Running(jobChanged) {
		return nil
	}
	nix, now := m.nix, m.opt.Now
	return m.jobs.Start(jobChanged, func(ctx context.Context) tea.Msg {
		start := now()
		changed, err := nix.Changed(ctx)
		return changedMsg{changed && err == nil, now().Sub(start)}
	})
}

// changedMsg is the answer of Nix.Changed. That it failed is no news: whatever is
// asked next says why.
type changedMsg struct {
	changed bool
	took    time.Duration
}

func (a changedMsg) apply(m *Model) tea.Cmd {
	m.changed = a.changed
	m.watch.every = watchShare * a.took
	return nil
}

// focused follows the terminal's focus. Who comes back may have edited the
// flake, or changed the colours of the terminal.
func (m *Model) focused(on bool) tea.Cmd {
	m.watch.away = !on
	if !on {
		return nil
	}
	return tea.Batch(m.askBackground(), m.askChanged())
}
