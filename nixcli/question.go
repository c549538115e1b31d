package nixcli

import (
	"slices"
	"time"

	"flakewalk/model"
)

// priority orders the questions that wait: lower goes first.
type priority uint8

const (
	priorityNames  priority = iota // somebody opened a row
	priorityDetail                 // the selected row
	priorityHeads                  // rows on screen
	priorityBriefs                 // names and descriptions of rows on screen
)

// Limits of questions, without a sign of progress. They are doubled on each retry.
const (
	limitNames  = 60 * time.Second
	limitHeads  = 5 * time.Second
	limitBriefs = 10 * time.Second
	limitDetail = 60 * time.Second
	// limitOpen is for opening, which may copy a large folder or download for long
	// without a word.
	limitOpen = 10 * time.Minute
	// limitLeast is what is left of a limit after it was reached several times
	// within one question.
	limitLeast = time.Second
)

// question is something asked of the flake: one value, or items handed over one
// by one. Its callbacks are called from a lane, one at a time.
type question struct {
	what  string // in words
	path  model.AttrPath
	terms terms
	probe func(items []item, chunk int) string
	items []item // nil for a question with one value
	// single asks for the items one by one and not in chunks.
	single   bool
	priority priority
	limit    time.Duration

	value func(answer string, err error)        // of a question with one value
	item  func(i int, answer string, err error) // of a question with items; with an error the answer is what came before it, or ""
	done  chan struct{}                         // closed when all has been answered, or will not be
	// failed is why something was not even asked, once done is closed.
	failed error

	// Guarded by the session's mutex.
	queued  time.Time
	waiters int
	running bool
	dropped bool // nobody wants it any more
}

// queue are the questions that nix has not begun with, in the order they came.
type queue []*question

// best returns the question that goes first, of those that may start now; with
// settle, only names and what has waited that long may. Otherwise it tells how
// long to wait for one that may.
func (q queue) best(now time.Time, settle time.Duration) (best *question, wait time.Duration) {
	for _, c := range q {
		if age := now.Sub(c.queued); c.priority > priorityNames && age < settle {
			if wait == 0 || settle-age < wait {
				wait = settle - age
			}
			continue
		}
		if best == nil || c.priority < best.priority {
			best = c
		}
	}
	return best, wait
}

func (q queue) without(c *question) queue {
	if i := slices.Index(q, c); i >= 0 {
		return slices.Delete(q, i, i+1)
	}
	return q
}
