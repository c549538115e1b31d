package tui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
)

func kidsKey(id outline.ID) string { return jobKids + strconv.Itoa(int(id)) }

// listChildren asks for the names below a row.
func (o *outputsTab) listChildren(id outline.ID) tea.Cmd {
	if o.f.opening || o.f.flake == nil {
		return nil // the reload asks again for every row that waits
	}
	nix, path := o.nix, o.store.path(id)
	return o.f.jobs.Start(kidsKey(id), func(ctx context.Context) tea.Msg {
		c, err := nix.Children(ctx, path)
		return childrenMsg{o, id, c, err}
	})
}

// dropChildren stops waiting for the names below a row that was closed.
func (o *outputsTab) dropChildren(id outline.ID) { o.f.jobs.Cancel(kidsKey(id)) }

// childrenMsg is the answer of Nix.Children.
type childrenMsg struct {
	o        *outputsTab
	id       outline.ID
	children model.Children
	err      error
}

func (a childrenMsg) apply() tea.Cmd {
	o := a.o
	if a.err != nil {
		a.fail()
		return nil
	}
	c := shownOrder(o.store.path(a.id), a.children, o.f.flake.System)
	if !o.tree.SetChildren(a.id, rowCount(c)) {
		return nil // closed meanwhile
	}
	o.f.tried(o.store.path(a.id), nil)
	o.store.list(a.id, c)
	o.catalog.add(o.store.path(a.id), a.children, o.f.system())
	o.noteSystems(a.id)
	if a.id == outline.Root {
		return tea.Batch(o.grant(a.id), o.unfold())
	}
	return o.grant(a.id)
}

func (a childrenMsg) fail() {
	o := a.o
	p := problemOf(a.err)
	o.f.tried(o.store.path(a.id), &p)
	if a.id == outline.Root {
		o.f.fail("The outputs of this flake cannot be evaluated", p)
		return
	}
	o.tree.Fail(a.id)
	o.tree.Join(a.id, false) // what failed is to be seen
	o.lose(o.store.path(a.id), text.First(p.Message)+": ")
	o.store.fail(a.id, p).listing = true
}
