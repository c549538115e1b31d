package nixcli

import (
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestMistakeOfOurs proves that a panic while an answer is taken ends the
// question and nothing else.
func TestMistakeOfOurs(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	c, err := NewClient(Config{Bin: n.Bin, Env: n.Env})
	if err != nil {
		t.Fatal(err)
	}
	s := NewSession(c, "path:"+nixtest.Unpack(t, "all-kinds"), Options{})
	t.Cleanup(s.Close)
	if _, err := s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	var failed error
	first := true
	q := &question{
		what: "a mistake", items: []item{{model.Attr("lib"), -1}, {model.Attr("packages"), -1}}, limit: time.Minute,
		item: func(_ int, _ string, err error) {
			if first {
				first = false
				panic("on purpose")
			}
			failed = err
		},
	}
	q.probe = func(at []int, alone bool) string { return headsProbe(DefaultValueLimit, pick(q.items, at), alone) }
	if err := s.ask(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if failed == nil || !strings.Contains(failed.Error(), "on purpose") || causeOf(failed) != model.CauseMistake {
		t.Errorf("the question ended with %v", failed)
	}
	nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("lib")})
	if err != nil || nodes[0].State != model.StateReady {
		t.Errorf("afterwards: %+v, %v", nodes, err)
	}
}
