package nixcli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// Reasons for which the work on a unit ends early, beside the user's and its limit.
var (
	errSetAside  = errors.New("it holds up others")
	errOvertaken = errors.New("another evaluator was faster")
	errReopened  = errors.New("the flake was opened anew")
	// errUnexplained is a throw whose message would cost a process.
	errUnexplained = errors.New("its message was not asked for")
)

// work is the work on one unit, in one lane.
type work struct {
	s *Session
	l *lane
	u *unit

	alone  bool   // the items are asked alone now
	part   string // what is known of the item that is asked alone
	begun  bool   // the value itself is there
	broken error  // a mistake of ours while taking an answer
	failed []int  // items that failed beside others, whose reason is still to be asked for
}

// run asks until each item has an answer or an error. Items are asked together; nix
// says 0 for one that throws, and any other failure ends the request at its item. Then
// that is asked alone, for its reason and for what is known of it, and the rest
// together again: one poisoned child costs itself only.
func (w *work) run(ctx context.Context) {
	q, at := w.u.q, w.u.at
	switch {
	case q.items == nil:
		answer, err := w.ask(ctx, q.path, q.probe(nil, true), nil)
		if ctx.Err() == nil {
			w.answer(0, answer, err)
		}
	case q.single:
		w.inTurn(ctx, at)
	case len(at) == 1:
		w.lone(ctx, at[0])
	default:
		w.together(ctx, at)
		w.reasons(ctx, w.failed)
	}
	if ctx.Err() != nil {
		w.ended(context.Cause(ctx))
	}
}

// together asks for items at once.
func (w *work) together(ctx context.Context, at []int) {
	for w.alone = false; len(at) > 0 && ctx.Err() == nil; {
		rest, err := w.request(ctx, at)
		switch {
		case ctx.Err() != nil || len(rest) == 0:
			return
		case err == nil:
			w.rest(garbage("nix answered less than it was asked", nil))
			return
		case !w.begun || w.broken != nil:
			w.rest(err)
			return
		case causeOf(err) == model.CauseTimeout, !w.cheap():
			w.answer(rest[0], "", err)
		default:
			w.failed = append(w.failed, rest[0])
		}
		at = rest[1:]
	}
}

// inTurn asks for the parts of one thing, in one request until one fails.
func (w *work) inTurn(ctx context.Context, at []int) {
	for w.alone = true; len(at) > 0 && ctx.Err() == nil; {
		rest, err := w.request(ctx, at)
		switch {
		case ctx.Err() != nil || len(rest) == 0:
			return
		case err == nil:
			err = garbage("nix answered less than it was asked", nil)
		case !w.begun || w.broken != nil:
			w.rest(err)
			return
		}
		w.answer(rest[0], w.part, err)
		at = rest[1:]
	}
}

// lone asks for one item.
func (w *work) lone(ctx context.Context, i int) {
	w.inTurn(ctx, []int{i})
}

// reasonsAtOnce is how many reasons are asked for without waiting for any.
const reasonsAtOnce = 64

// reasons asks why items failed: for all values in one go, and for an item alone where
// it is not the value itself that fails, or that ended the evaluator.
func (w *work) reasons(ctx context.Context, failed []int) {
	for at := range slices.Chunk(failed, reasonsAtOnce) {
		for ctx.Err() == nil && len(at) > 0 {
			again := w.reasonsOf(ctx, at)
			if ctx.Err() != nil {
				return
			}
			w.s.mu.Lock()
			done := w.u.next
			w.s.mu.Unlock()
			if at = at[done:]; len(at) > 0 {
				again, at = append(again, at[0]), at[1:]
			}
			for _, i := range again {
				w.reason(ctx, i)
			}
		}
	}
}

// reasonsOf asks for the values of items and answers those whose value fails. It returns
// those whose value does not; the unit is at the first that there is no answer to.
func (w *work) reasonsOf(ctx context.Context, at []int) (others []int) {
	w.at(at)
	eng, err := w.s.engineFor(w.l, w.u.q.terms.grant)
	e, ok := eng.(*warm)
	if err != nil || !ok || !w.u.q.forces {
		return nil
	}
	probes := make([]string, len(at))
	for i, item := range at {
		probes[i] = existsProbe(w.u.q.items[item].step)
	}
	n := 0
	r := request{path: w.u.q.path, limit: w.u.q.limit, tick: func() { w.s.relieve(w.l) }}
	_ = e.askEach(ctx, r, probes, func(_ string, err error) { // an error is found again alone
		if err == nil {
			others = append(others, at[n])
		} else {
			w.answer(at[n], "", w.s.looked(err))
		}
		n++
		w.advance()
	})
	return others
}

