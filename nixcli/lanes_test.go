package nixcli

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// forever are attributes that never end, in Nix; each number is one of its own.
const forever = `forever = x: let
  thousand = builtins.genList (i: i) 1000;
  sum = f: builtins.foldl' (acc: i: acc + f i) 0 thousand;
in sum (_: sum (_: sum (_: sum (_: sum (_: x)))));`

// headsOf asks for the heads of nodes until all are known, or ask says stop.
func headsOf(t *testing.T, s *Session, ps []model.AttrPath, each func(model.Node) (stop bool)) {
	t.Helper()
	for len(ps) > 0 {
		nodes, err := s.Heads(t.Context(), ps)
		if err != nil {
			t.Error(err)
			return
		}
		for _, n := range nodes {
			if each(n) {
				return
			}
		}
		ps = without(ps, nodes)
	}
}

// TestLoopsAmongMany proves that several attributes that never end hide none of the
// others, also when there are more of them than lanes; that each costs no more than its
// own time, and that their good siblings do not wait for it.
func TestLoopsAmongMany(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := flakeOf(t, n, `{ outputs = _: let `+forever+` in {
  all = builtins.genList (i: if builtins.elem i [ 3 50 51 120 199 ] then forever i else i) 200; }; }`)
		s := opened(t, n, ref, Config{}, Options{TimeLimit: time.Hour})
		all := make([]model.AttrPath, 200)
		for i := range all {
			all[i] = model.Path("all").Child(model.Elem(i))
		}
		good := 0
		wait := later(func() {
			headsOf(t, s, all, func(n model.Node) bool {
				if n.State == model.StateReady {
					good++
				}
				return good == 195
			})
		})
		wait()
		if good != 195 {
			t.Errorf("%d good siblings came", good)
		}
		s.Cancel()
	})
}

// TestTimeLimitCountsWork proves that an attribute is given up when nix has worked on
// it for so long, and no sooner: a wait is no work.
func TestTimeLimitCountsWork(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := flakeOf(t, n, `{ outputs = _: let `+forever+` in { all = { a = forever 1; b = 2; }; }; }`)
		s := opened(t, n, ref, Config{}, Options{TimeLimit: 2 * time.Second})
		if got := head(t, s, model.Path("all", "a")); cause(got) != model.CauseTimeout {
			t.Errorf("%+v", got)
		}
		if got := head(t, s, model.Path("all", "b")); got.Value.Text != "2" {
			t.Errorf("%+v", got)
		}
	})
}

// TestWatch proves what ends a process: work beyond its limit, but neither time in
// which it had no processor nor progress.
func TestWatch(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		w    *watch
		over bool
	}{
		"nothing known, in time":  {&watch{limit: time.Minute, began: now}, false},
		"nothing known, too long": {&watch{limit: time.Minute, began: now.Add(-2 * time.Minute)}, true},
		"nothing known, fetching": {&watch{limit: time.Minute, began: now.Add(-2 * time.Minute), fetching: "x"}, false},
		"fetching for ever":       {&watch{limit: time.Minute, began: now.Add(-2 * maxWait), fetching: "x"}, true},
		"by the clock":            {&watch{limit: time.Minute, clock: true, began: now}, true},
		"by the clock, fetching":  {&watch{limit: time.Minute, clock: true, began: now, fetching: "x"}, false},
		"by the clock, for ever":  {&watch{limit: time.Minute, clock: true, began: now.Add(-2 * maxWait), fetching: "x"}, true},
	} {
		c.w.pid = -1 // of which nothing is known
		if got := c.w.over(); got != c.over {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestThrowsCostNoProcess proves that attributes that throw or fail otherwise are told
// with their messages by the evaluator that is there, whatever the flake is like.
func TestThrowsCostNoProcess(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n, log := nixtest.Logs(t, n)
		other := flakeOf(t, n, `{ outputs = _: { }; }`)
		ref := flakeOf(t, n, `{ inputs.x.url = "`+other+`"; outputs = _: { all = builtins.genList (i:
  if builtins.bitAnd i 3 == 1 then throw "removed ${toString i}" else if builtins.bitAnd i 3 == 2 then abort "no ${toString i}" else i) 40; }; }`)
		s := opened(t, n, ref, Config{}, Options{Lanes: 1}) // on a busy machine another lane may help
		tree, err := s.Walk(t.Context(), nil, WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range tree.Children[0].Children {
			want, message := model.CauseNone, ""
			switch i & 3 {
			case 1:
				want, message = model.CauseThrow, fmt.Sprint("removed ", i)
			case 2:
				want, message = model.CauseAbort, fmt.Sprintf("evaluation aborted with the following error message: 'no %d'", i)
			}
			if cause(c.Node) != want || want != model.CauseNone && c.Problem.Message != message {
				t.Errorf("%d: %+v %+v", i, c.Node, c.Problem)
			}
		}
		if evals, repls := runsOf(t, log, "eval"), runsOf(t, log, "repl"); evals != 0 || repls != 1 {
			t.Errorf("%d evaluations and %d evaluators", evals, repls)
		}
	})
}

// TestMemoryIsShared proves that what needs too much memory fails alone, that its
// siblings are all there, and that evaluators together have no more than the limit.
func TestMemoryIsShared(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := flakeOf(t, n, `{ outputs = _: let hog = i: builtins.length (builtins.genList (j: [ i j ]) 100000000); in {
  all = builtins.genList (i: if builtins.elem i [ 2 5 ] then hog i else i) 9; }; }`)
		s := opened(t, n, ref, Config{MemoryLimit: 200 << 20}, Options{})
		var failed []int
		all := make([]model.AttrPath, 9)
		for i := range all {
			all[i] = model.Path("all").Child(model.Elem(i))
		}
		headsOf(t, s, all, func(n model.Node) bool {
			if cause(n) == model.CauseOutOfMemory {
				failed = append(failed, n.Path.Last().Index)
			} else if n.State != model.StateReady {
				t.Errorf("%+v %+v", n, n.Problem)
			}
			return false
		})
		slices.Sort(failed)
		if !slices.Equal(failed, []int{2, 5}) {
			t.Errorf("out of memory: %v", failed)
		}
		if got := s.room(); got > s.client.memory || got < s.client.memory/4 {
			t.Errorf("room for %d bytes", got)
		}
	})
}
