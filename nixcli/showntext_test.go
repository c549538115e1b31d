package nixcli

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// showing is a session whose commands are a shell script.
func showing(t *testing.T, script string) (*Session, model.Action) {
	t.Helper()
	bin := nixtest.FakeNix(t, script)
	c, err := NewClient(Config{Bin: bin})
	if err != nil {
		t.Fatal(err)
	}
	s := NewSession(c, "path:/nowhere", Options{})
	t.Cleanup(s.Close)
	return s, model.Action{Offer: model.Offer{Verb: model.VerbEval}, Argv: []string{c.word(), "eval"}}
}

// TestShow proves what is shown of a command: all it printed within bounds, on the right
// side of them, and why it failed.
func TestShow(t *testing.T) {
	t.Parallel()
	s, a := showing(t, "echo out; echo said >&2; echo \"evaluating file 'x'\" >&2")
	if got, err := s.Show(t.Context(), a); err != nil || got != (model.Shown{Out: "out\n", Said: "said\n"}) {
		t.Errorf("%+v, %v", got, err)
	}
	s, a = showing(t, "echo begin; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end")
	got, err := s.Show(t.Context(), a)
	if err != nil || !strings.HasPrefix(got.Out, "begin\n") || len(got.Out) != maxShown || got.Left != 3000000+len("begin\n\nend\n")-maxShown || got.Tail {
		t.Errorf("%d bytes, %d left, %v", len(got.Out), got.Left, err)
	}
	a.Verb = model.VerbLog
	got, err = s.Show(t.Context(), a)
	if err != nil || !strings.HasSuffix(got.Out, "x\nend\n") || len(got.Out) != maxShown || !got.Tail {
		t.Errorf("%d bytes, %d left, %v", len(got.Out), got.Left, err)
	}
	s, a = showing(t, "echo some; echo 'error: no such thing' >&2; exit 1")
	if got, err = s.Show(t.Context(), a); model.ProblemOf(err).Message != "no such thing" || got.Out != "some\n" {
		t.Errorf("%+v, %v", got, err)
	}
	a.Argv = []string{"/nowhere/nix"}
	if _, err = s.Show(t.Context(), a); err == nil {
		t.Error("no error from a program that does not exist")
	}
}

// TestShowEnds proves that what is shown ends with who waits for it.
func TestShowEnds(t *testing.T) {
	t.Parallel()
	s, a := showing(t, "echo begun; trap '' TERM; while :; do sleep 0.05; done")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := s.Show(ctx, a); done <- err }()
	for len(s.Runs()) == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
