package nixcli

import (
	"sync"
	"time"

	"flakewalk/model"
)

// Bounds of the log of commands: how many, and how many bytes of arguments. The
// questions are arguments of a one-shot evaluation, so those may be long.
const (
	maxRuns      = 1000
	maxRunsBytes = 16 << 20
	// maxRunTrace is how much is kept of what nix said when it failed: the end.
	maxRunTrace = 16 << 10
)

// runLog remembers the nix commands of a Client and of those made from it, those still
// running included.
type runLog struct {
	mu    sync.Mutex
	last  int // number of the latest
	bytes int
	runs  []model.Run
}

// begin notes that a command was started and returns its number.
func (l *runLog) begin(argv []string, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	l.runs = append(l.runs, model.Run{ID: l.last, Argv: argv, Began: now, Running: true})
	l.bytes += argvBytes(argv)
	l.trim()
	return l.last
}

// end notes that a command has ended, and how.
func (l *runLog) end(id int, now time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.runs) - 1; i >= 0; i-- {
		r := &l.runs[i]
		if r.ID != id {
			continue
		}
		r.Took, r.Running = now.Sub(r.Began), false
		if err != nil {
			p := model.ProblemOf(err)
			p.Trace = p.Trace[max(0, len(p.Trace)-maxRunTrace):]
			r.Problem = &p
		}
		return
	}
}

// trim forgets the oldest that have ended, as long as there are too many. The
// one just begun is still running, so it stays. Guarded by l.mu.
func (l *runLog) trim() {
	kept := l.runs[:0]
	over := len(l.runs) - maxRuns
	for _, r := range l.runs {
		if !r.Running && (over > 0 || l.bytes > maxRunsBytes) {
			over--
			l.bytes -= argvBytes(r.Argv)
			continue
		}
		kept = append(kept, r)
	}
	clear(l.runs[len(kept):])
	l.runs = kept
}

// all are the commands in the order in which they were started.
func (l *runLog) all() []model.Run {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]model.Run(nil), l.runs...)
}

func argvBytes(argv []string) int {
	n := 0
	for _, a := range argv {
		n += len(a)
	}
	return n
}

// Runs are the nix commands that the client of this session has started, oldest first,
// with what is still running: at most the last thousand. The warm evaluator is one
// command that goes on; what it is asked over its pipes is none of its own.
func (s *Session) Runs() []model.Run { return s.client.Runs() }
