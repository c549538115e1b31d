package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// jobMachines asks for which machine a configuration is.
const jobMachines = "machines"

// askMachines switches this machine to a configuration. Where that is another machine's,
// its name must be typed first: a y says too little about a mistake that is hard to undo.
func (ac *actions) askMachines(a model.Action) tea.Cmd {
	ac.out.say(theme.Dim, "looking for which machine this is"+ac.env.theme.Ellipsis)
	nix, from := ac.nix, ac.env.spot()
	return ac.f.jobs.Start(jobMachines, func(ctx context.Context) tea.Msg {
		machines, err := nix.Machines(ctx, a)
		return machinesMsg{ac, from, a, machines, err}
	})
}

// machinesMsg is the answer of Actor.Machines.
type machinesMsg struct {
	ac       *actions
	from     spot
	of       model.Action
	machines model.Machines
	err      error
}

func (a machinesMsg) apply() tea.Cmd {
	ac := a.ac
	if a.err != nil {
		ac.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	}
	ac.out.want(late{from: a.from, then: func() tea.Cmd {
		ac.out.hush()
		if !a.machines.Other() {
			return ac.carryOut(a.of)
		}
		return ac.askName(a.of, a.machines)
	}})
	return nil
}

// askName asks for the name of the other machine.
func (ac *actions) askName(a model.Action, m model.Machines) tea.Cmd {
	title := "This is for " + text.Line(m.There) + "; type that name to switch " + text.Line(m.Here) + " to it"
	return ac.out.askLine(title, "", &answering{word: a.Verb.String(), then: func(text string) tea.Cmd {
		if strings.TrimSpace(text) != m.There {
			ac.out.say(theme.Warn, "nothing was switched: that is not "+m.There)
			return nil
		}
		return ac.carryOut(a)
	}})
}
