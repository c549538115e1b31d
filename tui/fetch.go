package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const jobFetchArgv = "fetch"

// canFetch tells whether it is worth a try to fetch with the terminal what a problem is
// about.
func (f *openFlake) canFetch(p *model.Problem) bool {
	return p != nil && p.WantsTerminal() && !f.env.opt.Recorded
}

// fetch hands the terminal over for what could not be fetched without one, and goes on
// once it is there.
func (f *openFlake) fetch(p model.Problem, then func() tea.Cmd) tea.Cmd {
	if !f.canFetch(&p) {
		f.out.say(theme.Dim, "the terminal would not help with this")
		return nil
	}
	ask, from := f.fetchArgv, f.env.spot()
	return f.jobs.Start(jobFetchArgv, func(ctx context.Context) tea.Msg {
		argv, err := ask(ctx, p)
		return fetchArgvMsg{f, from, argv, err, then}
	})
}

// fetchRow is fetch for a row, which is evaluated again then.
func (o *outputsTab) fetchRow(id outline.ID) tea.Cmd {
	p := o.store.problem(id)
	if p == nil {
		o.out.say(theme.Dim, "there is no error here")
		return nil
	}
	return o.f.fetch(*p, func() tea.Cmd { return o.retry(id) })
}

// fetchArgvMsg is the answer of Flake.FetchArgv.
type fetchArgvMsg struct {
	f    *openFlake
	from spot
	argv []string
	err  error
	then func() tea.Cmd
}

func (a fetchArgvMsg) apply() tea.Cmd {
	if a.err != nil {
		a.f.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	}
	a.f.out.want(late{from: a.from, then: func() tea.Cmd {
		a.f.out.want(fetching{a.argv, a.then})
		return nil
	}})
	return nil
}

// fetching hands the terminal over.
type fetching struct {
	argv []string
	then func() tea.Cmd
}

func (r fetching) meet(m *Model) tea.Cmd {
	m.note = note{}
	h := &handover{ctx: m.env.ctx, away: &m.away, log: m.env.opt.Commands, action: model.Action{Argv: r.argv}}
	return m.exec(h, func(err error) tea.Msg { return fetchedMsg{err, r.then} })
}

// fetchedMsg says how the fetching ended.
type fetchedMsg struct {
	err  error
	then func() tea.Cmd
}

func (a fetchedMsg) handle(m *Model) tea.Cmd {
	if a.err != nil {
		m.say(theme.Warn, "nothing was fetched: "+ending(a.err))
		return tea.RequestWindowSize
	}
	return tea.Batch(a.then(), tea.RequestWindowSize)
}
