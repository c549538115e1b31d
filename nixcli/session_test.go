package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// patient is how long tests wait for what must happen.
const patient = 60 * time.Second

// until waits for a state of the session.
func until(t testing.TB, s *Session, what string, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(patient)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		s.mu.Lock()
		ok := is()
		s.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
		<-tick.C
	}
}

// gate is a nix whose evaluations write down what they were asked and wait until
// the test lets them go on.
type gate struct {
	t    testing.TB
	log  string
	pipe *os.File
	base int // evaluations that do not count
}

func gated(t testing.TB, n nixtest.Nix) (nixtest.Nix, *gate) {
	t.Helper()
	dir := nixtest.TempDir(t)
	fifo, log := filepath.Join(dir, "gate"), filepath.Join(dir, "log")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(fifo, os.O_RDWR, 0) //nolint:gosec // of ours
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pipe.Close() })
	n.Bin = nixtest.FakeNix(t, fmt.Sprintf(`if [ "$1" = eval ]; then
  for word in "$@"; do case $word in "r: let"*|"let fw"*) printf '%%s\n' "${word##*; in }" >>%s ;; esac; done
  read -r _ <%s
fi
exec %s "$@"
`, log, fifo, n.Bin))
	return n, &gate{t: t, log: log, pipe: pipe}
}

// open lets so many evaluations pass.
func (g *gate) open(n int) {
	if _, err := g.pipe.WriteString(strings.Repeat("\n", n)); err != nil {
		g.t.Error(err)
	}
}

// asked are the probes that were asked, in order.
func (g *gate) asked() []string {
	data, err := os.ReadFile(g.log)
	if err != nil && !os.IsNotExist(err) {
		g.t.Error(err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		all = append(all, strings.TrimSpace(line))
	}
	return all[min(g.base, len(all)):]
}

// calm waits until the session has nothing to do: after opening, until the names
// of the outputs are known.
func calm(t testing.TB, s *Session) {
	t.Helper()
	until(t, s, "nothing is asked any more", func() bool {
		idle := s.entry(nil).names != nil && len(s.queue) == 0
		for _, l := range s.lanes {
			idle = idle && l.unit == nil
		}
		return idle
	})
}

// arrive waits until so many evaluations have come to the gate.
func (g *gate) arrive(s *Session, n int) {
	g.t.Helper()
	until(g.t, s, fmt.Sprint(n, " evaluations"), func() bool { return len(g.asked()) >= n })
}

// single is a session of one lane without a warm evaluator on a gated nix; the
// names of the outputs are known.
func single(t testing.TB, n nixtest.Nix, ref string) (*Session, *gate) {
	t.Helper()
	n, g := gated(t, n)
	s := opened(t, n, ref, Config{}, Options{NoWarm: true, Lanes: 1})
	g.open(1)
	calm(t, s)
	g.base = len(g.asked())
	return s, g
}

// later runs f aside; the returned function waits for its end.
func later(f func()) (wait func()) {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	return func() { <-done }
}

// TestSelectedFirst proves the order in which waiting questions are asked.
func TestSelectedFirst(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, g := single(t, n, nixtest.Unpack(t, "shapes"))
		ctx := t.Context()
		system := s.Flake().System
		good, text := model.Path("packages", system, "a-good"), model.Path("packages", system, "string")
		g.open(1)
		if _, err := s.Heads(ctx, []model.AttrPath{good}); err != nil { // so that its details can be asked for
			t.Fatal(err)
		}
		wait := []func(){later(func() { _, _ = s.Children(ctx, model.Path("templates")) })}
		g.arrive(s, 2)
		for i, f := range []func(){
			func() { _, _ = s.Briefs(ctx, []model.AttrPath{good}) },
			func() { _, _ = s.Heads(ctx, []model.AttrPath{text}) },
			func() { _, _ = s.Detail(ctx, good) },
			func() { _, _ = s.Children(ctx, model.Path("packages")) },
		} {
			wait = append(wait, later(f))
			until(t, s, "a question in the queue", func() bool { return len(s.queue) == i+2 })
		}
		until(t, s, "all may go", func() bool {
			return !slices.ContainsFunc(s.queue, func(q *question) bool { return time.Since(q.queued) <= settleTime })
		})
		g.open(5)
		for _, w := range wait {
			w()
		}
		var order []string
		for _, asked := range g.asked()[1:] { // after the head of the first
			order = append(order, regexp.MustCompile(`fw\.(\w+)`).FindStringSubmatch(asked)[1])
		}
		if want := []string{"names", "names", "fields", "heads", "briefs"}; !slices.Equal(order, want) {
			t.Errorf("asked in the order %v, want %v", order, want)
		}
	})
}

