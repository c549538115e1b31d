package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
)

// restTime is how long the cursor stands still before details are asked for.
const restTime = 120 * time.Millisecond

// follow notices that another row is selected: its details are shown from the
// top, and asked for when the cursor has rested.
func (o *outputsTab) follow() tea.Cmd {
	id, ok := o.tree.Cursor()
	if !ok || id == o.selected {
		return nil
	}
	o.selected, o.rested, o.lingered, o.stale = id, false, false, true
	o.detail.ToTop()
	o.rest++
	return tea.Batch(o.env.after(restTime, restMsg{o, o.rest}), o.env.after(lingerTime, lingerMsg{o, o.rest}))
}

// restMsg says that the cursor may have rested: it has if it was not moved since.
type restMsg struct {
	o    *outputsTab
	rest int
}

func (a restMsg) apply() tea.Cmd {
	o := a.o
	if a.rest == o.rest {
		o.rested = true
	}
	return nil
}

// askDetails asks for what the detail pane shows of the selected row: first the
// details, then what follows from them, and what takes long.
func (o *outputsTab) askDetails() tea.Cmd {
	return tea.Batch(o.askDetail(), o.askSource(), o.askDerivation())
}

// askDetail asks for the details of the selected row.
func (o *outputsTab) askDetail() tea.Cmd {
	e, ok := o.store.known[o.selected]
	if !o.rested || !ok || e.node.State != model.StateReady && !e.node.State.Bad() || e.detail != nil || e.detailProblem != nil {
		return o.askOfRow(jobDetail, &o.asked.detail, nil)
	}
	nix, id, path := o.nix, o.selected, e.node.Path
	return o.askOfRow(jobDetail, &o.asked.detail, func(ctx context.Context) tea.Msg {
		d, err := nix.Detail(ctx, path)
		return detailMsg{o, id, d, err}
	})
}

// askOfRow starts a job about the selected row, unless it is under way; nil is
// no question. The job for another row is of no use any more.
func (o *outputsTab) askOfRow(key string, running *outline.ID, ask func(context.Context) tea.Msg) tea.Cmd {
	if o.f.jobs.Running(key) {
		if *running == o.selected {
			return nil
		}
		o.f.jobs.Cancel(key)
	}
	if ask == nil {
		return nil
	}
	*running = o.selected
	return o.f.jobs.Start(key, ask)
}

// detailMsg is the answer of Nix.Detail.
type detailMsg struct {
	o      *outputsTab
	id     outline.ID
	detail model.Detail
	err    error
}

func (a detailMsg) apply() tea.Cmd {
	o := a.o
	e, ok := o.store.known[a.id]
	if !ok {
		return nil
	}
	if a.err != nil {
		p := problemOf(a.err)
		e.detailProblem = &p
		return nil
	}
	if a.detail.Problem != nil {
		e.node.Problem, e.node.State = a.detail.Problem, a.detail.Problem.Cause.State()
	}
	e.detail, e.fields = &a.detail, fieldTexts(o.env.theme, a.detail.Fields)
	return nil
}

// writeDetail writes the detail pane anew.
func (o *outputsTab) writeDetail() {
	if o.selected == outline.Root {
		o.detail.SetBlocks(nil)
		return
	}
	long := o.f.frame > 0 // nix has been busy for some time
	f := detailFacts{
		left:          o.store.left(o.selected),
		loading:       long && o.f.jobs.Running(jobDetail),
		instantiating: long && o.f.jobs.Running(jobDerivation),
	}
	if f.left == 0 {
		f.node, f.known = o.store.node(o.selected, o.f.system())
		f.count, f.counted = o.tree.Count(o.selected)
		if mine, ok := o.tree.Joined(o.selected); ok {
			f.joined = o.store.path(mine)
			f.count, f.counted = o.tree.Count(mine)
		}
		if !o.env.unexplained {
			f.sentence = model.SentenceOf(f.node, o.f.system())
		}
		if e, ok := o.store.known[o.selected]; ok {
			f.entry = *e
		}
		if f.known && !f.node.State.Bad() {
			f.commands = o.nix.Commands(f.node)
		}
	}
	o.detail.SetBlocks(detailBlocks(o.env, f))
}
