package tui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
)

func kidsKey(id outline.ID) string { return jobKids + strconv.Itoa(int(id)) }

// listChildren asks for the names below a row.
func (m *Model) listChildren(id outline.ID) tea.Cmd {
	if m.opening || m.flake == nil {
		return nil // the reload asks again for every row that waits
	}
	nix, path := m.nix, m.store.path(id)
	return m.jobs.Start(kidsKey(id), func(ctx context.Context) tea.Msg {
		c, err := nix.Children(ctx, path)
		return childrenMsg{id, c, err}
	})
}

// dropChildren stops waiting for the names below a row that was closed.
func (m *Model) dropChildren(id outline.ID) { m.jobs.Cancel(kidsKey(id)) }

// childrenMsg is the answer of Nix.Children.
type childrenMsg struct {
	id       outline.ID
	children model.Children
	err      error
}

func (a childrenMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		a.fail(m)
		return nil
	}
	c := systemFirst(m.store.path(a.id), a.children, m.flake.System)
	if !m.tree.SetChildren(a.id, rowCount(c)) {
		return nil // closed meanwhile
	}
	m.store.list(a.id, c)
	m.catalog.add(m.store.path(a.id), a.children, m.system())
	m.noteOthers(a.id)
	if a.id == outline.Root {
		return tea.Batch(m.grant(a.id), m.unfold())
	}
	return m.grant(a.id)
}

func (a childrenMsg) fail(m *Model) {
	p := problemOf(a.err)
	if a.id == outline.Root {
		m.fail("The outputs of this flake cannot be evaluated", p)
		return
	}
	m.tree.Fail(a.id)
	m.lose(m.store.path(a.id), firstLine(p.Message)+": ")
	m.store.fail(a.id, p).listing = true
}