// TestSuperseded proves that a question that nobody wants any more is never asked
// when it waits, and is kept when nix works on it.
func TestSuperseded(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, g := single(t, n, nixtest.Unpack(t, "shapes"))
		running, stop := context.WithCancel(t.Context())
		var err error
		wait := later(func() { _, err = s.Children(running, model.Path("packages")) })
		g.arrive(s, 1)
		waiting, drop := context.WithCancel(t.Context())
		var dropped error
		waitDropped := later(func() { _, dropped = s.Heads(waiting, []model.AttrPath{model.Path("packages")}) })
		until(t, s, "it waits", func() bool { return len(s.queue) == 2 })
		drop()
		waitDropped()
		until(t, s, "it has left the queue", func() bool { return len(s.queue) == 1 })
		stop()
		wait()
		if !errors.Is(err, context.Canceled) || !errors.Is(dropped, context.Canceled) {
			t.Errorf("the callers got %v and %v", err, dropped)
		}
		g.open(1)
		until(t, s, "the answer is kept", func() bool { return s.entry(model.Path("packages")).names != nil })
		names, err := s.Children(t.Context(), model.Path("packages"))
		if err != nil || !slices.Contains(names.Names, s.Flake().System) || len(g.asked()) != 1 {
			t.Errorf("%v, %v after %q", names, err, g.asked())
		}
		g.open(1) // what was dropped can be asked for anew
		if nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("packages")}); err != nil || nodes[0].State != model.StateReady {
			t.Errorf("%v, %v", nodes, err)
		}
	})
}

// TestAskedOnce proves that the same question from several callers is one, and
// survives as long as one of them waits; and that Heads returns what is known
// without waiting for the rest.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, g := single(t, n, nixtest.Unpack(t, "shapes"))
		known, slow := model.Path("packages"), model.Path("templates")
		g.open(1)
		if _, err := s.Heads(t.Context(), []model.AttrPath{known}); err != nil {
			t.Fatal(err)
		}
		wait := []func(){later(func() { _, _ = s.Children(t.Context(), known) })}
		g.arrive(s, 2)
		leaving, leave := context.WithCancel(t.Context())
		nodes := make([]model.Node, 3)
		for i, ctx := range []context.Context{leaving, t.Context(), t.Context()} {
			wait = append(wait, later(func() {
				if got, err := s.Heads(ctx, []model.AttrPath{slow}); err == nil {
					nodes[i] = got[0]
				}
			}))
			until(t, s, "it waits", func() bool {
				q := s.entry(slow).asked[aspectHead]
				return len(s.queue) == 2 && q != nil && q.waiters == i+1
			})
		}
		some, err := s.Heads(t.Context(), []model.AttrPath{slow, known})
		if err != nil || len(some) != 1 || !some[0].Path.Equal(known) {
			t.Errorf("what is known: %v, %v", some, err)
		}
		leave()
		wait[1]()
		g.open(2)
		for _, w := range wait {
			w()
		}
		if asked := g.asked(); len(asked) != 3 {
			t.Errorf("asked %q", asked)
		}
		for _, got := range nodes[1:] {
			if got.State != model.StateReady {
				t.Errorf("a caller got %+v", got)
			}
		}
	})
}

func bothEngines() map[string]Options {
	return map[string]Options{"warm": {}, "oneshot": {NoWarm: true, Lanes: 1}}
}

