package nixcli

import (
	"context"
	"runtime/debug"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

const (
	// patienceForWarm is how long the warm evaluator may work on one question
	// before a lane of its own is opened for the next.
	patienceForWarm = 200 * time.Millisecond
	// settleTime is how long a question waits before a process of its own is
	// started for it, so that moving the cursor starts none.
	settleTime = 150 * time.Millisecond
)

// lane works on one question at a time. The first lane uses the warm evaluator
// where there is one; the others start a process for each question.
type lane struct {
	first  bool
	aside  *aside // for what nobody waits for at the screen, else nil
	wakeUp chan struct{}

	// Guarded by the session's mutex.
	running *question
	since   time.Time
	cancel  context.CancelCauseFunc
	engine  engine
}

// startLanes starts the lanes once. Guarded by s.mu.
func (s *Session) startLanes() {
	if s.lanes != nil || s.life.Err() != nil {
		s.wake()
		return
	}
	for i := range s.opts.Lanes {
		l := &lane{first: i == 0, wakeUp: make(chan struct{}, 1)}
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
		q, wait := s.take(l)
		if q != nil {
			s.execute(l, q)
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
			s.abandon()
			return
		}
	}
}

// take chooses the next question for a lane, or says after what time to look again.
func (s *Session) take(l *lane) (*question, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil || len(s.queue) == 0 {
		return nil, 0
	}
	now := time.Now()
	var settle time.Duration
	if s.warmOff != "" {
		settle = settleTime
	} else if !l.first {
		busy := s.lanes[0]
		if busy.running == nil {
			return nil, 0
		}
		if age := now.Sub(busy.since); age < patienceForWarm {
			return nil, patienceForWarm - age
		}
	}
	q, wait := s.queue.best(now, settle)
	if q == nil {
		return nil, wait
	}
	s.queue = s.queue.without(q)
	q.running, l.running, l.since = true, q, now
	s.wake()
	return q, 0
}

// abandon answers every question that is left with the end of the session.
func (s *Session) abandon() {
	s.mu.Lock()
	left := s.queue
	s.queue = nil
	s.mu.Unlock()
	for _, q := range left {
		q.end(0, &Error{Cause: model.CauseCancelled, Err: context.Canceled, Message: errClosed.Error()})
	}
}

// execute works on a question until each of its items has an answer or an error.
func (s *Session) execute(l *lane, q *question) {
	ctx, cancel := context.WithCancelCause(s.life)
	defer cancel(nil)
	s.mu.Lock()
	l.cancel = cancel
	s.mu.Unlock()
	a := &asking{s: s, l: l, q: q, limit: q.limit}
	defer func() {
		s.mu.Lock()
		l.running, l.cancel, l.engine = nil, nil, nil
		if a.unasked != nil {
			q.dropped, q.failed = true, a.unasked
			s.notify()
		}
		s.mu.Unlock()
		close(q.done)
	}()
	// A mistake of ours must not end the program with the terminal in disorder
	// and nix still running.
	defer func() {
		if r := recover(); r != nil {
			a.end(mistake(r))
		}
	}()
	a.run(ctx)
}

// mistake is the error for a panic in our own code.
func mistake(r any) error {
	err := crash.Error(r, debug.Stack())
	p := model.ProblemOf(err)
	return &Error{Cause: p.Cause, Message: p.Message, Trace: p.Trace, Err: err}
}

// end gives every item from the given one on, or the value, the same error.
func (q *question) end(from int, err error) {
	if q.items == nil {
		q.value("", err)
	} else {
		for i := from; i < len(q.items); i++ {
			q.item(i, "", err)
		}
	}
}

// engineFor is the engine with which a lane asks now. The warm evaluator is
// started anew when it has died or grown too large; it is granted nothing.
func (s *Session) engineFor(l *lane, g model.Grant) (engine, error) {
	if l.aside != nil {
		return l.aside.engine()
	}
	s.mu.Lock()
	w, off, proven, client, load := s.warm, s.warmOff, s.proven, s.evaluating, s.load.expr
	one := s.oneshot(g)
	s.mu.Unlock()
	if !l.first || off != "" || g != 0 {
		return one, nil
	}
	if w != nil && w.alive() && w.memory() < s.opts.RecycleAt {
		return w, nil
	}
	if w != nil {
		w.close()
	}
	fresh, err := client.startWarm()
	if err != nil {
		return nil, err
	}
	fresh.load(load)
	s.mu.Lock()
	if s.life.Err() != nil || s.load.expr != load {
		s.mu.Unlock()
		fresh.close()
		return nil, &Error{Cause: model.CauseCancelled, Err: context.Canceled, Message: errClosed.Error()}
	}
	s.warm, s.proven = fresh, proven
	s.mu.Unlock()
	return fresh, nil
}

// prove notes that the warm evaluator can answer.
func (s *Session) prove(eng engine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := eng.(*warm); ok && s.warm == w {
		s.proven = true
	}
}

// otherEngine is where a failed question is asked once more, or nil: a warm
// evaluator that never answered may not be able to load the flake.
func (s *Session) otherEngine(eng engine, err error, g model.Grant) engine {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := eng.(*warm); ok && s.warm == w && !s.proven {
		switch causeOf(err) { //nolint:exhaustive // any other failure is worth a second try
		case model.CauseTimeout, model.CauseCancelled:
			return nil
		}
		other := s.oneshot(g)
		other.expr = ""
		return other
	}
	return nil
}

// doubt takes the next way to load the flake when the warm evaluator failed where
// another engine succeeded, and switches it off when there is none.
func (s *Session) doubt(ctx context.Context, eng engine, err error) {
	s.mu.Lock()
	w, ok := eng.(*warm)
	if !ok || s.warm != w || s.proven {
		s.mu.Unlock()
		return
	}
	load := s.load
	s.mu.Unlock()
	none := load.next(ctx)
	s.mu.Lock()
	if s.warm == w {
		s.warm, s.load = nil, load
		if none != "" {
			s.warmOff = "it cannot load the flake: " + err.Error()
		}
	}
	s.mu.Unlock()
	w.close()
}
