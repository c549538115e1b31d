package nixcli

import (
	"context"
	"time"

	"flakewalk/model"
)

// indexer works on a listing as long as somebody wants it.
type indexer struct {
	s      *Session
	x      *index
	lane   *lane
	system string
}

func (w *indexer) run(ctx context.Context) {
	defer w.s.dismiss(w.lane)
	for {
		work := w.next(ctx)
		if work == nil {
			return
		}
		work()
	}
}

// next takes what is to be done next, or says nil where the work ends: when all
// is done, or nobody wants it any more.
func (w *indexer) next(ctx context.Context) func() {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	x := w.x
	if x.names >= maxIndexNames {
		x.sets, x.unknown, x.foreign = nil, nil, nil
		x.left.beyond = true
	}
	switch {
	case ctx.Err() != nil:
	case len(x.sets) > 0:
		return func() { w.list(ctx, &x.sets) }
	case len(x.unknown) > 0:
		c := x.unknown[0]
		return func() { w.examine(ctx, c) }
	case len(x.foreign) > 0:
		return func() { w.list(ctx, &x.foreign) }
	default:
		x.done = true
		x.tell()
	}
	return nil
}

// list adds the names below the first of a queue of sets, which leaves the queue
// when that has come to an end. Only we take from it.
func (w *indexer) list(ctx context.Context, queue *[]set) {
	t := (*queue)[0]
	names, err := w.names(ctx, t.path)
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	*queue = (*queue)[1:]
	x := w.x
	switch {
	case causeOf(err) == model.CauseType && len(t.path) == 1: // an output that is no set, such as `overlay`
		return
	case err != nil:
		x.left.failed++
		return
	case names.List || names.Len == 0:
		return
	}
	if room := maxIndexNames - x.names; names.Len > room {
		names = model.Children{Names: names.Names[:room:room], Len: room}
		x.left.beyond = true
	}
	x.names += names.Len
	x.listings = append(x.listings, model.Listing{Path: t.path, Children: names})
	if t.last {
		x.left.nested = true
	} else {
		w.sort(t.path, names)
	}
	x.tell()
}

// sort decides what becomes of each child of a set that was listed. Guarded by
// the session's mutex.
func (w *indexer) sort(p model.AttrPath, names model.Children) {
	if w.foreign(p) || configuration(model.ExpectedKind(p)) {
		return // their names are enough
	}
	x := w.x
	legacy := len(p) > 0 && p[0] == model.Attr("legacyPackages")
	c := children{of: p, names: names, marked: names.Len > manyNames || legacy}
	for i := range names.Len {
		child := p.Child(names.At(i))
		kind := model.ExpectedKind(child)
		switch {
		case w.foreign(child) && legacy:
			x.left.legacy = true
		case w.foreign(child):
			x.foreign = append(x.foreign, set{path: child})
		case kind == model.KindAttrs, configuration(kind):
			x.sets = append(x.sets, set{path: child})
		case kind == model.KindUnknown:
			c.places = append(c.places, i)
		}
	}
	switch {
	case len(c.places) > 0 && len(p) < maxIndexDepth:
		x.unknown = append(x.unknown, c)
	case len(c.places) > 0:
		x.left.deep = true
	}
}

// foreign tells whether a node belongs to another system than this machine's.
func (w *indexer) foreign(p model.AttrPath) bool {
	system := model.SystemOf(p)
	return system != "" && system != w.system
}

// configuration tells whether a node is one whose own names are listed and nothing below.
func configuration(k model.Kind) bool {
	return k == model.KindNixOS || k == model.KindHome || k == model.KindDarwin
}

// names are the names below a node, from the session's cache or asked aside.
func (w *indexer) names(ctx context.Context, p model.AttrPath) (model.Children, error) {
	s := w.s
	s.mu.Lock()
	e := s.entry(p)
	if e.names != nil || e.namesErr != nil {
		defer s.mu.Unlock()
		if e.names != nil {
			return *e.names, nil
		}
		return model.Children{}, e.namesErr
	}
	t := terms{opened: s.opened}
	s.mu.Unlock()
	var names model.Children
	var failed error
	w.ask(ctx, listing(p, limitIndex, func(c model.Children, err error) { names, failed = c, err }))
	if failed == nil { // a failure is the user's to ask for, with all the time there is
		s.store(t.opened, func() { s.entry(p).names = &names })
	}
	return names, failed
}

// examine finds out which children of a set are sets themselves, a batch at a time.
func (w *indexer) examine(ctx context.Context, c children) {
	limited, end := context.WithTimeout(ctx, limitIndexSet)
	defer end()
	for len(c.places) > 0 {
		batch := c.places[:min(batchItems, len(c.places))]
		found := w.setsAmong(limited, c, batch)
		w.s.mu.Lock()
		if ctx.Err() != nil { // to be done again
			w.s.mu.Unlock()
			return
		}
		c.places = c.places[len(batch):]
		if limited.Err() != nil {
			c.places = nil
			w.x.left.slow = true
		}
		w.x.sets = append(w.x.sets, found...)
		if w.x.unknown[0] = c; len(c.places) == 0 {
			w.x.unknown = w.x.unknown[1:]
		}
		w.s.mu.Unlock()
	}
}

// setsAmong asks which of a batch of children are sets.
func (w *indexer) setsAmong(ctx context.Context, c children, places []int) []set {
	items := make([]item, len(places))
	for i, place := range places {
		items[i] = item{c.names.At(place), place}
	}
	var found []set
	w.ask(ctx, &question{
		what: "sets in " + orRoot(c.of), path: c.of, items: items, limit: limitIndex,
		probe: func(at []int, alone bool) string { return setsProbe(c.marked, pick(items, at), alone) },
		item: func(i int, answer string, err error) {
			if err == nil && answer == "1" {
				found = append(found, set{c.of.Child(items[i].step), c.marked})
			}
		},
	})
	return found
}

// ask asks a question in the background, and waits.
func (w *indexer) ask(ctx context.Context, q *question) {
	s := w.s
	s.mu.Lock()
	q.prepare()
	u := s.begin(w.lane, q, q.some(itemWaiting), time.Now())
	s.mu.Unlock()
	work := &work{s: s, l: w.lane, u: u}
	defer func() {
		if r := recover(); r != nil {
			work.rest(mistake(r))
		}
	}()
	if work.run(ctx); ctx.Err() != nil {
		work.rest(context.Cause(ctx))
	}
}