// eachEngine runs a test on each nix with each engine.
func eachEngine(t *testing.T, test func(t *testing.T, n nixtest.Nix, o Options)) {
	t.Helper()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for name, o := range bothEngines() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, n, o)
			})
		}
	})
}

// head evaluates one node.
func head(t testing.TB, s *Session, p model.AttrPath) model.Node {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	nodes, err := s.Heads(ctx, []model.AttrPath{p})
	if err != nil {
		t.Fatalf("%s: %v", p, err)
	}
	return nodes[0]
}

func cause(n model.Node) model.Cause {
	if n.Problem == nil {
		return model.CauseNone
	}
	return n.Problem.Cause
}

// TestCancel proves that the user's cancel ends what nix works on, as such, that
// the session lives on, and that asking again after Forget has twice the time.
func TestCancel(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, nixtest.Unpack(t, "loop"), Config{}, o)
		forever, good := model.Path("lib", "forever"), model.Path("lib", "good")
		calm(t, s)
		var got model.Node
		wait := later(func() { got = head(t, s, forever) })
		until(t, s, "nix works on it", func() bool { return s.lanes[0].unit != nil && s.lanes[0].engine != nil })
		if a := s.Activity(); len(a) != 1 || !a[0].Path.Equal(forever) || a[0].Since.IsZero() || a[0].What != "kinds in lib" {
			t.Errorf("activity %+v", a)
		}
		s.Cancel()
		wait()
		if got.State != model.StateCancelled || cause(got) != model.CauseCancelled {
			t.Errorf("%+v", got)
		}
		if got := head(t, s, good); got.Value.Text != "1" {
			t.Errorf("afterwards %+v", got)
		}
		if again := head(t, s, forever); again.State != model.StateCancelled {
			t.Errorf("it is asked again by itself: %+v", again)
		}
		calm(t, s)
		if a := s.Activity(); len(a) != 0 {
			t.Errorf("activity when idle %+v", a)
		}
	})
}

// TestCancelDropsTheQueue proves that nothing that waited is asked after the user's
// cancel, that who waited is told so, and that it can be asked anew.
func TestCancelDropsTheQueue(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, g := single(t, n, nixtest.Unpack(t, "shapes"))
		ctx, p := t.Context(), model.Path("templates")
		errs := make([]error, 5)
		wait := []func(){later(func() { _, errs[0] = s.Children(ctx, model.Path("packages")) })}
		g.arrive(s, 1)
		for i, f := range []func() error{
			func() error { _, err := s.Children(ctx, p); return err },
			func() error { _, err := s.Heads(ctx, []model.AttrPath{p}); return err },
			func() error { _, err := s.Derivation(ctx, p); return err },
			func() error { _, err := s.Briefs(ctx, []model.AttrPath{p, model.Path("packages")}); return err },
		} {
			wait = append(wait, later(func() { errs[i+1] = f() }))
			until(t, s, "a question in the queue", func() bool { return len(s.queue) == i+2 })
		}
		s.Cancel()
		for _, w := range wait {
			w()
		}
		for i, err := range errs {
			if causeOf(err) != model.CauseCancelled {
				t.Errorf("caller %d got %v", i, err)
			}
		}
		calm(t, s)
		if asked := g.asked(); len(asked) != 1 {
			t.Errorf("asked %q", asked)
		}
		g.open(2)
		if names, err := s.Children(ctx, p); err != nil || names.Len == 0 {
			t.Errorf("asked anew: %v, %v", names, err)
		}
		if got := head(t, s, p); got.State != model.StateReady {
			t.Errorf("asked anew: %+v", got)
		}
	})
}

