package nixcli

import (
	"context"
	"testing"
)

// answering is an engine that is just handing an answer to its session, as the
// warm one does, whenever it is asked what it is doing.
type answering struct{ s *Session }

func (answering) ask(context.Context, request) (string, error) { return "", nil }
func (answering) close()                                       {}

func (a answering) activity() string {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	return "fetching something"
}

// TestActivityWhileAnswersCome proves that asking for the activity does not lock
// out the engine's answers: the two once waited for each other for ever.
func TestActivityWhileAnswersCome(t *testing.T) {
	t.Parallel()
	s := &Session{ref: "."}
	s.opening = &progress{}
	s.lanes = []*lane{{unit: &unit{q: &question{what: "names"}}, engine: answering{s}}, {}}
	all := s.Activity()
	if len(all) != 2 || all[0].What != "reading ." || all[1].What != "names" || all[1].Fetching != "fetching something" {
		t.Errorf("%+v", all)
	}
}
