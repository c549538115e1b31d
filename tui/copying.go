package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const jobCopy = "copy"

// copying puts a text on the clipboard and says which way it went.
type copying struct {
	text   string
	before string // what the note begins with, such as why this was copied
	name   string // what was copied, as the note calls it
}

// copyText wants a text on the clipboard.
func (b *outbox) copyText(s string) tea.Cmd {
	b.want(copying{text: s, name: text.First(s)})
	return nil
}

func (r copying) meet(m *Model) tea.Cmd {
	by := m.env.opt.Copy
	if by == nil {
		return copiedMsg{m.out, r, Copied{}}.apply()
	}
	m.say(theme.Dim, "copying "+r.name)
	return m.jobs.work.Start(jobCopy, func(context.Context) tea.Msg { return copiedMsg{m.out, r, by(r.text)} })
}

// copiedMsg tells what the programs made of a text.
type copiedMsg struct {
	out *outbox
	copying
	Copied
}

// apply sends the text to the terminal as well (OSC 52), which works over ssh too: the
// programs are those of the machine on which we run. No terminal tells whether it took it.
func (a copiedMsg) apply() tea.Cmd {
	a.out.say(a.tone(), a.before+a.way()+": "+a.name)
	if a.Terminal {
		return nil
	}
	return tea.SetClipboard(a.text)
}

func (a copiedMsg) tone() theme.Tone {
	switch {
	case a.before != "", len(a.Failed) > 0 && len(a.With) == 0:
		return theme.Warn
	case len(a.With) == 0:
		return theme.Normal
	}
	return theme.Good
}

// way says which way the text went.
func (a copiedMsg) way() string {
	const toTerminal = "sent to the terminal (OSC 52), which may not take it"
	with := strings.Join(a.With, " and ")
	switch {
	case len(a.With) == 0 && len(a.Failed) == 0:
		return toTerminal
	case len(a.With) == 0:
		return strings.Join(a.Failed, " and ") + " failed; " + toTerminal
	case len(a.With) == 1 && a.Terminal:
		return "copied into " + with + " and sent to the terminal"
	}
	return "copied with " + with
}