// TestCancelInABatch proves that only what was being evaluated is cancelled: what
// came before stays known, and what came after is asked when somebody wants it.
func TestCancelInABatch(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, flakeOf(t, n, `{
  outputs = _:
    let forever = let f = i: if i == 0 then 0 else f (i - 1) + f (i - 1); in f 60;
    in { lib = builtins.genList (i: if i == 30 then forever else i) 100; };
}`), Config{}, o)
		calm(t, s)
		all := make([]model.AttrPath, 100)
		for i := range all {
			all[i] = model.Path("lib").Child(model.Elem(i))
		}
		known := func() bool { return s.entry(all[29]).node != nil }
		wait := later(func() {
			left := all
			for nodes, err := s.Heads(t.Context(), left); err == nil && len(nodes) < len(left); nodes, err = s.Heads(t.Context(), left) {
				left = without(left, nodes)
			}
		})
		until(t, s, "the loop is reached", known)
		s.Cancel()
		until(t, s, "it is cancelled", func() bool { return s.entry(all[30]).node != nil })
		wait()
		for i, want := range map[int]model.State{0: model.StateReady, 29: model.StateReady, 30: model.StateCancelled, 31: model.StateReady, 99: model.StateReady} {
			if got := head(t, s, all[i]); got.State != want {
				t.Errorf("number %d is %s, want %s", i, got.State, want)
			}
		}
	})
}

// TestForgetDoublesTheLimit proves that a timeout is one, and that a retry really
// asks again, with twice the time for that node and no other.
func TestForgetDoublesTheLimit(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, nixtest.Unpack(t, "loop"), Config{}, o)
		forever, good := model.Path("lib", "forever"), model.Path("lib", "good")
		if _, err := s.Children(t.Context(), model.Path("lib")); err != nil { // loads the flake
			t.Fatal(err)
		}
		if got := head(t, s, good); got.State != model.StateReady {
			t.Fatalf("%+v", got)
		}
		calm(t, s)
		s.mu.Lock()
		const first = 300 * time.Millisecond
		s.opts.TimeLimit = first
		s.mu.Unlock()
		limit := first
		for range 2 {
			if got := head(t, s, forever); got.State != model.StateTimeout || cause(got) != model.CauseTimeout {
				t.Fatalf("%+v", got)
			}
			s.Forget(model.Path("lib", "forever"))
			limit *= 2
			s.mu.Lock()
			if got, other := s.limit(forever), s.limit(good); got != limit || other != first {
				t.Errorf("the next limit is %s and %s for others, want %s", got, other, limit)
			}
			if s.entry(good).node == nil {
				t.Error("what is known of others was forgotten")
			}
			s.mu.Unlock()
		}
		if got := head(t, s, forever); got.State != model.StateTimeout {
			t.Errorf("%+v", got)
		}
		s.Forget(nil) // all failures, and nothing else
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.entry(good).node == nil || s.entry(nil).names == nil || s.entry(forever).node != nil {
			t.Error("forgetting all failures forgets something else, or not all")
		}
	})
}

// TestReload proves that opening again sees what has changed, that who waits gets
// the new answer, and that no old answer lands.
func TestReload(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for name, o := range bothEngines() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				n, g := gated(t, n)
				dir := nixtest.TempDir(t)
				file := filepath.Join(dir, "flake.nix")
				nixtest.Write(t, file, `{ outputs = _: { old = 1; same = "old"; set.old = 1; }; }`)
				s := opened(t, n, "path:"+dir, Config{}, o)
				g.open(2)
				if got := head(t, s, model.Path("same")); got.Value.Text != "old" {
					t.Fatalf("%+v", got)
				}
				calm(t, s)
				first := s.Flake()
				var names model.Children
				var err error
				wait := func() {}
				if o.NoWarm { // a question that nix works on while the flake is opened anew
					wait = later(func() { names, err = s.Children(t.Context(), model.Path("set")) })
					g.arrive(s, 3)
				}
				nixtest.Write(t, file, `{ outputs = _: { new = 1; same = "new"; set.new = 1; }; }`)
				flake, openErr := s.Open(t.Context())
				if openErr != nil || flake.Pin == first.Pin {
					t.Fatalf("%v, pin %s", openErr, flake.Pin)
				}
				g.open(20)
				wait()
				if !o.NoWarm {
					names, err = s.Children(t.Context(), model.Path("set"))
				}
				if err != nil || !slices.Equal(names.Names, []string{"new"}) {
					t.Errorf("names %v, %v", names, err)
				}
				if names, err := s.Children(t.Context(), nil); err != nil || !slices.Equal(names.Names, []string{"new", "same", "set"}) {
					t.Errorf("outputs %v, %v", names, err)
				}
				if got := head(t, s, model.Path("same")); got.Value.Text != "new" {
					t.Errorf("%+v", got)
				}
				// When the flake cannot be opened any more, the session stays as it was.
				nixtest.Write(t, file, `{ outputs = `)
				if _, err := s.Open(t.Context()); causeOf(err) != model.CauseSyntax {
					t.Errorf("%v (%s)", err, causeOf(err))
				}
				if got := s.Flake(); got.Pin != flake.Pin {
					t.Errorf("the pin is %s", got.Pin)
				}
				if got := head(t, s, model.Path("new")); got.Value.Text != "1" {
					t.Errorf("%+v", got)
				}
			})
		}
	})
}

