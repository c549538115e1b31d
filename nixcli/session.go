package nixcli

import (
	"cmp"
	"context"
	"sync"
	"time"

	"flakewalk/model"
)

// Options are how a Session behaves. The zero value is good for the UI.
type Options struct {
	// ValueLimit is how many bytes of a string an answer holds; 0 is
	// DefaultValueLimit, negative is all of it.
	ValueLimit int
	// Hint runs `nix flake show` once beside the probes.
	Hint bool
	// Lanes is how many questions nix works on at the same time, at most; 0 is
	// DefaultLanes.
	Lanes int
	// Via has the session show an input of the flake, as the flake sees it: the
	// session's reference is then the pin of that flake.
	Via *model.Via
	// NoWarm leaves out the warm evaluator, for tests and comparisons.
	NoWarm bool
	// TimeLimit is the processor time that nix may spend on one attribute, doubled by
	// each retry; 0 is the client's.
	TimeLimit time.Duration
	// OpenLimit is how long opening may take without a sign of progress, by the clock;
	// 0 is ten minutes.
	OpenLimit time.Duration
	// RecycleAt is the memory in bytes above which a warm evaluator is started anew
	// between two questions; 0 is three quarters of the client's limit.
	RecycleAt int64
}

// DefaultValueLimit is how many bytes of a string a row needs.
const DefaultValueLimit = 240

// Session is an open flake: its metadata and pin, the engines, the queue of
// questions, and what is known so far. All its methods may be called at the same
// time from several goroutines.
type Session struct {
	client *Client
	ref    string
	opts   Options

	life context.Context //nolint:containedctx // the life of the session, which its lanes share
	end  context.CancelCauseFunc
	work sync.WaitGroup

	mu      sync.Mutex
	flake   model.Flake
	version Version
	opened  int // how often Open succeeded; answers of an earlier pin are dropped
	opening *progress
	// updating is the update of the lock file that is under way, or nil.
	updating *lockUpdate
	refused  bool      // nix did not open the flake when it was asked last
	began    time.Time // when opening began
	pinned   time.Time // when opening this flake began
	// endOpening cancels it.
	endOpening context.CancelCauseFunc
	cache      map[string]*entry
	cancels    int            // how often the user cancelled
	patience   map[string]int // by path: how often the limits were doubled
	grants     map[string]model.Grant
	stock      int    // counts what may have changed the store
	index      *index // the listing of all names, or nil
	queue      queue
	lanes      []*lane
	changed    chan struct{} // closed and replaced when the cache has changed
	evaluating *Client       // the client that evaluates, with the nixConfig that the user accepted
	load       loadWays      // how evaluators are given the flake
	first      *warm         // an evaluator that no lane has taken yet, or nil
	evaluators map[*lane]*warm
	forgotten  int    // counts the failures that were forgotten
	warmOff    string // why there are no warm evaluators, or ""
	proven     bool   // a warm evaluator has answered
	unlockable bool   // nix changes the flake's lock file and has no place to write it
}

// NewSession prepares a session on a flake reference. Nothing runs until Open.
func NewSession(c *Client, ref string, o Options) *Session {
	switch {
	case o.ValueLimit == 0:
		o.ValueLimit = DefaultValueLimit
	case o.ValueLimit < 0:
		o.ValueLimit = 0
	}
	if o.Lanes == 0 {
		o.Lanes = DefaultLanes
	}
	if o.RecycleAt == 0 {
		o.RecycleAt = c.memory / 4 * 3
	}
	o.TimeLimit, o.OpenLimit = cmp.Or(o.TimeLimit, c.limit), cmp.Or(o.OpenLimit, limitOpen)
	life, end := context.WithCancelCause(context.Background())
	return &Session{client: c, ref: ref, opts: o, life: life, end: end, changed: make(chan struct{})}
}

