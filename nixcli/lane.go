package nixcli

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

const (
	// DefaultLanes is how many questions nix works on at the same time, at most.
	DefaultLanes = 3
	// patience is how long the lanes before it may be at one item before the next lane
	// takes another question; for each further lane it is four times as long.
	patience = 200 * time.Millisecond
	// heldUp is how long an item may keep the others of its question waiting before
	// the next lane takes those; for each further lane it is four times as long.
	heldUp = 500 * time.Millisecond
	// setAside is how long the last lane stays with one item while others wait and
	// every lane is held up.
	setAside = 3 * time.Second
	// settleTime is how long a question waits before a process of its own is
	// started for it, so that moving the cursor starts none.
	settleTime = 150 * time.Millisecond
)

// lane works on some items of a question at a time, with an evaluator of its own. The
// first is the one that everything is asked of; the others start an evaluator when it
// is held up, at a lower priority, since they have to evaluate again what it knows.
type lane struct {
	number     int
	background bool // for what nobody waits for at the screen
	wakeUp     chan struct{}
	warm       *warm // its evaluator, or nil. Only the lane itself changes it.

	// Guarded by the session's mutex.
	unit   *unit
	cancel context.CancelCauseFunc
	engine engine
}

// unit is what one lane works on: some items of a question. Guarded by the session's
// mutex.
type unit struct {
	q     *question
	all   []int     // the items
	at    []int     // those that nix is asked for now
	next  int       // the place in at of the one that nix is at
	since time.Time // when nix began with that
}

// current is the item that nix is at, -1 when all are done.
func (u *unit) current() int {
	if u.next < len(u.at) {
		return u.at[u.next]
	}
	return -1
}

// path leads to the item that nix is at.
func (u *unit) path() model.AttrPath {
	if i := u.current(); i >= 0 && u.q.items != nil && !u.q.single {
		return u.q.path.Child(u.q.items[i].step)
	}
	return u.q.path
}

// inWork tells whether a lane works on a question. Guarded by s.mu.
func (s *Session) inWork(q *question) bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.unit != nil && l.unit.q == q })
}

// endUnits ends what every lane is at, for a reason. Guarded by s.mu.
func (s *Session) endUnits(why error) {
	for _, l := range s.lanes {
		if l.cancel != nil {
			l.cancel(why)
		}
	}
}

// startLanes starts the lanes once. Guarded by s.mu.
func (s *Session) startLanes() {
	if s.lanes != nil || s.life.Err() != nil {
		s.wake()
		return
	}
	for i := range s.opts.Lanes {
		l := &lane{number: i, wakeUp: make(chan struct{}, 1)}
		s.lanes = append(s.lanes, l)
		s.work.Go(func() { s.runLane(l) })
	}
}

// wake makes every lane look at the queue. Guarded by s.mu.
func (s *Session) wake() {
	for _, l := range s.lanes {
		select {
		case l.wakeUp <- struct{}{}:
		default:
		}
	}
}

func (s *Session) runLane(l *lane) {
	for {
		u, wait := s.take(l)
		if u != nil {
			s.execute(l, u)
			continue
		}
		var timer <-chan time.Time
		if wait > 0 {
			timer = time.After(wait)
		}
		select {
		case <-l.wakeUp:
		case <-timer:
		case <-s.life.Done():
			s.dismiss(l)
			s.abandon()
			return
		}
	}
}

// take chooses what a lane does next, or says after what time to look again.
func (s *Session) take(l *lane) (*unit, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil || len(s.queue) == 0 {
		return nil, 0
	}
	now := time.Now()
	busy := s.busyBefore(l, now)
	q, wait := s.queue.best(now, func(q *question) bool { return s.mayTake(l, q, busy) }, s.settle)
	if q != nil {
		return s.begin(l, q, q.some(itemWaiting), now), 0
	}
	if q, at, again := s.steal(l, now); at != nil {
		return s.begin(l, q, at, now), 0
	} else if wait = sooner(wait, again); wait == 0 {
		wait = sooner(wait, patienceOf(l.number)-busy)
	}
	for _, q := range s.queue {
		if at := q.some(itemSetAside); at != nil && !s.waiting() && s.mayTake(l, q, busy) {
			return s.begin(l, q, at[:1], now), 0
		}
	}
	return nil, wait
}

// sooner is the shorter of two times to wait, of which zero or less is none.
func sooner(a, b time.Duration) time.Duration {
	if a <= 0 || b > 0 && b < a {
		return max(b, 0)
	}
	return a
}

func patienceOf(lane int) time.Duration { return patience << (2 * max(0, lane-1)) }

// busyBefore is how long all lanes before one have been at what they are at. Guarded by s.mu.
func (s *Session) busyBefore(l *lane, now time.Time) time.Duration {
	least := time.Duration(1 << 62)
	for _, before := range s.lanes[:l.number] {
		if before.unit == nil {
			return 0
		}
		least = min(least, now.Sub(before.unit.since))
	}
	return least
}

// mayTake tells whether a lane may begin with a question. What was granted something
// goes to a process of its own, for which no evaluator has to be warm, so the first
// lane leaves it to the others. Guarded by s.mu.
func (s *Session) mayTake(l *lane, q *question, busy time.Duration) bool {
	if s.warmOff != "" {
		return true
	}
	if q.terms.grant != 0 {
		return l.number > 0 || len(s.lanes) == 1
	}
	return l.number == 0 || busy >= patienceOf(l.number)
}