// TestLoopAmongMany proves that a child that never ends costs a bounded time and
// hides none of 499 others.
func TestLoopAmongMany(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), `{
  outputs = _: let
    thousand = builtins.genList (i: i) 1000;
    sum = f: builtins.foldl' (acc: i: acc + f i) 0 thousand;
    forever = sum (_: sum (_: sum (_: sum (_: sum (_: 1)))));
    name = i: "n${toString (1000 + i)}";
  in {
    all = builtins.listToAttrs (builtins.genList (i: {
      name = name i;
      value = if i == 250 then builtins.seq forever 0 else if i == 300 then throw "no" else if i == 301 then abort "never" else i;
    }) 500);
  };
}
`)
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		o.TimeLimit = 5 * time.Second
		s := opened(t, n, "path:"+dir, Config{}, o)
		names, err := s.Children(t.Context(), model.Path("all"))
		if err != nil || names.Len != 500 {
			t.Fatal(names.Len, err)
		}
		var paths []model.AttrPath
		for i := range names.Len {
			paths = append(paths, model.Path("all").Child(names.At(i)))
		}
		if err := s.allHeads(t.Context(), paths); err != nil {
			t.Fatal(err)
		}
		for i, p := range paths {
			got, want := head(t, s, p), model.CauseNone
			switch i {
			case 250:
				want = model.CauseTimeout
			case 300:
				want = model.CauseThrow
			case 301:
				want = model.CauseAbort
			}
			if cause(got) != want || want == model.CauseNone && got.Value.Text != fmt.Sprint(i) {
				t.Errorf("%s is %+v, want %s", p, got, want)
			}
		}
		timeouts := 0
		for _, r := range s.client.Runs() {
			if causeOfRun(r) == model.CauseTimeout {
				timeouts++
			}
		}
		if timeouts != 1 { // its evaluator has been ended, and no other met it
			t.Errorf("%d limits were reached", timeouts)
		}
	})
}

// TestMemoryEater proves that what needs too much memory ends as such and the
// session lives on.
func TestMemoryEater(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, nixtest.Unpack(t, "memory"), Config{MemoryLimit: 96 << 20}, o)
		system := s.Flake().System
		if got := head(t, s, model.Path("packages", system, "eater")); cause(got) != model.CauseOutOfMemory || got.State != model.StateFailed {
			t.Errorf("%+v", got)
		}
		for _, name := range []string{"a-good", "z-good"} {
			if got := head(t, s, model.Path("packages", system, name)); got.State != model.StateReady || got.Kind != model.KindPackage {
				t.Errorf("afterwards %s is %+v", name, got)
			}
		}
	})
}

// runsOf are the nix commands of a kind that have been started, by the log of nixtest.Logs.
func runsOf(t testing.TB, log, command string) int {
	t.Helper()
	count := 0
	for line := range strings.Lines(nixtest.Read(t, log)) {
		if strings.HasPrefix(line, command+" ") {
			count++
		}
	}
	return count
}

