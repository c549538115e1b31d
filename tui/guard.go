package tui

import (
	"context"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"

	"flakewalk/crash"
)

// guarded is the explorer as Bubble Tea runs it: a mistake of ours, wherever it is,
// ends the program with the terminal in order, and is told by Run.
type guarded struct {
	inner  tea.Model
	typing func() bool // a text is being typed
	end    context.CancelFunc
	last   tea.View

	mu     sync.Mutex
	failed error
}

// failure is the mistake that has ended the program, or nil.
func (g *guarded) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failed
}

// mistaken notes a panic, if there is one, and ends the program. Only the first counts.
func (g *guarded) mistaken(r any) {
	if r == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed == nil {
		g.failed = crash.Error(r, debug.Stack())
	}
	g.end()
}

// Init implements tea.Model.
func (g *guarded) Init() tea.Cmd {
	defer func() { g.mistaken(recover()) }()
	return g.guard(g.inner.Init())
}

// Update implements tea.Model.
func (g *guarded) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() { g.mistaken(recover()) }()
	_, cmd = g.inner.Update(msg)
	return g, g.guard(cmd)
}

// View implements tea.Model.
func (g *guarded) View() tea.View {
	defer func() { g.mistaken(recover()) }()
	g.last = g.inner.View()
	return g.last
}

// guard is a command whose mistakes end the program, too.
func (g *guarded) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() { g.mistaken(recover()) }()
		msg = cmd()
		if all, ok := msg.(tea.BatchMsg); ok {
			for i := range all {
				all[i] = g.guard(all[i])
			}
		}
		return msg
	}
}