// settle is how long a question waits before it is asked. Guarded by s.mu.
func (s *Session) settle(q *question) time.Duration {
	if s.warmOff != "" || q.terms.grant != 0 {
		return settleTime
	}
	return 0
}

// waiting tells whether there is anything that no lane has begun with. Guarded by s.mu.
func (s *Session) waiting() bool {
	for _, q := range s.queue {
		if q.some(itemWaiting) != nil {
			return true
		}
	}
	return false
}

// begin gives items of a question to a lane. Guarded by s.mu.
func (s *Session) begin(l *lane, q *question, at []int, now time.Time) *unit {
	if len(at) > batchItems {
		at = at[:batchItems]
	}
	for _, i := range at {
		q.states[i] = itemAsked
	}
	q.begun = true
	l.unit = &unit{q: q, all: at, at: at, since: now}
	s.wake() // the others wait for this one now
	return l.unit
}

// steal finds what a lane that has nothing to do takes from another: from one before it
// the items that the current one holds up, and from one after it, which is colder, all
// that it has not answered. Otherwise it tells after what time to look again. Guarded by s.mu.
func (s *Session) steal(l *lane, now time.Time) (q *question, at []int, wait time.Duration) {
	for _, other := range s.lanes {
		u := other.unit
		if u == nil || other == l {
			continue
		}
		limit := patience
		if other.number < l.number {
			limit = heldUp << (2 * max(0, l.number-1))
		}
		at := s.stealable(l, other, now)
		if at == nil {
			continue
		}
		stuck := now.Sub(u.since)
		if stuck >= limit {
			return u.q, at, 0
		}
		wait = sooner(wait, limit-stuck)
	}
	return nil, nil, wait
}

// stealable are the items of another lane that a lane may take. Guarded by s.mu.
func (s *Session) stealable(l, other *lane, now time.Time) []int {
	u := other.unit
	colder := other.number < l.number
	if colder && (u.q.single || u.q.items == nil) {
		return nil // the items are parts of one thing
	}
	if !colder && u.q.terms.grant != 0 {
		return nil // it would be no warmer here
	}
	var at []int
	for _, i := range u.all {
		if u.q.states[i] == itemAsked && (!colder || i != u.current()) && !s.elsewhere(other, u.q, i, now) {
			at = append(at, i)
		}
	}
	return at
}

// elsewhere tells whether another lane is at an item, or will come to it before long.
// Guarded by s.mu.
func (s *Session) elsewhere(than *lane, q *question, i int, now time.Time) bool {
	for _, l := range s.lanes {
		if u := l.unit; l != than && u != nil && u.q == q && (u.current() == i || now.Sub(u.since) < heldUp && slices.Contains(u.all, i)) {
			return true
		}
	}
	return false
}

// has tells whether another lane has an item. Guarded by s.mu.
func (s *Session) has(than *lane, q *question, i int) bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool {
		return l != than && l.unit != nil && l.unit.q == q && slices.Contains(l.unit.all, i)
	})
}

// relieve sets aside what a lane is at: of the last one, when every lane is held up and
// others wait, since nothing that never ends may hold up what does; and of any but the
// first, when the evaluators together use too much memory.
func (s *Session) relieve(l *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.background || l.number == 0 || l.unit == nil {
		return
	}
	if s.crowded() {
		l.cancel(errSetAside)
		return
	}
	if l.number != len(s.lanes)-1 {
		return
	}
	now := time.Now()
	for _, other := range s.lanes {
		if other.unit == nil || now.Sub(other.unit.since) < setAside {
			return
		}
	}
	if !s.waiting() && len(l.unit.at)-l.unit.next < 2 {
		return
	}
	l.cancel(errSetAside)
}

// abandon answers every question that is left with the end of the session.
func (s *Session) abandon() {
	s.mu.Lock()
	left := append(queue(nil), s.queue...)
	s.mu.Unlock()
	for _, q := range left {
		for i := range q.states {
			s.answer(nil, q, i, "", closedError())
		}
	}
}

// execute works on a unit until each of its items has an answer or an error, or is
// another lane's.
func (s *Session) execute(l *lane, u *unit) {
	ctx, cancel := context.WithCancelCause(s.life)
	defer cancel(nil)
	s.mu.Lock()
	l.cancel = cancel
	s.mu.Unlock()
	w := &work{s: s, l: l, u: u}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		l.unit, l.cancel, l.engine = nil, nil, nil
		for _, i := range u.all {
			if u.q.states[i] == itemAsked && !s.has(l, u.q, i) {
				u.q.states[i] = itemWaiting
			}
		}
		s.wake()
	}()
	// A mistake of ours must not end the program with the terminal in disorder
	// and nix still running.
	defer func() {
		if r := recover(); r != nil {
			w.rest(mistake(r))
		}
	}()
	w.run(ctx)
}

// mistake is the error for a panic in our own code.
func mistake(r any) error {
	err := crash.Error(r, debug.Stack())
	p := model.ProblemOf(err)
	return &Error{Cause: p.Cause, Message: p.Message, Trace: p.Trace, Err: err}
}
