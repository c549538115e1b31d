package nixcli

import (
	"context"
	"time"

	"flakewalk/model"
)

// Bounds of one batch: how many items, and how many bytes of request. A process
// takes no argument above 128 KiB on Linux.
const (
	batchItems = 500
	batchBytes = 60 << 10
)

// batch are the items that one request takes.
type batch struct {
	items []item
	bytes int
}

// full tells whether a request takes no more.
func (b *batch) full() bool { return len(b.items) >= batchItems || b.bytes >= batchBytes }

func (b *batch) add(i item) {
	b.items = append(b.items, i)
	b.bytes += len(i.step.Name) + 4
}

// Children lists the names directly below a node, forcing only the node itself.
// A value that has no children is an *Error with model.CauseType.
func (s *Session) Children(ctx context.Context, p model.AttrPath) (model.Children, error) {
	for {
		s.mu.Lock()
		e := s.entry(p)
		if e.names != nil || e.namesErr != nil {
			names, err := e.names, e.namesErr
			s.mu.Unlock()
			if err != nil {
				return model.Children{}, err
			}
			return *names, nil
		}
		q := e.asked[aspectNames]
		if q == nil || q.dropped {
			q = s.namesQuestion(p)
			e.asked[aspectNames] = q
			s.submit(q)
		}
		q.waiters++
		s.mu.Unlock()
		if err := s.await(ctx, q); err != nil {
			return model.Children{}, err
		}
	}
}

// await waits for the end of a question that the caller has joined.
func (s *Session) await(ctx context.Context, q *question) error {
	var err error
	select {
	case <-q.done:
		err = q.failed
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.life.Done():
		err = context.Canceled
	}
	s.leaveAll([]*question{q})
	return err
}

// namesQuestion asks for the names below a node. Guarded by s.mu.
func (s *Session) namesQuestion(p model.AttrPath) *question {
	terms := s.terms(p)
	q := listing(p, s.limit(p), func(names model.Children, err error) {
		s.keep(terms, p, aspectNames, err, func(e *entry) {
			e.names, e.namesErr = &names, err
			if err != nil {
				e.names = nil
			}
		})
	})
	q.terms = terms
	return q
}

// listing asks for the names below a path, within a limit.
func listing(p model.AttrPath, limit time.Duration, got func(model.Children, error)) *question {
	return &question{
		what: "names in " + orRoot(p), path: p, priority: priorityNames, limit: limit,
		probe: func([]int, bool) string { return namesProbe() },
		value: func(answer string, err error) {
			var names model.Children
			if err == nil {
				names, err = decodeNames(answer)
			}
			got(names, err)
		},
	}
}

func orRoot(p model.AttrPath) string {
	if len(p) == 0 {
		return "the outputs"
	}
	return p.String()
}

// store changes the cache, unless the flake was opened anew since the question.
func (s *Session) store(opened int, change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != opened {
		return
	}
	change()
	s.notify()
}

// Heads evaluates nodes far enough to tell their kinds: each child is forced to
// its head and its `type`. It returns as soon as some are known, at least one;
// a node that cannot be evaluated is one with a Problem. The only errors are
// the context's.
func (s *Session) Heads(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	return s.gather(ctx, ps, aspectHead, func(unknown []model.AttrPath) {
		s.askInBatches(unknown, aspectHead, s.headsQuestion)
	})
}

// Briefs adds name, version and description to nodes whose kind is known; asked
// of others it evaluates their heads first. It returns like Heads.
func (s *Session) Briefs(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	if err := s.allHeads(ctx, ps); err != nil {
		return nil, err
	}
	return s.gather(ctx, ps, aspectBrief, func(unknown []model.AttrPath) {
		s.askInBatches(unknown, aspectBrief, s.briefsQuestion)
	})
}

// allHeads waits until the heads of all nodes are known.
func (s *Session) allHeads(ctx context.Context, ps []model.AttrPath) error {
	before := s.cancelCount()
	for {
		nodes, err := s.Heads(ctx, ps)
		switch {
		case err != nil || len(nodes) == len(ps):
			return err
		case s.cancelCount() != before:
			return cancelledError()
		}
		ps = without(ps, nodes) // else it would return with these again, and drop the others
	}
}

// without are the paths that are none of the nodes'.
func without(ps []model.AttrPath, nodes []model.Node) []model.AttrPath {
	known := make(map[string]bool, len(nodes))
	for _, n := range nodes {
		known[n.Path.Key()] = true
	}
	var left []model.AttrPath
	for _, p := range ps {
		if !known[p.Key()] {
			left = append(left, p)
		}
	}
	return left
}

func (s *Session) cancelCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cancels
}

