package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// slack is what a process may take beyond its limit and its grace: until the
// pipes are given up, on a busy machine.
const slack = 8 * time.Second

// timedRun runs a nix command and tells how long it took.
func timedRun(ctx context.Context, c *Client, limit time.Duration, args ...string) (out []byte, took time.Duration, err error) {
	began := time.Now()
	out, err = c.run(ctx, args, runOptions{limit: limit})
	return out, time.Since(began), err
}

// gone fails when a process of the client is still there.
func gone(t testing.TB, c *Client) {
	t.Helper()
	if left := nixtest.WaitGone(Marker+"="+c.MarkerValue(), 20*time.Second); len(left) > 0 {
		t.Errorf("left running: %v", left)
	}
}

func oneNix(t testing.TB) nixtest.Nix {
	t.Helper()
	return nixtest.All(t)[0]
}

// TestSickProcesses proves for each way in which nix can misbehave that the run
// ends within its bound, with its cause, and leaves nothing behind.
func TestSickProcesses(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	one := []string{"eval", "--extra-experimental-features", "nix-command", "--expr", "1"}
	for name, c := range map[string]struct {
		nix  nixtest.Nix
		want model.Cause
		out  string
	}{
		"hangs":              {nixtest.Hangs(t, n, "eval"), model.CauseTimeout, ""},
		"ignores signals":    {nixtest.IgnoresSignals(t, n, "eval"), model.CauseTimeout, ""},
		"endless errors":     {nixtest.EndlessErrors(t, n, "eval"), model.CauseTimeout, ""},
		"endless answer":     {nixtest.Endless(t, n, "eval"), model.CauseTooMuch, ""},
		"a line of 100 MB":   {nixtest.OneLine(t, n, "eval", 100), model.CauseNone, "1\n"},
		"crashes":            {nixtest.Crashes(t, n, "eval"), model.CauseCrash, ""},
		"silent":             {nixtest.Silent(t, n, "eval"), model.CauseNone, ""},
		"a child with pipes": {nixtest.Grandchild(t, n, "eval"), model.CauseNone, "1\n"},
		"daemon down":        {nixtest.DaemonDown(t, n), model.CauseDaemon, ""},
		"features off":       {nixtest.FeaturesOff(t, n), model.CauseFeatures, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := testClient(t, c.nix)
			limit := time.Second
			if c.want != model.CauseTimeout {
				limit = patient
			}
			out, took, err := timedRun(t.Context(), client, limit, one...)
			if causeOf(err) != c.want || (err == nil) != (c.want == model.CauseNone) || string(out) != c.out {
				t.Errorf("%q, %v (%s), want %s", out, err, causeOf(err), c.want)
			}
			if c.want == model.CauseTimeout && (took < limit || took > limit+client.grace+slack) {
				t.Errorf("it took %s", took)
			}
			var e *Error
			if errors.As(err, &e) && (len(e.Stderr) > maxStderr || len(e.Args) != len(one)) {
				t.Errorf("%d bytes of stderr, arguments %q", len(e.Stderr), e.Args)
			}
			gone(t, client)
			runs := client.Runs()
			if len(runs) != 1 || runs[0].Took <= 0 || runs[0].Running || causeOfRun(runs[0]) != c.want {
				t.Errorf("the log has %+v", runs)
			}
		})
	}
}

// TestCancelledRuns proves that a context ends what runs, politely or not, and
// that nothing is started once it has ended.
func TestCancelledRuns(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	for name, sick := range map[string]nixtest.Nix{"hangs": nixtest.Hangs(t, n, ""), "stubborn": nixtest.IgnoresSignals(t, n, ""), "talks": nixtest.EndlessErrors(t, n, "")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := testClient(t, sick)
			ctx, cancel := context.WithCancel(t.Context())
			var err error
			wait := later(func() { _, _, err = timedRun(ctx, c, 0, "eval") })
			for deadline := time.Now().Add(patient); len(nixtest.Leftovers(Marker+"="+c.MarkerValue())) == 0; {
				if time.Now().After(deadline) {
					t.Fatal("it never started")
				}
				runtime.Gosched()
			}
			began := time.Now()
			cancel()
			wait()
			if causeOf(err) != model.CauseCancelled || !errors.Is(err, context.Canceled) {
				t.Errorf("%v (%s)", err, causeOf(err))
			}
			if took := time.Since(began); took > c.grace+slack {
				t.Errorf("ending took %s", took)
			}
			gone(t, c)
			if _, _, err := timedRun(ctx, c, 0, "eval"); causeOf(err) != model.CauseCancelled || len(c.Runs()) != 1 {
				t.Errorf("%v, runs %v", err, c.Runs())
			}
		})
	}
}

