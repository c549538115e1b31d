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
func (m *Model) follow() tea.Cmd {
	id, ok := m.tree.Cursor()
	if !ok || id == m.selected {
		return nil
	}
	m.selected, m.rested, m.lingered, m.stale = id, false, false, true
	m.detail.ToTop()
	m.rest++
	return tea.Batch(m.after(restTime, restMsg{m.rest}), m.after(lingerTime, lingerMsg{m.rest}))
}

// restMsg says that the cursor may have rested: it has if it was not moved since.
type restMsg struct{ rest int }

func (a restMsg) apply(m *Model) tea.Cmd {
	if a.rest == m.rest {
		m.rested = true
	}
	return nil
}

// askDetails asks for what the detail pane shows of the selected row: first the
// details, then what follows from them, and what takes long.
func (m *Model) askDetails() tea.Cmd {
	return tea.Batch(m.askDetail(), m.askSource(), m.askDerivation())
}

// askDetail asks for the details of the selected row.
func (m *Model) askDetail() tea.Cmd {
	e, ok := m.store.known[m.selected]
	if !m.rested || !ok || e.node.State != model.StateReady && !e.node.State.Bad() || e.detail != nil || e.detailProblem != nil {
		return m.askOfRow(jobDetail, &m.asked.detail, nil)
	}
	nix, id, path := m.nix, m.selected, e.node.Path
	return m.askOfRow(jobDetail, &m.asked.detail, func(ctx context.Context) tea.Msg {
		d, err := nix.Detail(ctx, path)
		return detailMsg{id, d, err}
	})
}

// askOfRow starts a job about the selected row, unless it is under way; nil is
// no question. The job for another row is of no use any more.
func (m *Model) askOfRow(key string, running *outline.ID, ask func(context.Context) tea.Msg) tea.Cmd {
	if m.jobs.Running(key) {
		if *running == m.selected {
			return nil
		}
		m.jobs.Cancel(key)
	}
	if ask == nil {
		return nil
	}
	*running = m.selected
	return m.jobs.Start(key, ask)
}

// detailMsg is the answer of Nix.Detail.
type detailMsg struct {
	id     outline.ID
	detail model.Detail
	err    error
}

func (a detailMsg) apply(m *Model) tea.Cmd {
	e, ok := m.store.known[a.id]
	if !ok {
		return nil
	}
	if a.err != nil {
		p := problemOf(a.err)
		e.detailProblem = &p
		return nil
	}
	e.detail, e.fields = &a.detail, fieldTexts(m.theme, a.detail.Fields)
	return nil
}

// writeDetail writes the detail pane anew.
func (m *Model) writeDetail() {
	if m.selected == outline.Root {
		m.detail.SetBlocks(nil)
		return
	}
	long := m.frame > 0 // nix has been busy for some time
	f := detailFacts{
		left:          m.store.left(m.selected),
		loading:       long && m.jobs.Running(jobDetail),
		instantiating: long && m.jobs.Running(jobDerivation),
	}
	if f.left == 0 {
		f.node, f.known = m.store.node(m.selected, m.system())
		f.count, f.counted = m.tree.Count(m.selected)
		if e, ok := m.store.known[m.selected]; ok {
			f.entry = *e
		}
		if f.known && !f.node.State.Bad() {
			f.commands = m.nix.Commands(f.node)
		}
	}
	m.detail.SetBlocks(detailBlocks(m.theme, f))
}

// system is the system nix builds for, or "" while it is not known.
func (m *Model) system() string {
	if m.flake == nil {
		return ""
	}
	return m.flake.System
}