// askInBatches makes questions for nodes, one for each parent, kind of question
// and batch. Guarded by s.mu.
func (s *Session) askInBatches(ps []model.AttrPath, a aspect, build func(parent model.AttrPath, batch []model.AttrPath, items []item) *question) {
	for len(ps) > 0 {
		parent := ps[0].Parent()
		var together, rest []model.AttrPath
		var one batch
		for _, p := range ps {
			if len(p) != len(ps[0]) || !p.Parent().Equal(parent) || s.group(p, a) != s.group(ps[0], a) || s.granted(p) != s.granted(ps[0]) || one.full() {
				rest = append(rest, p)
				continue
			}
			together = append(together, p)
			one.add(item{p.Last(), -1})
		}
		q := build(parent, together, one.items)
		for _, p := range together {
			s.entry(p).asked[a] = q
		}
		s.submit(q)
		ps = rest
	}
}

// group tells which nodes can be asked together: for briefs those that show the
// same fields. Guarded by s.mu.
func (s *Session) group(p model.AttrPath, a aspect) int {
	if e := s.entry(p); a == aspectBrief && e.node != nil {
		return briefGroup(e.node.Kind)
	}
	return 0
}

// headsQuestion asks for the heads of children. Guarded by s.mu.
func (s *Session) headsQuestion(parent model.AttrPath, batch []model.AttrPath, items []item) *question {
	terms, limit := s.terms(batch[0]), s.opts.ValueLimit
	q := &question{
		what: "kinds in " + orRoot(parent), path: parent, terms: terms, items: items, forces: true, priority: priorityHeads,
		limit: s.limit(batch...),
		probe: func(at []int, alone bool) string { return headsProbe(limit, pick(items, at), alone) },
		item: func(i int, answer string, err error) {
			n := headNode(batch[i], answer, err)
			s.keep(terms, n.Path, aspectHead, err, func(e *entry) { e.node = &n })
		},
	}
	if len(parent) == 0 && len(batch) == 1 && len(batch[0]) == 0 { // the outputs themselves
		q.items, q.item = nil, nil
		q.probe = func([]int, bool) string { return selfProbe(limit) }
		q.value = func(answer string, err error) {
			n := headNode(batch[0], answer, err)
			s.keep(terms, n.Path, aspectHead, err, func(e *entry) { e.node = &n })
		}
	}
	return q
}

// headNode makes a node of the answer to a heads question.
func headNode(p model.AttrPath, answer string, err error) model.Node {
	if answer == "" {
		if err == nil {
			err = garbage("the answer is empty", nil)
		}
		return failedNode(p, err)
	}
	h, wrong := decodeHead(answer)
	if wrong != nil {
		return failedNode(p, wrong)
	}
	n := nodeOf(p, h)
	if err == nil {
		return n
	}
	// Only its attribute `type` fails. Where that decides what the value is, the
	// node has failed, but it can be opened; elsewhere it is a name like any other.
	if want := model.ExpectedKind(p); want != model.KindAttrs && want != model.KindUnknown {
		problem := model.ProblemOf(err)
		n.Kind, n.State, n.Problem = want, problem.Cause.State(), &problem
	}
	return n
}

// briefsQuestion asks for the briefs of children. Guarded by s.mu.
func (s *Session) briefsQuestion(parent model.AttrPath, batch []model.AttrPath, items []item) *question {
	terms := s.terms(batch[0])
	kind := model.KindPackage
	if e := s.entry(batch[0]); e.node != nil {
		kind = e.node.Kind
	}
	limit := s.opts.ValueLimit
	if limit > 0 {
		limit *= 4
	}
	return &question{
		what: "descriptions in " + orRoot(parent), path: parent, terms: terms, items: items, priority: priorityBriefs,
		limit: s.limit(batch...),
		probe: func(at []int, alone bool) string { return briefsProbe(limit, kind, pick(items, at), alone) },
		item: func(i int, answer string, err error) {
			s.mu.Lock()
			node := s.entry(batch[i]).node
			s.mu.Unlock()
			if node == nil {
				return
			}
			n := briefNode(*node, answer, err)
			s.keep(terms, n.Path, aspectBrief, err, func(e *entry) { e.node = &n })
		},
	}
}

// briefNode adds the answer to a briefs question to a node; with an error, what
// came before it. A derivation whose name or description cannot be evaluated is
// one that nix cannot show; an option is there all the same.
func briefNode(n model.Node, answer string, err error) model.Node {
	if answer != "" {
		texts, wrong := decodeTexts(answer)
		if wrong != nil {
			err = wrong
		}
		n = withBrief(n, texts)
		if fields := briefFields(n.Kind); len(texts) == len(fields)-1 && fields[len(texts)] == "version" {
			return n
		}
	}
	if n.Brief = true; err != nil && n.Kind != model.KindOption {
		problem := model.ProblemOf(err)
		n.Problem, n.State = &problem, problem.Cause.State()
	}
	return n
}