// reason asks for an item that failed: first for the value alone, since nix's trace of
// that has nothing of ours, and where it is not the value itself that fails, alone.
func (w *work) reason(ctx context.Context, i int) {
	if ctx.Err() != nil {
		return
	}
	q := w.u.q
	if !w.cheap() && q.forces { // only that it threw is known
		w.answer(i, "", &Error{Cause: model.CauseThrow, Err: errUnexplained})
		return
	}
	if q.forces {
		w.at([]int{i})
		_, err := w.ask(ctx, q.path, existsProbe(q.items[i].step), nil)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			w.answer(i, "", err)
			return
		}
	}
	w.lone(ctx, i)
}

// cheap tells whether one more request costs no process.
func (w *work) cheap() bool {
	_, warm := w.l.engine.(*warm)
	return warm
}

// at makes known which items nix is asked for now.
func (w *work) at(at []int) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.u.at, w.u.next, w.u.since = at, 0, time.Now()
}

// request asks for items and returns those that have no answer, the one at fault first.
func (w *work) request(ctx context.Context, at []int) (rest []int, err error) {
	w.at(at)
	w.part = ""
	_, err = w.ask(ctx, w.u.q.path, w.u.q.probe(at, w.alone), w.take)
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	return at[w.u.next:], err
}

// ask asks an engine. What a warm evaluator that never answered cannot do is asked of
// another, since it may not be able to load the flake. That is found out by a question
// for a value, before any with items.
func (w *work) ask(ctx context.Context, p model.AttrPath, probe string, item func(string)) (string, error) {
	r := request{path: p, probe: probe, limit: w.u.q.limit, item: w.guarded(item), tick: func() { w.s.relieve(w.l) }}
	eng, err := w.s.engineFor(w.l, w.u.q.terms.grant)
	if err == nil && item != nil && w.s.doubted(eng) {
		if _, err := w.ask(ctx, nil, namesProbe(), nil); err != nil {
			return "", err
		}
		eng, err = w.s.engineFor(w.l, w.u.q.terms.grant)
	}
	if err != nil {
		return "", err
	}
	answer, err := w.with(ctx, eng, r)
	if err == nil {
		w.s.prove(eng)
		return answer, nil
	}
	other := w.s.otherEngine(eng, err, w.u.q.terms.grant)
	if other == nil || ctx.Err() != nil {
		return "", err
	}
	answer, otherErr := w.with(ctx, other, r)
	if otherErr == nil {
		w.s.doubt(ctx, w.l, err)
	}
	return answer, otherErr
}

func (w *work) with(ctx context.Context, eng engine, r request) (string, error) {
	w.s.mu.Lock()
	w.l.engine = eng
	w.s.mu.Unlock()
	w.begun = false
	answer, err := eng.ask(ctx, r)
	err = w.s.looked(err)
	if w.broken != nil {
		return "", w.broken
	}
	return answer, err
}

// guarded is a function that takes items, for a goroutine of os/exec: a mistake of
// ours there ends the question only.
func (w *work) guarded(item func(string)) func(string) {
	if item == nil {
		return nil
	}
	return func(answer string) {
		defer func() {
			if r := recover(); r != nil && w.broken == nil {
				w.broken = mistake(r)
			}
		}()
		item(answer)
	}
}

// take takes what was handed over: nothing, for the value itself, the part of an item,
// or an answer.
func (w *work) take(answer string) {
	w.s.mu.Lock()
	i := w.u.current()
	w.s.mu.Unlock()
	switch {
	case answer == "":
		w.begun = true
	case answer[0] == '+':
		w.part = answer[1:]
	case i < 0:
	case answer == "0" && !w.alone:
		w.failed = append(w.failed, i)
		w.advance()
	case gjson.Valid(answer), []rune(answer)[0] == '«': // a function, as nix prints it
		w.answer(i, answer, nil)
		w.part = ""
		w.advance()
	}
}

// advance notes that nix goes on to the next item.
func (w *work) advance() {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.u.next++
	w.u.since = time.Now()
}

func (w *work) answer(i int, answer string, err error) { w.s.answer(w.l, w.u.q, i, answer, err) }

// rest gives every item of the unit without an answer the same error.
func (w *work) rest(err error) {
	for i := range w.u.q.states {
		w.answer(i, "", err)
	}
}

// ended is what becomes of a unit whose work was ended for a reason.
func (w *work) ended(why error) {
	q := w.u.q
	w.s.mu.Lock()
	i := w.u.current()
	w.s.mu.Unlock()
	switch {
	case errors.Is(why, errSetAside):
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		if i >= 0 && q.states[i] == itemAsked {
			q.states[i] = itemSetAside
		}
		return
	case errors.Is(why, errOvertaken), errors.Is(why, errClosed):
		return
	case errors.Is(why, errCancelled):
		if i >= 0 { // only what nix was at is called cancelled
			w.answer(i, w.part, cancelledError())
		}
	}
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.queue = w.s.queue.without(q)
	if q.left > 0 && errors.Is(why, errCancelled) {
		q.end(cancelledError())
	} else {
		q.end(nil) // who waits asks anew
	}
	w.s.notify()
}

// endedError is the error of a question that was ended.
func endedError(ctx context.Context) error {
	e := &Error{}
	e.end(context.Cause(ctx), ctx.Err())
	return e
}
