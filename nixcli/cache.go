package nixcli

import (
	"context"
	"time"

	"flakewalk/model"
)

// entry is what is known of one node. Guarded by the session's mutex.
type entry struct {
	names    *model.Children
	namesErr error
	node     *model.Node // its head, with the brief once that is known
	detail   *model.Detail
	drv      *model.Derivation
	drvErr   error
	looked   int                // at which stock of the store its outputs were looked for; 0 is never
	asked    [aspects]*question // the question on its way, if any
	// unexplained is the aspect of which only that it throws is known.
	unexplained aspect
}

// aspect is one of the things that are asked of a node.
type aspect uint8

const (
	aspectNames aspect = iota
	aspectHead
	aspectBrief
	aspectDetail
	aspectDerivation
	aspects
)

// entry returns the entry of a path, new if need be. Guarded by s.mu.
func (s *Session) entry(p model.AttrPath) *entry {
	if s.cache == nil {
		s.cache = make(map[string]*entry)
	}
	key := p.Key()
	e := s.cache[key]
	if e == nil {
		e = &entry{}
		s.cache[key] = e
	}
	return e
}

// forget drops failures at and below a path's key. An evaluator may know them too: from
// Nix 2.34 on what failed is not evaluated a second time, and files that were not there
// stay so. So evaluators that have met a failure end. Guarded by s.mu.
func (s *Session) forget(prefix string) {
	again := false
	for key, e := range s.cache {
		if len(key) < len(prefix) || key[:len(prefix)] != prefix {
			continue
		}
		again = again || e.namesErr != nil || e.node != nil && e.node.State == model.StateFailed
		e.namesErr, e.drvErr, e.looked = nil, nil, 0
		if e.node != nil && e.node.State.Bad() {
			e.node = nil
		}
		e.detail = nil
	}
	if again {
		s.forgotten++
	}
}

// known is the answer for one aspect, if it is there. Guarded by s.mu.
func (e *entry) known(a aspect) (model.Node, bool) {
	if e.node == nil {
		return model.Node{}, false
	}
	if a == aspectBrief && e.node.NeedsBrief() {
		return model.Node{}, false
	}
	return *e.node, true
}

// gatherTime is how long nodes are gathered after the first is known, so that a
// screen full of rows is one answer and not forty.
const gatherTime = 25 * time.Millisecond

// gather waits until nodes are known: some of them, and all that come within the
// gather time. ask makes questions for those that nobody has asked for yet; it
// is called with the mutex held and notes each question in its entry.
func (s *Session) gather(ctx context.Context, ps []model.AttrPath, a aspect, ask func(unknown []model.AttrPath)) ([]model.Node, error) {
	var joined []*question
	defer func() { s.leaveAll(joined) }()
	var late <-chan time.Time
	before := s.cancelCount()
	for {
		s.mu.Lock()
		nodes, unknown, unasked := s.look(ps, a)
		cancelled := s.cancels != before
		if !cancelled {
			ask(unasked)
		}
		joined = s.join(joined, unknown, a)
		changed := s.changed
		s.mu.Unlock()
		switch {
		case len(unknown) == 0:
			return nodes, nil
		case cancelled && len(unasked) == len(unknown):
			return someOf(nodes)
		case len(nodes) > 0 && late == nil:
			late = time.After(gatherTime)
		}
		select {
		case <-changed:
		case <-late:
			return nodes, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.life.Done():
			return nil, context.Canceled
		}
	}
}

// someOf are the nodes that are known when the user cancels; none is an error.
func someOf(nodes []model.Node) ([]model.Node, error) {
	if len(nodes) == 0 {
		return nil, cancelledError()
	}
	return nodes, nil
}

// look sorts paths into nodes that are known, paths that are not, and among
// those the ones that no question is on its way for. Guarded by s.mu.
func (s *Session) look(ps []model.AttrPath, a aspect) (nodes []model.Node, unknown, unasked []model.AttrPath) {
	for _, p := range ps {
		e := s.entry(p)
		if n, ok := e.known(a); ok {
			nodes = append(nodes, n)
			continue
		}
		unknown = append(unknown, p)
		if q := e.asked[a]; q == nil || q.dropped {
			unasked = append(unasked, p)
		}
	}
	return nodes, unknown, unasked
}

// join adds the caller to the questions on their way for those paths. Guarded by s.mu.
func (s *Session) join(joined []*question, ps []model.AttrPath, a aspect) []*question {
	for _, p := range ps {
		q := s.entry(p).asked[a]
		if q == nil || q.dropped || contains(joined, q) {
			continue
		}
		q.waiters++
		joined = append(joined, q)
	}
	return joined
}

func contains(qs []*question, q *question) bool {
	for _, other := range qs {
		if other == q {
			return true
		}
	}
	return false
}

func (s *Session) leaveAll(joined []*question) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range joined {
		s.leave(q)
	}
}
