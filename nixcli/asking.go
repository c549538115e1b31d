package nixcli

import (
	"context"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// chunkSize is how many items are answered at a time as long as none fails in a
// way that ends the evaluation: each answer is a write of nix and a read of ours.
const chunkSize = 20

// asking is the work on one question.
type asking struct {
	s     *Session
	l     *lane
	q     *question
	limit time.Duration

	next    int    // the first item without an answer
	alone   int    // how many from there on are asked one by one
	thrown  []int  // items that threw in a chunk, whose reason is still to be asked for
	part    string // what is known of the item being asked alone
	begun   bool   // the value itself is there
	broken  error  // a mistake of ours while taking an answer
	unasked error  // why some items were not asked
}

// run asks until each item, or the value, has an answer or an error. Items are
// answered in chunks. What comes before a failure stays; the chunk with the
// failure is asked one by one, and the item that fails there gets the error. So
// one poisoned child costs itself only.
func (a *asking) run(ctx context.Context) {
	if a.q.items == nil {
		answer, err := a.once(ctx, nil, 1)
		a.q.value(answer, err)
		return
	}
	if a.q.single {
		a.alone = len(a.q.items)
	}
	for a.next < len(a.q.items) {
		if err := a.step(ctx); err != nil {
			a.end(err)
			return
		}
	}
	for len(a.thrown) > 0 && ctx.Err() == nil {
		i := a.thrown[0]
		a.thrown = a.thrown[1:]
		a.reason(ctx, i)
	}
	if err := ctx.Err(); err != nil {
		a.end(endedError(ctx))
	}
}

// step asks for the items that are left, or for those that are asked one by one.
// It returns an error only when nothing more can be asked.
func (a *asking) step(ctx context.Context) error {
	items, chunk := a.q.items[a.next:], chunkSize
	if a.alone > 0 {
		items, chunk = items[:min(a.alone, len(items))], 1
	}
	from := a.next
	_, err := a.once(ctx, items, chunk)
	if chunk == 1 {
		a.alone -= a.next - from
	}
	switch {
	case err == nil && a.next < from+len(items):
		return garbage("nix answered less than it was asked", nil)
	case err == nil:
		return nil
	case ctx.Err() != nil || !a.begun || a.broken != nil:
		return err
	}
	if causeOf(err) == model.CauseTimeout {
		a.limit = max(a.limit/2, min(limitLeast, a.limit))
	}
	if chunk > 1 {
		a.alone = min(chunkSize, len(a.q.items)-a.next)
		return nil
	}
	a.q.item(a.next, a.part, err)
	a.part = ""
	a.next++
	a.alone--
	return nil
}

// reason asks alone for an item that threw in a chunk.
func (a *asking) reason(ctx context.Context, i int) {
	a.next, a.part = i, ""
	_, err := a.once(ctx, a.q.items[i:i+1], 1)
	if a.next == i { // no answer
		if err == nil {
			err = garbage("nix answered less than it was asked", nil)
		}
		a.q.item(i, a.part, err)
	}
	a.next = len(a.q.items)
}

// end gives every item without an answer the same error. When the user cancels
// that is only what was being evaluated: the other items were not even asked.
func (a *asking) end(err error) {
	if causeOf(err) == model.CauseCancelled && a.begun && !a.q.single {
		n := chunkSize
		if a.alone > 0 {
			n = 1
		}
		for i := a.next; i < min(a.next+n, len(a.q.items)); i++ {
			a.q.item(i, "", err)
		}
		a.unasked = err
		return
	}
	for _, i := range a.thrown {
		a.q.item(i, "", err)
	}
	a.q.end(a.next, err)
}

// endedError is the error of a question that was ended.
func endedError(ctx context.Context) error {
	e := &Error{}
	e.end(context.Cause(ctx), ctx.Err())
	return e
}

// once asks for what is left. A failure that may be our pin's fault is asked
// again of the user's own reference.
func (a *asking) once(ctx context.Context, items []item, chunk int) (string, error) {
	eng, err := a.s.engineFor(a.l, a.q.terms.grant)
	if err != nil {
		return "", err
	}
	answer, err := a.with(ctx, eng, items, chunk)
	if err == nil {
		a.s.prove(eng)
		return answer, nil
	}
	other := a.s.otherEngine(eng, err, a.q.terms.grant)
	if other == nil || ctx.Err() != nil {
		return "", err
	}
	answer, otherErr := a.with(ctx, other, a.left(items), chunk)
	if otherErr != nil {
		return "", otherErr
	}
	a.s.doubt(ctx, eng, err)
	return answer, nil
}

// left are those of the items that have no answer yet.
func (a *asking) left(items []item) []item {
	if items == nil {
		return nil
	}
	return a.q.items[a.next:][:min(len(items), len(a.q.items)-a.next)]
}

func (a *asking) with(ctx context.Context, eng engine, items []item, chunk int) (string, error) {
	a.s.mu.Lock()
	a.l.engine = eng
	a.s.mu.Unlock()
	a.part = ""
	to := a.next + len(items)
	r := request{path: a.q.path, probe: a.q.probe(items, chunk), limit: a.limit}
	if items != nil {
		r.item = func(answers string) {
			defer func() { // this is a goroutine of os/exec
				if r := recover(); r != nil && a.broken == nil {
					a.broken = mistake(r)
				}
			}()
			a.take(answers, chunk, to)
		}
	}
	answer, err := eng.ask(ctx, r)
	err = a.s.looked(err)
	if a.broken != nil {
		return "", a.broken
	}
	return answer, err
}

// take takes what was handed over for the items before to.
func (a *asking) take(answers string, chunk, to int) {
	switch {
	case answers == "":
		a.begun = true
	case answers[0] == '+':
		a.part = answers[1:]
	case strings.HasPrefix(answers, "«") && a.next < to:
		a.q.item(a.next, answers, nil)
		a.part = ""
		a.next++
	case gjson.Valid(answers):
		gjson.Parse(answers).ForEach(func(_, answer gjson.Result) bool {
			if a.next >= to {
				return false
			}
			if chunk > 1 && answer.Raw == "0" {
				a.thrown = append(a.thrown, a.next)
			} else {
				a.q.item(a.next, answer.Raw, nil)
			}
			a.part = ""
			a.next++
			return true
		})
	}
}
