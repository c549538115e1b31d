package nixcli

import (
	"slices"
	"sync"
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

const (
	// DefaultTimeLimit is the processor time that nix may spend on one attribute. The
	// first that needs nixpkgs takes most of a minute.
	DefaultTimeLimit = 300 * time.Second
	// limitOpen is for opening, which may copy a large folder or download for long
	// without a word. It goes by the clock.
	limitOpen = 10 * time.Minute
)

// question is something asked of the flake: one value, or items handed over one by
// one. Several lanes may work on it; its callbacks are called one at a time, once for
// each item.
type question struct {
	what  string // in words
	path  model.AttrPath
	terms terms
	// probe is what to ask about some of the items; alone, those that fail end it, and
	// what is known of them before that is handed over too.
	probe func(at []int, alone bool) string
	items []item // nil for a question with one value
	// single asks for the items one by one, in one request, as parts of one thing.
	single bool
	// forces is set where an answer forces its item to its head.
	forces   bool
	priority priority
	limit    time.Duration // of processor time, for each item

	value func(answer string, err error)        // of a question with one value
	item  func(i int, answer string, err error) // of a question with items; with an error the answer is what came before it, or ""
	done  chan struct{}                         // closed when all has been answered, or will not be
	// failed is why something was not even asked, once done is closed.
	failed error

	answering sync.Mutex // held while a callback runs

	// Guarded by the session's mutex.
	queued  time.Time
	waiters int
	states  []itemState
	left    int  // items without an answer
	begun   bool // a lane has begun with it
	dropped bool // nobody wants it any more
}

// itemState is how far an item of a question has come. A question with one value has
// one item.
type itemState uint8

const (
	itemWaiting  itemState = iota
	itemAsked              // a lane has it
	itemSetAside           // it held up others: it is asked when nothing else waits
	itemAnswered
)

// submit queues a question. The caller has joined it. Guarded by s.mu.
func (s *Session) submit(q *question) {
	q.prepare()
	if q.items != nil && len(q.items) == 0 {
		q.end(nil)
		return
	}
	s.queue = append(s.queue, q)
	s.wake()
}

// prepare makes a question ready to be asked.
func (q *question) prepare() {
	q.queued = time.Now()
	q.done = make(chan struct{})
	q.left = max(1, len(q.items))
	q.states = make([]itemState, q.left)
}

// leave is the end of somebody's interest in a question: one that nix has not
// begun with and nobody else wants is dropped. Guarded by s.mu.
func (s *Session) leave(q *question) {
	q.waiters--
	if q.waiters > 0 || q.begun || q.dropped {
		return
	}
	q.dropped = true
	s.queue = s.queue.without(q)
}

// end closes the question, once. Guarded by s.mu.
func (q *question) end(failed error) {
	select {
	case <-q.done:
	default:
		q.failed = failed
		q.dropped = q.dropped || failed != nil
		close(q.done)
	}
}

// answer hands an answer of a lane to the question, unless the item has one already.
// The last ends it, and what other lanes still do for it.
func (s *Session) answer(l *lane, q *question, i int, answer string, err error) {
	q.answering.Lock()
	defer q.answering.Unlock()
	s.mu.Lock()
	answered := q.states[i] == itemAnswered
	if !answered {
		q.states[i] = itemAnswered
		q.left--
	}
	s.mu.Unlock()
	if answered {
		return
	}
	if q.items == nil {
		q.value(answer, err)
	} else {
		q.item(i, answer, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.left == 0 {
		s.queue = s.queue.without(q)
		q.end(nil)
		s.notify()
	}
	s.overtake(l, q)
}

// overtake ends the work of other lanes on items that all have answers now: what they
// do is in vain. Not that of the first, whose evaluator is worth more. Guarded by s.mu.
func (s *Session) overtake(by *lane, q *question) {
	for _, l := range s.lanes {
		if l == by || l.number == 0 || l.unit == nil || l.unit.q != q || l.cancel == nil {
			continue
		}
		if !slices.ContainsFunc(l.unit.at[min(l.unit.next, len(l.unit.at)):], func(i int) bool { return q.states[i] != itemAnswered }) {
			l.cancel(errOvertaken)
		}
	}
}

// some are the items of the question in one state. Guarded by the session's mutex.
func (q *question) some(state itemState) []int {
	var at []int
	for i, s := range q.states {
		if s == state {
			at = append(at, i)
		}
	}
	return at
}

// pick are some of the items.
func pick(items []item, at []int) []item {
	some := make([]item, len(at))
	for i, n := range at {
		some[i] = items[n]
	}
	return some
}

// queue are the questions with items that no lane has, in the order they came.
type queue []*question

// best returns the question that goes first, of those that may start now; with
// settle, only names and what has waited that long may. Otherwise it tells how
// long to wait for one that may.
func (q queue) best(now time.Time, mayStart func(*question) bool, settle func(*question) time.Duration) (best *question, wait time.Duration) {
	for _, c := range q {
		if !mayStart(c) || !slices.Contains(c.states, itemWaiting) {
			continue
		}
		if age, rest := now.Sub(c.queued), settle(c); c.priority > priorityNames && age < rest {
			if wait == 0 || rest-age < wait {
				wait = rest - age
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
