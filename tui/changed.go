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
}

// keepWatching keeps one timer going as long as a change is news.
func (m *Model) keepWatching() tea.Cmd {
	if m.watch.waiting || m.watch.away || !m.visit.mayChange() {
		return nil
	}
	m.watch.waiting = true
	return m.env.after(max(watchTime, m.visit.every), watchMsg{})
}

// mayChange tells whether the flake on screen lies in files that may be other
// than when it was opened.
func (v *visit) mayChange() bool { return v.flake != nil && v.flake.Dir != "" && !v.changed }

// watchMsg says that it is time to ask again.
type watchMsg struct{}

func (watchMsg) handle(m *Model) tea.Cmd {
	m.watch.waiting = false
	if m.watch.away {
		return nil
	}
	return m.visit.askChanged()
}

// askChanged asks whether the files are other than when the flake was opened.
func (v *visit) askChanged() tea.Cmd {
	if !v.mayChange() || v.opening || v.busy() || v.jobs.Running(jobChanged) {
		return nil
	}
	nix, now := v.nix, v.env.opt.Now
	return v.jobs.Start(jobChanged, func(ctx context.Context) tea.Msg {
		start := now()
		changed, err := nix.Changed(ctx)
		return changedMsg{v, changed && err == nil, now().Sub(start)}
	})
}

// changedMsg is the answer of Nix.Changed. That it failed is no news: whatever is
// asked next says why.
type changedMsg struct {
	v       *visit
	changed bool
	took    time.Duration
}

func (a changedMsg) apply() tea.Cmd {
	a.v.changed, a.v.every = a.changed, watchShare*a.took
	return nil
}

// focused follows the terminal's focus. Who comes back may have edited the
// flake, or changed the colours of the terminal.
func (m *Model) focused(on bool) tea.Cmd {
	m.watch.away = !on
	if !on {
		return nil
	}
	return tea.Batch(m.askBackground(), m.visit.askChanged())
}