// TestRecycled proves that a warm evaluator that grew too large is started anew
// between two questions, and the answers are the same.
func TestRecycled(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n, log := nixtest.Logs(t, n)
		s := opened(t, n, nixtest.Unpack(t, "shadow"), Config{}, Options{RecycleAt: 1, Lanes: 1})
		calm(t, s)
		before := runsOf(t, log, "repl")
		for i, name := range []string{"a-good", "z-good", "builtins"} {
			if got := head(t, s, model.Path("lib", name)); got.State != model.StateReady {
				t.Errorf("%+v", got)
			}
			if got := runsOf(t, log, "repl") - before; got != i+1 {
				t.Errorf("%d evaluators after %d questions", got, i+1)
			}
		}
		if runsOf(t, log, "eval") != 0 {
			t.Error("a process was started for a question")
		}
	})
}

// TestSecondLane proves that a question that never ends does not delay others.
func TestSecondLane(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s := opened(t, n, nixtest.Unpack(t, "loop"), Config{}, Options{})
		wait := later(func() { _ = head(t, s, model.Path("lib", "forever")) })
		until(t, s, "nix works on it", func() bool { return s.lanes[0].unit != nil })
		names, err := s.Children(t.Context(), model.Path("lib"))
		if err != nil || !slices.Equal(names.Names, []string{"forever", "good"}) {
			t.Errorf("%v, %v", names, err)
		}
		if got := head(t, s, model.Path("lib", "good")); got.Value.Text != "1" {
			t.Errorf("%+v", got)
		}
		s.mu.Lock()
		busy := s.lanes[0].unit != nil
		s.mu.Unlock()
		if !busy {
			t.Error("the first lane is idle: nothing is proven")
		}
		s.Cancel()
		wait()
	})
}

// TestWarmEverywhere proves that the warm evaluator answers, rightly and with no
// process for any question, where builtins.getFlake would not take the flake.
func TestWarmEverywhere(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		t.Run("no lock", func(t *testing.T) {
			t.Parallel()
			dir, other := nixtest.TempDir(t), nixtest.TempDir(t)
			nixtest.Write(t, filepath.Join(dir, "flake.nix"), `{ inputs.x.url = "path:`+other+`"; outputs = { x, ... }: { word = x.word; bad = throw "no"; }; }`)
			nixtest.Write(t, filepath.Join(other, "flake.nix"), `{ outputs = _: { word = "other"; }; }`)
			before := nixtest.HashTree(t, dir)
			n, log := nixtest.Logs(t, n)
			s := opened(t, n, "path:"+dir, Config{}, Options{})
			if got := head(t, s, model.Path("word")); got.Value.Text != "other" {
				t.Errorf("%+v", got)
			}
			if got := head(t, s, model.Path("bad")); cause(got) != model.CauseThrow {
				t.Errorf("%+v", got)
			}
			calm(t, s)
			if s.warmOff != "" || runsOf(t, log, "eval") != 0 || nixtest.HashTree(t, dir) != before {
				t.Errorf("warm is off: %q; or it was not used, or the folder changed", s.warmOff)
			}
		})
		t.Run("overridden", func(t *testing.T) {
			t.Parallel()
			n, log := nixtest.Logs(t, n)
			dir, other := nixtest.TempDir(t), nixtest.TempDir(t)
			nixtest.Write(t, filepath.Join(dir, "flake.nix"), `{ inputs.x.url = "path:./x"; outputs = { x, ... }: { word = x.word; }; }`)
			nixtest.Write(t, filepath.Join(dir, "x", "flake.nix"), `{ outputs = _: { word = "own"; }; }`)
			nixtest.Write(t, filepath.Join(other, "flake.nix"), `{ outputs = _: { word = "other"; }; }`)
			s := opened(t, n, "path:"+dir, Config{Flags: Flags{OverrideInputs: [][2]string{{"x", "path:" + other}}}}, Options{})
			if got := head(t, s, model.Path("word")); got.Value.Text != "other" {
				t.Errorf("%+v", got)
			}
			if runsOf(t, log, "eval") != 0 || !slices.Contains(s.Flake().Notes, "inputs overridden") {
				t.Errorf("a process was started for a question, or the notes are %q", s.Flake().Notes)
			}
			if _, err := os.Stat(filepath.Join(dir, "flake.lock")); err == nil {
				t.Error("a lock file was written")
			}
		})
		t.Run("dirty tree", func(t *testing.T) {
			t.Parallel()
			for engine, o := range bothEngines() {
				dir := nixtest.TempDir(t)
				file := filepath.Join(dir, "flake.nix")
				const text = `{ outputs = { self }: { rev = self.rev or "none"; dirty = self.dirtyRev; short = self.dirtyShortRev; plain = 1; missing = self.nothing; }; }`
				nixtest.Write(t, file, text)
				nixtest.Commit(t, dir)
				head1 := strings.TrimSpace(nixtest.Git(t, dir, "rev-parse", "HEAD"))
				nixtest.Write(t, file, text+"\n")
				s := opened(t, n, "git+file://"+dir, Config{}, o)
				if got := head(t, s, model.Path("dirty")); got.Value.Text != head1+"-dirty" {
					t.Errorf("%s: %+v", engine, got)
				}
				if got := head(t, s, model.Path("short")); !strings.HasSuffix(got.Value.Text, "-dirty") {
					t.Errorf("%s: %+v", engine, got)
				}
				if got := head(t, s, model.Path("plain")); got.Value.Text != "1" {
					t.Errorf("%s: %+v", engine, got)
				}
				if got := head(t, s, model.Path("missing")); cause(got) != model.CauseAttributeMissing {
					t.Errorf("%s: %+v", engine, got)
				}
			}
		})
	})
}

