package nixcli

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

func causeOfRun(r model.Run) model.Cause {
	if r.Problem == nil {
		return model.CauseNone
	}
	return r.Problem.Cause
}

// TestRunsOfASession proves that the log has each command that was started, with
// its exact arguments, those that are still running as such, and that the warm
// evaluator is one of them and its questions are not.
func TestRunsOfASession(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := nixtest.Unpack(t, "loop")
		s := opened(t, n, ref, Config{}, Options{Lanes: 1})
		good, forever := model.Path("lib", "good"), model.Path("lib", "forever")
		head(t, s, good)
		before := s.Runs()
		var words []string
		for i, r := range before {
			if r.ID != i+1 || r.Argv[0] != n.Bin || r.Began.IsZero() || r.Problem != nil {
				t.Errorf("run %d is %+v", i, r)
			}
			words = append(words, r.Argv[1])
			if warm := r.Argv[1] == "repl"; r.Running != warm || r.Running != (r.Took == 0) {
				t.Errorf("%s: running %t, took %s", r.Argv[1], r.Running, r.Took)
			}
			if r.Argv[1] == "flake" && !slices.Equal(r.Argv[1:], metadataArgs(Flags{}, ref)) {
				t.Errorf("the metadata was asked by %q", r.Argv)
			}
		}
		slices.Sort(words)
		if want := []string{"config", "flake", "repl"}; !slices.Equal(words, want) {
			t.Errorf("started %q, want %q", words, want)
		}
		calm(t, s)
		wait := later(func() { head(t, s, forever) })
		until(t, s, "nix works on it", func() bool { return s.lanes[0].unit != nil && s.lanes[0].engine != nil })
		s.Cancel()
		wait()
		repl := slices.IndexFunc(before, func(r model.Run) bool { return r.Argv[1] == "repl" })
		if r := s.Runs()[repl]; r.Running || r.Took == 0 || causeOfRun(r) != model.CauseCancelled {
			t.Errorf("the evaluator that was cancelled is %+v", r)
		}
		head(t, s, model.Path("lib"))
		s.Close()
		if r := s.Runs()[len(before)]; r.Argv[1] != "repl" || r.Running || r.Problem != nil {
			t.Errorf("the evaluator that was closed is %+v", r)
		}
	})
}

// TestRunLogBounds proves that the log forgets the oldest that have ended, and
// nothing that is still running.
func TestRunLogBounds(t *testing.T) {
	t.Parallel()
	var l runLog
	now := time.Now()
	first := l.begin([]string{"nix", "repl"}, now)
	for range maxRuns + 10 {
		l.end(l.begin([]string{"nix"}, now), now.Add(time.Second), nil)
	}
	runs := l.all()
	if len(runs) != maxRuns || runs[0].ID != first || !runs[0].Running || runs[1].ID != 13 || runs[maxRuns-1].ID != maxRuns+11 {
		t.Errorf("%d runs, first %+v, second %+v", len(runs), runs[0], runs[1])
	}
	long := strings.Repeat("x", maxRunsBytes/4-2)
	for range 10 {
		l.end(l.begin([]string{long}, now), now.Add(time.Second), errors.New("failed"))
	}
	runs = l.all()
	if len(runs) != 5 || l.bytes > maxRunsBytes || runs[0].ID != first || runs[4].Took != time.Second || runs[4].Problem.Message != "failed" {
		t.Errorf("%d runs with %d bytes, the last is number %d", len(runs), l.bytes, runs[len(runs)-1].ID)
	}
	l.end(first, now, &Error{Cause: model.CauseCrash, Trace: strings.Repeat("t", 2*maxRunTrace)})
	if p := l.all()[0].Problem; p.Cause != model.CauseCrash || len(p.Trace) != maxRunTrace {
		t.Errorf("%s with a trace of %d bytes", p.Cause, len(p.Trace))
	}
}

// TestOneLog proves that a client and those made from it have one log, and that each
// has the flags of its own.
func TestOneLog(t *testing.T) {
	t.Parallel()
	first, err := NewClient(Config{Bin: "true", Flags: Flags{OverrideInputs: [][2]string{{"a", "b"}}}})
	if err != nil {
		t.Fatal(err)
	}
	others := []*Client{first, first.WithoutOverrides(), first.WithoutOverrides().Offline()}
	for _, c := range others {
		c.Began([]string{"nix", "build"})(nil)
	}
	for i, c := range others {
		if n := len(c.Runs()); n != len(others) {
			t.Errorf("client %d knows of %d commands", i, n)
		}
	}
	if len(first.flags.OverrideInputs) != 1 || len(others[1].flags.OverrideInputs) != 0 || first.flags.Offline || others[1].flags.Offline || !others[2].flags.Offline {
		t.Errorf("flags %+v, %+v, %+v", first.flags, others[1].flags, others[2].flags)
	}
}
