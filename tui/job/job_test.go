package job_test

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"

	"flakewalk/tui/job"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// say is a job that answers at once.
func say(s string) func(context.Context) tea.Msg {
	return func(context.Context) tea.Msg { return s }
}

// done runs a command and returns its report.
func done(t *testing.T, cmd tea.Cmd) job.Done {
	t.Helper()
	d, ok := cmd().(job.Done)
	if !ok {
		t.Fatal("a job reports by Done")
	}
	return d
}

func TestAnswerIsTakenOnce(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	defer tab.Close()
	cmd := tab.Start("a", say("hello"))
	if !tab.Running("a") || tab.Busy() != 1 {
		t.Error("busy from the start, not from the run")
	}
	d := done(t, cmd)
	if got := tab.Take(d); got != "hello" {
		t.Errorf("got %v", got)
	}
	if tab.Running("a") || tab.Busy() != 0 {
		t.Error("still busy")
	}
	if got := tab.Take(d); got != nil {
		t.Errorf("taken twice: %v", got)
	}
}

func TestLateAnswerOfSupersededJobIsDropped(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	defer tab.Close()
	var ctx context.Context
	old := done(t, tab.Start("a", func(c context.Context) tea.Msg { ctx = c; return "old" }))
	next := tab.Start("a", say("new"))
	if ctx.Err() == nil {
		t.Error("the superseded job goes on")
	}
	if got := tab.Take(old); got != nil {
		t.Errorf("got %v", got)
	}
	if tab.Busy() != 1 {
		t.Error("the late answer ended the new job")
	}
	if got := tab.Take(done(t, next)); got != "new" {
		t.Errorf("got %v", got)
	}
}

func TestSupersededBeforeItRan(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	defer tab.Close()
	ran := false
	first := tab.Start("a", func(context.Context) tea.Msg { ran = true; return nil })
	_ = tab.Start("a", say("new"))
	_ = done(t, first)
	if ran {
		t.Error("it ran all the same")
	}
}

func TestJobsOfDifferentKeysLiveSideBySide(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	defer tab.Close()
	a, b := tab.Start("a", say("A")), tab.Start("b", say("B"))
	if tab.Busy() != 2 {
		t.Errorf("%d busy", tab.Busy())
	}
	if tab.Take(done(t, b)) != "B" || tab.Take(done(t, a)) != "A" {
		t.Error("mixed up")
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	defer tab.Close()
	a, b, c := tab.Start("a", say("A")), tab.Start("b", say("B")), tab.Start("c", say("C"))
	tab.Cancel("a")
	tab.Cancel("unknown")
	if tab.Take(done(t, a)) != nil || tab.Busy() != 2 {
		t.Error("cancelled, and yet there")
	}
	tab.CancelAll()
	if tab.Take(done(t, b)) != nil || tab.Take(done(t, c)) != nil || tab.Busy() != 0 {
		t.Error("cancelled all, and yet there")
	}
}

// A job that hangs until its context ends: Close must end it and wait for it.
func TestCloseWaits(t *testing.T) {
	t.Parallel()
	tab := job.NewTable(t.Context())
	started, ended := make(chan struct{}), make(chan struct{})
	cmd := tab.Start("a", func(ctx context.Context) tea.Msg {
		close(started)
		<-ctx.Done()
		close(ended)
		return nil
	})
	never := tab.Start("b", say("B")) // the runtime never runs this one: no reason to wait
	go cmd()
	<-started
	tab.Close()
	select {
	case <-ended:
	default:
		t.Error("Close did not wait")
	}
	if got := done(t, never).Msg; got != nil {
		t.Errorf("ran after Close: %v", got)
	}
	if tab.Start("c", say("C")) != nil {
		t.Error("started after Close")
	}
}

func TestParentEndsAll(t *testing.T) {
	t.Parallel()
	parent, stop := context.WithCancel(t.Context())
	tab := job.NewTable(parent)
	defer tab.Close()
	var ctx context.Context
	_ = done(t, tab.Start("a", func(c context.Context) tea.Msg { ctx = c; return nil }))
	stop()
	if ctx.Err() == nil {
		t.Error("the job's context outlives the parent")
	}
}