// TestMovingTheCursor proves that 200 rows passed in two seconds start at most
// two processes where each question needs one, and none in the warm evaluator.
func TestMovingTheCursor(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "many")
		for engine, o := range map[string]Options{"warm": {Lanes: 1}, "oneshot": {NoWarm: true}} {
			t.Run(engine, func(t *testing.T) {
				t.Parallel()
				n, log := nixtest.Logs(t, n)
				s := opened(t, n, dir, Config{}, o)
				set := model.Path("sets", "set-007")
				names, err := s.Children(t.Context(), set)
				if err != nil || names.Len != nixtest.ManyPerSet {
					t.Fatal(names.Len, err)
				}
				evals, repls := runsOf(t, log, "eval"), runsOf(t, log, "repl")
				tick := time.NewTicker(10 * time.Millisecond)
				defer tick.Stop()
				var wait sync.WaitGroup
				leave := func() {}
				most := 2
				last := time.Now()
				for i := range 200 {
					<-tick.C
					// On a machine so busy that we stand still, the cursor has rested.
					if time.Since(last) > settleTime/3 {
						most += 2
					}
					last = time.Now()
					leave()
					ctx, cancel := context.WithCancel(t.Context())
					leave = cancel
					p := set.Child(names.At(i))
					wait.Go(func() { _, _ = s.Detail(ctx, p) })
					wait.Go(func() { _, _ = s.Heads(ctx, []model.AttrPath{p}) })
				}
				evals, repls = runsOf(t, log, "eval")-evals, runsOf(t, log, "repl")-repls
				if evals > most || repls != 0 {
					t.Errorf("%d evaluations (%d at most) and %d evaluators were started", evals, most, repls)
				}
				// Where the cursor rests, the details come.
				d, err := s.Detail(t.Context(), set.Child(names.At(200)))
				leave()
				wait.Wait()
				if err != nil || d.Get("name") != "many-007-200" {
					t.Errorf("%+v, %v", d, err)
				}
			})
		}
	})
}