// TestStartFailures proves what is said when nix cannot be started at all.
func TestStartFailures(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	for name, bad := range map[string]nixtest.Nix{"missing": nixtest.Missing(t, n), "not executable": nixtest.NotExecutable(t, n), "no such name": {Bin: "no-such-nix-at-all"}} {
		if _, err := NewClient(Config{Bin: bad.Bin, Env: bad.Env}); causeOf(err) != model.CauseNixMissing {
			t.Errorf("%s: %v (%s)", name, err, causeOf(err))
		}
	}
	later := nixtest.Silent(t, n, "eval")
	c := testClient(t, later)
	if err := os.Chmod(later.Bin, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := timedRun(t.Context(), c, time.Second, "eval"); causeOf(err) != model.CausePermission {
		t.Errorf("made unusable: %v (%s)", err, causeOf(err))
	}
	if err := os.Remove(later.Bin); err != nil {
		t.Fatal(err)
	}
	if _, _, err := timedRun(t.Context(), c, time.Second, "eval"); causeOf(err) != model.CauseNixMissing {
		t.Errorf("removed: %v (%s)", err, causeOf(err))
	}
	if _, err := c.startWarm(c.memory); causeOf(err) != model.CauseNixMissing {
		t.Errorf("removed, warm: %v", err)
	}
	if s := NewSession(c, "path:/", Options{}); true {
		if _, err := s.Open(t.Context()); causeOf(err) != model.CauseNixMissing {
			t.Errorf("opening: %v (%s)", err, causeOf(err))
		}
		s.Close()
		s.Close()
	}
}

// TestNoTerminal proves that a process has a session of its own without a
// terminal, nothing on stdin, and an environment that asks nothing.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	n.Bin = nixtest.FakeNix(t, `read -r stat </proc/$$/stat
stat=${stat##*) }
set -- $stat
echo "pid $$ session $4 terminal $5"
if IFS= read -r line; then echo "stdin $line"; fi
env`)
	env := append([]string{"GIT_SSH_COMMAND=myssh -v", "GIT_ASKPASS=theirs", "NIX_SSHOPTS=-p 22", "NIX_GET_COMPLETIONS=1", "TERM=xterm", "GIT_TERMINAL_PROMPT=1"}, n.Env...)
	c, err := NewClient(Config{Bin: n.Bin, Env: env, MemoryLimit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := timedRun(t.Context(), c, patient, "eval")
	if err != nil {
		t.Fatal(err)
	}
	var pid, session, terminal int
	if _, err := fmt.Sscanf(string(out), "pid %d session %d terminal %d\n", &pid, &session, &terminal); err != nil || pid != session || terminal != 0 {
		t.Errorf("%.100s: %v", out, err)
	}
	for _, want := range []string{
		Marker + "=" + c.MarkerValue(), "GC_MAXIMUM_HEAP_SIZE=1048576", "GIT_TERMINAL_PROMPT=0", "SSH_ASKPASS_REQUIRE=never",
		"TERM=dumb", "NO_COLOR=1", "GIT_SSH_COMMAND=myssh -v", "GIT_ASKPASS=theirs", "NIX_SSHOPTS=-p 22 -oBatchMode=yes",
	} {
		if strings.Count("\n"+string(out), "\n"+want+"\n") != 1 {
			t.Errorf("the environment lacks %s:\n%s", want, out)
		}
	}
	for _, not := range []string{"\nstdin ", "\nNIX_GET_COMPLETIONS", "TERM=xterm", "PROMPT=1"} {
		if strings.Contains(string(out), not) {
			t.Errorf("there is %q in\n%s", not, out)
		}
	}
}

// TestSickSessions proves what a session says of a nix that fails in one command,
// that it ends in time, and that it goes on where another command can answer.
func TestSickSessions(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	dir := nixtest.Unpack(t, "shapes")
	for name, c := range map[string]struct {
		nix  nixtest.Nix
		open model.Cause
	}{
		"metadata: garbage":      {nixtest.Garbage(t, n, "flake metadata"), model.CauseGarbage},
		"metadata: silent":       {nixtest.Silent(t, n, "flake metadata"), model.CauseGarbage},
		"metadata: dies":         {nixtest.Dies(t, n, "flake metadata", 20), model.CauseCrash},
		"metadata: crashes":      {nixtest.Crashes(t, n, "flake metadata"), model.CauseCrash},
		"metadata: endless":      {nixtest.Endless(t, n, "flake metadata"), model.CauseTooMuch},
		"too old":                {nixtest.TooOld(t, n, "2.8.0"), model.CauseNixTooOld},
		"too old, but only just": {nixtest.TooOld(t, n, "2.23.9"), model.CauseNixTooOld},
		"system: garbage":        {nixtest.Garbage(t, n, "config"), model.CauseGarbage},
		"repl: dies":             {nixtest.Dies(t, n, "repl", 10), model.CauseNone},
		"repl: crashes":          {nixtest.Crashes(t, n, "repl"), model.CauseNone},
		"repl: silent":           {nixtest.Silent(t, n, "repl"), model.CauseNone},
		"repl: garbage":          {nixtest.Garbage(t, n, "repl"), model.CauseNone},
		"repl: unknown":          {nixtest.Answers(t, n, "repl", "", "error: unrecognised flag '--pure-eval'\n", 1), model.CauseNone},
		"calls itself Lix":       {nixtest.Claims(t, n, "nix (Lix, like Nix) 2.95.3"), model.CauseNone},
		"calls itself Determinate": {
			nixtest.Claims(t, n, "nix (Determinate Nix 3.22.2) 2.35.2"), model.CauseNone,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, c.nix, dir, Config{}, Options{})
			_, err := s.Open(t.Context())
			// Nix may notice that nobody reads its answer before the fake kills it.
			if got := causeOf(err); name == "metadata: dies" && got == model.CauseEvaluation {
				return
			}
			if causeOf(err) != c.open || (err == nil) != (c.open == model.CauseNone) {
				t.Fatalf("opening: %v (%s), want %s", err, causeOf(err), c.open)
			}
			if err != nil {
				return
			}
			got := head(t, s, model.Path("packages", s.Flake().System, "a-good"))
			if got.State != model.StateReady || got.Kind != model.KindPackage {
				t.Errorf("%+v %+v", got, got.Problem)
			}
		})
	}
}

// TestEndlessTalk proves that a nix that opens a flake for ever is ended, also
// when it talks all the time.
func TestEndlessTalk(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	for name, sick := range map[string]nixtest.Nix{"talks": nixtest.EndlessErrors(t, n, "flake metadata"), "hangs": nixtest.IgnoresSignals(t, n, "flake metadata")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, sick, nixtest.Unpack(t, "shapes"), Config{}, Options{OpenLimit: 1500 * time.Millisecond})
			ctx, cancel := context.WithTimeout(t.Context(), patient)
			defer cancel()
			if _, err := s.Open(ctx); causeOf(err) != model.CauseTimeout {
				t.Errorf("%v (%s)", err, causeOf(err))
			}
		})
	}
}

// TestNothingLeaks proves that neither descriptors nor goroutines nor processes
// stay behind: not of 50 runs that were cancelled, and not of a session that is
// closed while everything runs. It must not run beside others.
//
//nolint:paralleltest // it counts what the whole process has open
func TestNothingLeaks(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it would close what we forget
	before := goleak.IgnoreCurrent()
	n := oneNix(t)
	c := testClient(t, nixtest.IgnoresSignals(t, n, "eval"))
	c.grace = time.Millisecond
	files := openFiles(t)
	var done []func()
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		done = append(done, later(func() { _, _, _ = timedRun(ctx, c, 0, "eval") }))
		done = append(done, later(func() {
			if w, err := c.startWarm(c.memory); err == nil {
				w.close()
			}
		}))
		defer cancel()
		done = append(done, cancel)
	}
	for _, d := range []int{2, 0, 1} { // cancel all, then wait for all
		for i := d; i < len(done); i += 3 {
			done[i]()
		}
	}
	gone(t, c)
	if now := openFiles(t); now > files {
		t.Errorf("%d files are open, before the runs %d", now, files)
	}
	goleak.VerifyNone(t, before)
}

func openFiles(t testing.TB) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestCloseWhileEverythingRuns proves that a session with a loop in each lane, a
// hint that hangs and a full queue is closed within three seconds, that who waits
// is told, and that nothing stays behind. It must not run beside others.
//
//nolint:paralleltest // it looks at all goroutines
func TestCloseWhileEverythingRuns(t *testing.T) {
	for _, n := range nixtest.All(t) {
		before, files := goleak.IgnoreCurrent(), openFiles(t)
		c := testClient(t, nixtest.IgnoresSignals(t, n, "flake show"))
		s := NewSession(c, nixtest.Unpack(t, "loop"), Options{Hint: true, Lanes: 2})
		if _, err := s.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		calm(t, s)
		system := s.Flake().System
		errs := make(chan error, 100)
		ask := func(p model.AttrPath) {
			go func() { _, err := s.Heads(t.Context(), []model.AttrPath{p}); errs <- err }()
		}
		ask(model.Path("lib", "forever"))
		until(t, s, "one lane works", func() bool { return s.lanes[0].unit != nil })
		ask(model.Path("packages", system, "loop"))
		until(t, s, "both lanes work", func() bool { return s.lanes[0].unit != nil && s.lanes[1].unit != nil })
		for i := range 20 {
			ask(model.AttrPath{model.Attr(fmt.Sprint("n", i)), model.Attr("x")})
		}
		until(t, s, "the rest waits", func() bool { return len(s.queue) == 22 })
		began := time.Now()
		s.Close()
		if took := time.Since(began); took > slack {
			t.Errorf("closing took %s", took)
		}
		for range 22 {
			if err := <-errs; !errors.Is(err, context.Canceled) {
				t.Errorf("a caller got %v", err)
			}
		}
		if left := nixtest.Leftovers(Marker + "=" + c.MarkerValue()); len(left) > 0 {
			t.Errorf("left running after Close: %v", left)
		}
		s.Close()
		if _, err := s.Heads(t.Context(), []model.AttrPath{model.Path("lib", "good")}); !errors.Is(err, context.Canceled) {
			t.Errorf("a closed session answers %v", err)
		}
		if now := openFiles(t); now > files {
			t.Errorf("%d files are open, before the session %d", now, files)
		}
		goleak.VerifyNone(t, before)
	}
}

// TestTimeoutIsNoCancel proves that an evaluation that took too long is nobody's
// cancelling: neither its cause nor the error below it says so.
func TestTimeoutIsNoCancel(t *testing.T) {
	t.Parallel()
	for reason, want := range map[error]model.Cause{errTimeout: model.CauseTimeout, errTooMuch: model.CauseTooMuch, errCancelled: model.CauseCancelled, errClosed: model.CauseCancelled} {
		ctx, end := context.WithCancelCause(t.Context())
		end(reason)
		err := (&Client{}).failure(ctx, nil, nil, "")
		if cancelled := errors.Is(err, context.Canceled); causeOf(err) != want || cancelled != (want == model.CauseCancelled) {
			t.Errorf("%v: %s, cancelled: %v", reason, causeOf(err), cancelled)
		}
	}
}
