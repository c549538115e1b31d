package nixcli_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

func TestMain(m *testing.M) { nixtest.Main(m) }

// open opens a session on a flake with one of the test's versions of nix.
func open(t testing.TB, n nixtest.Nix, ref string, f nixcli.Flags, o nixcli.Options) (*nixcli.Session, model.Flake, error) {
	t.Helper()
	c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env, Flags: f, MemoryLimit: 300 << 20})
	if err != nil {
		return nil, model.Flake{}, err
	}
	s := nixcli.NewSession(c, ref, o)
	t.Cleanup(func() {
		s.Close()
		if left := nixtest.WaitGone(nixcli.Marker+"="+c.MarkerValue(), 20*time.Second); len(left) > 0 {
			t.Errorf("left running: %v", left)
		}
	})
	flake, err := s.Open(t.Context())
	return s, flake, err
}

func mustOpen(t testing.TB, n nixtest.Nix, ref string, f nixcli.Flags, o nixcli.Options) *nixcli.Session {
	t.Helper()
	s, _, err := open(t, n, ref, f, o)
	if err != nil {
		t.Fatalf("open %s: %v (%s)", ref, err, model.ProblemOf(err).Cause)
	}
	return s
}

// engines are the two ways to ask. Time limits are out of the way: a machine that
// does many things at once must not fail a case that is not about them.
func engines() map[string]nixcli.Options {
	return map[string]nixcli.Options{
		"warm":    {ValueLimit: -1},
		"oneshot": {ValueLimit: -1, NoWarm: true, Lanes: 1},
	}
}

// TestCorpus proves for every flake of the corpus that the good attributes are all there
// and the bad ones carry nix's own reason, and that nothing in the flake's folder
// changed: with the warm evaluator on every nix, and by processes of their own on the
// newest. TestEnginesAgree compares these on every nix.
func TestCorpus(t *testing.T) {
	t.Parallel()
	last := newest(t)
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, c := range nixtest.Cases() {
			for name, o := range engines() {
				if o.NoWarm && (n.Version != last.Version || c.OpenError != model.CauseNone) {
					continue
				}
				t.Run(c.Name+"/"+name, func(t *testing.T) {
					t.Parallel()
					checkCase(t, n, c, o)
				})
			}
		}
	})
}

func checkCase(t *testing.T, n nixtest.Nix, c nixtest.Case, o nixcli.Options) {
	t.Helper()
	n, ref := c.Open(t, n)
	before := ""
	if dir := localDir(ref); dir != "" {
		before = nixtest.HashTree(t, dir)
	}
	if c.Limit && c.Name != "memory" { // else it takes as long as people give it
		o.TimeLimit = 1500 * time.Millisecond // of processor time
	}
	s, _, err := open(t, n, ref, nixcli.Flags{}, o)
	switch {
	case c.OpenError != model.CauseNone:
		checkOpenError(t, c, err)
	case err != nil:
		t.Fatalf("open %s: %v (%s)", ref, err, model.ProblemOf(err).Cause)
	default:
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
		defer cancel()
		checkNodes(t, ctx, s, c.Nodes, o.NoWarm)
	}
	if before != "" && nixtest.HashTree(t, localDir(ref)) != before {
		t.Errorf("something in %s changed", ref)
	}
}

func localDir(ref string) string {
	ref = strings.TrimPrefix(strings.TrimPrefix(ref, "path:"), "git+file://")
	ref, _, _ = strings.Cut(ref, "?")
	if strings.HasPrefix(ref, "/tmp/") {
		return ref
	}
	return ""
}

func checkOpenError(t *testing.T, c nixtest.Case, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("the flake could be opened")
	}
	p := model.ProblemOf(err)
	if p.Cause != c.OpenError && (c.OpenOr == model.CauseNone || p.Cause != c.OpenOr) {
		t.Errorf("cause %s, want %s\n%s\n%s", p.Cause, c.OpenError, p.Message, p.Trace)
	}
	if !strings.Contains(p.Message, c.OpenMessage) {
		t.Errorf("message %q, want %q in it\n%s", p.Message, c.OpenMessage, p.Trace)
	}
}

func checkNodes(t *testing.T, ctx context.Context, s *nixcli.Session, wants []nixtest.Want, slow bool) {
	t.Helper()
	walk := nixcli.WalkOptions{}
	if slow { // a process for every question: what is not reached is asked for by itself
		walk.NodeLimit = 60
	}
	tree, err := s.Walk(ctx, nil, walk)
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]model.Node)
	var collect func(*model.Tree)
	collect = func(t *model.Tree) {
		all[t.Path.Key()] = t.Node
		for _, c := range t.Children {
			collect(c)
		}
	}
	collect(tree)
	for _, w := range wants {
		w = w.For(s.Flake().System)
		n, ok := all[w.Path.Key()]
		if !ok || n.State == model.StateUnevaluated && w.State != model.StateUnevaluated { // deeper than the default depth
			nodes, err := s.Briefs(ctx, []model.AttrPath{w.Path})
			if err != nil {
				t.Fatal(err)
			}
			n = nodes[0]
		}
		if d, err := s.Detail(ctx, n.Path); slow && n.Problem != nil && err == nil && d.Problem != nil { // asked for when it is selected
			n.Problem, n.State = d.Problem, d.Problem.Cause.State()
		}
		checkNode(t, n, w)
	}
}

func checkNode(t *testing.T, n model.Node, w nixtest.Want) {
	t.Helper()
	problem := model.Problem{}
	if n.Problem != nil {
		problem = *n.Problem
	}
	if n.State != w.State && problem.Cause != w.Or || n.Kind != w.Kind {
		t.Errorf("%s: is %s, %s (%s: %s), want %s, %s", w.Path, n.Kind, n.State, problem.Cause, problem.Message, w.Kind, w.State)
		return
	}
	if w.Name != "" && n.Name != w.Name || w.Description != "" && n.Description != w.Description {
		t.Errorf("%s: name %q, description %.80q, want %q, %.80q", w.Path, n.Name, n.Description, w.Name, w.Description)
	}
	if w.Kind == model.KindOption && (n.Type != w.Type || n.Description != w.Description || n.Problem != nil) {
		t.Errorf("%s: type %q, description %q, want %q, %q", w.Path, n.Type, n.Description, w.Type, w.Description)
	}
	if w.State == model.StateReady {
		return
	}
	if problem.Cause != w.Cause && (w.Or == model.CauseNone || problem.Cause != w.Or) {
		t.Errorf("%s: cause %s, want %s\n%s", w.Path, problem.Cause, w.Cause, problem.Trace)
	}
	if !strings.Contains(problem.Message, w.Message) {
		t.Errorf("%s: message %q, want %q in it\n%s", w.Path, problem.Message, w.Message, problem.Trace)
	}
}