// TestHint proves that nix's own flake show fills in names where nothing is known,
// never replaces what a probe found, and does no harm when it is sick.
func TestHint(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "shapes")
		nixtest.Commit(t, dir)
		dir = "git+file://" + dir
		system := nixtest.System(t, n)
		cold := opened(t, n, dir, Config{}, Options{Hint: true})
		calm(t, cold)
		if slices.ContainsFunc(cold.Runs(), func(r model.Run) bool { return slices.Equal(r.Argv[1:3], []string{"flake", "show"}) }) {
			t.Error("nix is asked to show what it has no cache of")
		}
		n.Must(t, "eval", "--no-write-lock-file", dir+"#packages."+system+".a-good.name") // now it has one
		doc := fmt.Sprintf(`{"packages":{%q:{"a-good":{"type":"derivation","name":"hinted-1","description":"from the hint"},"z-good":{"type":"derivation","name":"hinted-2"}}}}`, system)
		a, z := model.Path("packages", system, "a-good"), model.Path("packages", system, "z-good")
		t.Run("fills in", func(t *testing.T) {
			t.Parallel()
			n, log := nixtest.Logs(t, nixtest.Answers(t, n, "flake show", doc, "", 0))
			s := opened(t, n, dir, Config{}, Options{Hint: true, NoWarm: true})
			until(t, s, "the hint is there", func() bool { return s.entry(a).node != nil })
			calm(t, s)
			before := runsOf(t, log, "eval")
			nodes, err := s.Briefs(t.Context(), []model.AttrPath{a, z})
			if err != nil || len(nodes) != 2 || nodes[0].Name != "hinted-1" || nodes[0].Description != "from the hint" || nodes[1].Name != "hinted-2" || nodes[0].Kind != model.KindPackage {
				t.Errorf("%+v, %v", nodes, err)
			}
			if runsOf(t, log, "eval") != before {
				t.Error("what the hint told was asked for")
			}
			if d, err := s.Detail(t.Context(), a); err != nil || d.Get("name") != "good-1.0" {
				t.Errorf("the details come from the hint: %+v, %v", d, err)
			}
		})
		t.Run("never overrides", func(t *testing.T) {
			t.Parallel()
			n, g := gatedShow(t, nixtest.Answers(t, n, "flake show", doc, "", 0))
			s := opened(t, n, dir, Config{}, Options{Hint: true})
			nodes, err := s.Briefs(t.Context(), []model.AttrPath{a})
			if err != nil || nodes[0].Name != "good-1.0" {
				t.Fatalf("%+v, %v", nodes, err)
			}
			g.open(1)
			until(t, s, "the hint is there", func() bool { return s.entry(z).node != nil })
			if got := head(t, s, a); got.Name != "good-1.0" {
				t.Errorf("%+v", got)
			}
		})
		for name, sick := range map[string]nixtest.Nix{
			"garbage": nixtest.Garbage(t, n, "flake show"), "hangs": nixtest.Hangs(t, n, "flake show"), "stubborn": nixtest.IgnoresSignals(t, n, "flake show"),
			"fails": nixtest.Answers(t, n, "flake show", doc[:40], "error: no\n", 1), "endless": nixtest.EndlessErrors(t, n, "flake show"), "silent": nixtest.Silent(t, n, "flake show"),
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := opened(t, sick, dir, Config{}, Options{Hint: true})
				nodes, err := s.Briefs(t.Context(), []model.AttrPath{a})
				if err != nil || nodes[0].Name != "good-1.0" {
					t.Errorf("%+v, %v", nodes, err)
				}
				began := time.Now()
				s.Close()
				if took := time.Since(began); took > slack {
					t.Errorf("closing took %s", took)
				}
			})
		}
	})
}

// gatedShow is a nix whose flake show waits for the test.
func gatedShow(t testing.TB, n nixtest.Nix) (nixtest.Nix, *gate) {
	t.Helper()
	inner := n.Bin
	n, g := gated(t, n)
	n.Bin = nixtest.FakeNix(t, fmt.Sprintf("if [ \"$1 $2\" = 'flake show' ]; then read -r _ <%s; fi\nexec %s \"$@\"\n", g.pipe.Name(), inner))
	return n, g
}
