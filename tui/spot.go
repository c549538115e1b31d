package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
)

// spot is where the user is: the flake and tab, what is selected, and what lies over it.
// Two are equal while the user has not gone on.
type spot struct {
	stay   int        // counts the flakes that came on screen
	turn   int        // counts the tabs that did
	row    outline.ID // of the outputs
	over   overlay.Body
	typing *typing
}

// spot is where the user is now.
func (m *Model) spot() spot {
	d, _ := m.dialogs.Top()
	return spot{m.stay, m.turn, m.visit.outputs.selected, d.Body, m.typing}
}

// gone tells whether the user has gone on since.
func (m *Model) gone(from spot) bool { return from != m.spot() || m.layout.width == 0 }

// late is what an answer leads to where the user was when it was asked for, and
// nowhere else: it may be seconds old.
type late struct {
	from spot
	then func() tea.Cmd
	// anyTab is set where another tab is no other place: who starts a build may look at
	// the jobs before it has begun.
	anyTab bool
}

func (r late) meet(m *Model) tea.Cmd {
	if r.anyTab {
		r.from.turn = m.turn
	}
	if m.gone(r.from) {
		return nil
	}
	return r.then()
}

// popUp wants a dialog on top that comes late: only where the user still is where it
// was asked for. All dialogs that an answer brings come up this way.
func (b *outbox) popUp(from spot, d overlay.Dialog) {
	b.want(late{from: from, then: func() tea.Cmd {
		b.show(d)
		return nil
	}})
}
