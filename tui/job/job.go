// Package job runs the work of the explorer that takes time: one running job
// for each key, the latest wins, and all of them end when the table is closed.
package job

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// Done is the message by which a job reports. Give it to Table.Take.
type Done struct {
	// Key is the key that the job was started under.
	Key string
	// ID tells the jobs of one key apart.
	ID uint64
	// Msg is what the job's function returned.
	Msg tea.Msg

	table *Table
}

// Table knows the jobs that are under way. It is safe for concurrent use, as
// its commands run in goroutines of Bubble Tea.
type Table struct {
	parent context.Context //nolint:containedctx // the one place where all jobs hang on the program's life
	stop   context.CancelFunc

	mu     sync.Mutex
	live   map[string]running
	last   uint64
	closed bool
	// inside counts the commands that run, not those that are made: Bubble Tea
	// drops commands when it quits, and one that never runs would never end.
	inside sync.WaitGroup
}

// running is the latest job of one key.
type running struct {
	id     uint64
	cancel context.CancelFunc
}

// NewTable returns a table whose jobs end with parent.
func NewTable(parent context.Context) *Table {
	ctx, stop := context.WithCancel(parent)
	return &Table{parent: ctx, stop: stop, live: map[string]running{}}
}

// Start returns the command that runs f under the key. A job of the same key
// that is under way is cancelled, and what it may still answer is dropped. The
// job counts as busy from now on until its answer is taken.
func (t *Table) Start(key string, f func(context.Context) tea.Msg) tea.Cmd {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	if old, ok := t.live[key]; ok {
		old.cancel()
	}
	ctx, cancel := context.WithCancel(t.parent)
	t.last++
	id := t.last
	t.live[key] = running{id: id, cancel: cancel}
	return func() tea.Msg { return t.run(ctx, Done{Key: key, ID: id, table: t}, f) }
}

// run is the body of a command.
func (t *Table) run(ctx context.Context, d Done, f func(context.Context) tea.Msg) tea.Msg {
	t.mu.Lock()
	if t.closed || ctx.Err() != nil { // superseded before the runtime came to it
		t.mu.Unlock()
		return d
	}
	t.inside.Add(1) // under the lock, so that Close cannot be waiting already
	t.mu.Unlock()
	defer t.inside.Done()
	d.Msg = f(ctx)
	return d
}

// Take ends the job that d reports of and returns its message. It returns nil
// when the job was superseded or cancelled meanwhile, or is another table's.
func (t *Table) Take(d Done) tea.Msg {
	t.mu.Lock()
	defer t.mu.Unlock()
	r, ok := t.live[d.Key]
	if !ok || r.id != d.ID || d.table != t {
		return nil
	}
	delete(t.live, d.Key)
	r.cancel()
	return d.Msg
}

// Running tells whether a job of that key is under way.
func (t *Table) Running(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.live[key]
	return ok
}

// Cancel cancels the job of that key, if there is one; its answer is dropped.
func (t *Table) Cancel(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, ok := t.live[key]; ok {
		r.cancel()
		delete(t.live, key)
	}
}

// CancelAll cancels every job; their answers are dropped.
func (t *Table) CancelAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, r := range t.live {
		r.cancel()
		delete(t.live, key)
	}
}

// Busy is the number of jobs under way.
func (t *Table) Busy() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.live)
}

// Close cancels every job, waits for those that run, and lets no other start.
func (t *Table) Close() {
	t.mu.Lock()
	t.closed = true
	for key, r := range t.live {
		r.cancel()
		delete(t.live, key)
	}
	t.mu.Unlock()
	t.stop()
	t.inside.Wait()
}
