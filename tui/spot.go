package tui

import (
	"flakewalk/model"
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

// gone tells whether the user has gone on since a verb was asked for, so that it is no
// longer to be done. Another tab is no other place for what runs in the background: who
// starts a build may look at the jobs before it has begun.
func (m *Model) gone(from spot, v model.Verb) bool {
	now := m.spot()
	if v.Way() == model.WayJob {
		now.topic = from.topic
	}
	return from != now || m.layout.width == 0
}
