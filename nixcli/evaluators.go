package nixcli

import (
	"context"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"

	"flakewalk/model"
)

// niceness is the priority of evaluators that nobody at the screen waits for.
const niceness = 10

// engineFor is the engine with which a lane asks now. Its warm evaluator is started anew
// when it has died or grown too large, or has another state of the flake; it is granted
// nothing.
func (s *Session) engineFor(l *lane, g model.Grant) (engine, error) {
	s.mu.Lock()
	cold := s.warmOff != "" || g != 0 || l.background && !s.proven
	one, client, load, first, forgotten := s.oneshot(g), s.evaluating, s.load.expr, s.first, s.forgotten
	if !cold && l.number == 0 && !l.background {
		s.first = nil
	} else {
		first = nil
	}
	s.mu.Unlock()
	if cold {
		one.nice = l.background
		return one, nil
	}
	if first != nil {
		s.dismiss(l)
		return s.hire(l, first)
	}
	if w := l.warm; w != nil && w.alive() && w.flake == load && w.forgotten == forgotten && w.memory() < s.recycleAt(l) {
		return w, nil
	}
	s.dismiss(l)
	w, err := client.startWarm(s.room())
	if err != nil {
		return nil, err
	}
	l.lower(w)
	w.load(load)
	return s.hire(l, w)
}

// lower gives an evaluator the priority of its lane.
func (l *lane) lower(w *warm) {
	if l.number > 0 || l.background {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, w.cmd.Process.Pid, niceness)
	}
}

// hire gives an evaluator to a lane; not once the session has ended.
func (s *Session) hire(l *lane, w *warm) (engine, error) {
	s.mu.Lock()
	ended := s.life.Err() != nil
	if !ended {
		if s.evaluators == nil {
			s.evaluators = make(map[*lane]*warm)
		}
		w.forgotten = s.forgotten
		s.evaluators[l] = w
	}
	s.mu.Unlock()
	if ended {
		w.close()
		return nil, closedError()
	}
	l.warm = w
	return w, nil
}

// closedError is the error for who asks a session that is closed.
func closedError() error {
	return &Error{Cause: model.CauseCancelled, Err: context.Canceled, Message: errClosed.Error()}
}

// dismiss ends the evaluator of a lane, if it has one.
func (s *Session) dismiss(l *lane) {
	closeWarm(l.warm)
	l.warm = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.evaluators, l)
}

// recycleAt is the memory above which an evaluator is started anew between two questions.
func (s *Session) recycleAt(l *lane) int64 {
	if l.background {
		return s.opts.RecycleAt / 2
	}
	return s.opts.RecycleAt
}

// used is the memory of all evaluators. Guarded by s.mu.
func (s *Session) used() int64 {
	var sum int64
	for _, w := range s.evaluators {
		if w.alive() {
			sum += w.memory()
		}
	}
	return sum
}

// room is the heap that one more evaluator may have: what the others leave of the limit
// that holds for all, and a quarter of that in any case.
func (s *Session) room() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.client.memory-s.used(), s.client.memory/4)
}

// crowded tells whether the evaluators together use more than they may. Guarded by s.mu.
func (s *Session) crowded() bool {
	return len(s.evaluators) > 1 && s.used() > s.client.memory
}

// prove notes that evaluators can load the flake.
func (s *Session) prove(eng engine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := eng.(*warm); ok && w.flake == s.load.expr {
		s.proven = true
	}
}

// doubted tells whether an engine is a warm evaluator of which it is not known whether
// it can load the flake.
func (s *Session) doubted(eng engine) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := eng.(*warm)
	return ok && !s.proven
}

// otherEngine is where a failed question is asked once more, or nil.
func (s *Session) otherEngine(eng engine, err error, g model.Grant) engine {
	if !s.doubted(eng) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch causeOf(err) { //nolint:exhaustive // any other failure is worth a second try
	case model.CauseTimeout, model.CauseCancelled:
		return nil
	}
	other := s.oneshot(g)
	other.expr = ""
	return other
}

// doubt takes the next way to load the flake, since another engine succeeded where the
// evaluator failed, and does without evaluators when there is none.
func (s *Session) doubt(ctx context.Context, l *lane, err error) {
	s.mu.Lock()
	load := s.load
	proven := s.proven
	s.mu.Unlock()
	if proven {
		return
	}
	none := load.next(ctx)
	s.mu.Lock()
	s.load = load
	if none != "" {
		s.warmOff = "it cannot load the flake: " + err.Error()
	}
	s.mu.Unlock()
	s.dismiss(l)
}

// DefaultMemoryLimit is the heap that all evaluators of a flake may use together, in
// bytes: three quarters of what the machine has free, between 1 and 32 GiB; 4 GiB where
// that is not known.
func DefaultMemoryLimit() int64 {
	free := freeMemory()
	if free == 0 {
		return 4 << 30
	}
	return min(max(free/4*3, 1<<30), 32<<30)
}

// freeMemory is what processes can have without swapping, in bytes (proc(5), MemAvailable
// of /proc/meminfo), 0 where the system does not tell.
func freeMemory() int64 {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(info)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "MemAvailable:" {
			kib, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil || kib > math.MaxInt64>>10 {
				return 0
			}
			return kib << 10
		}
	}
	return 0
}
