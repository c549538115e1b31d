package tui

import (
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
)

// spot is where the user is: what is selected, and what lies over it. An answer that
// would do something does it only where it was asked for.
type spot struct {
	visit  *visit
	topic  topic
	row    outline.ID
	over   overlay.Body
	typing *typing
}

func (m *Model) spot() spot {
	d, _ := m.dialogs.Top()
	return spot{m.visit, m.topic, m.selected, d.Body, m.typing}
}