// Close ends every process of the session and waits for them. It may be called twice.
func (s *Session) Close() {
	s.end(errClosed)
	s.mu.Lock()
	first := s.first
	s.first = nil
	s.mu.Unlock()
	closeWarm(first)
	s.work.Wait()
}

// during is a context that ends with ctx and with the session. Close waits until
// done is called.
func (s *Session) during(ctx context.Context) (joined context.Context, done func()) {
	joined, end := context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil {
		end(errClosed)
		return joined, func() {}
	}
	s.work.Add(1)
	stop := context.AfterFunc(s.life, func() { end(errClosed) })
	return joined, func() {
		stop()
		end(nil)
		s.work.Done()
	}
}

// Flake is what Open found out.
func (s *Session) Flake() model.Flake {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flake
}

// Forget drops the failures known at and below a path, so that asking again
// evaluates again, with twice the time.
func (s *Session) Forget(p model.AttrPath) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(p.Key())
	if s.patience == nil {
		s.patience = make(map[string]int)
	}
	s.patience[p.Key()]++
}

// Cancel ends what nix is working on, and opening, and drops the questions that it
// has not begun with. What was being evaluated is known as cancelled; of the rest
// nothing is known, it is asked anew when somebody wants it. Who waits gets an
// *Error with model.CauseCancelled.
func (s *Session) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opening != nil {
		s.endOpening(errCancelled)
	}
	if s.updating != nil {
		s.updating.end(errCancelled)
	}
	s.cancels++
	left := s.queue[:0:0]
	for _, q := range s.queue {
		if s.inWork(q) {
			left = append(left, q)
		} else {
			q.end(cancelledError())
		}
	}
	s.queue = left
	s.endUnits(errCancelled)
	s.notify()
}

// cancelledError is the error for who waits for what the user cancelled.
func cancelledError() error {
	return &Error{Cause: model.CauseCancelled, Err: context.Canceled, Message: errCancelled.Error()}
}

// Activity tells what nix is working on at this moment.
func (s *Session) Activity() []model.Activity {
	s.mu.Lock()
	var all []model.Activity
	if s.opening != nil {
		all = append(all, model.Activity{What: "reading " + s.ref, Since: s.began, Fetching: s.opening.what()})
	}
	if s.updating != nil {
		all = append(all, model.Activity{What: "updating the lock file", Since: s.updating.since})
	}
	engines := make([]engine, len(all), len(all)+len(s.lanes))
	for _, l := range s.lanes {
		if u := l.unit; u != nil {
			all = append(all, model.Activity{What: u.q.what, Path: u.path(), Since: u.since})
			engines = append(engines, l.engine)
		}
	}
	s.mu.Unlock()
	// An engine hands us its answers while it is locked, so it must not be asked
	// while we are.
	for i, e := range engines {
		if e != nil {
			all[i].Fetching = e.activity()
		}
	}
	return all
}

// ask queues a question and waits for its end. It returns the context's error
// when that ends first.
func (s *Session) ask(ctx context.Context, q *question) error {
	s.mu.Lock()
	q.waiters = 1
	s.submit(q)
	s.mu.Unlock()
	select {
	case <-q.done:
		s.mu.Lock()
		defer s.mu.Unlock()
		if q.left > 0 && q.failed == nil { // the flake was opened anew
			return cancelledError()
		}
		return q.failed
	case <-ctx.Done():
	case <-s.life.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave(q)
	if err := ctx.Err(); err != nil {
		return err
	}
	return context.Canceled
}

// notify tells everybody who waits that the cache has changed. Guarded by s.mu.
func (s *Session) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// limit is the time limit with the patience for some paths: doubled by each retry.
// Guarded by s.mu.
func (s *Session) limit(paths ...model.AttrPath) time.Duration {
	most := 0
	for _, p := range paths {
		most = max(most, s.patience[p.Key()])
	}
	return s.opts.TimeLimit << min(most, 6)
}

// timeLimit is the time limit without any patience.
func (s *Session) timeLimit() time.Duration { return s.opts.TimeLimit }
