package tui

import (
	"context"
	"slices"

	"flakewalk/model"
	"flakewalk/tui/match"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
)

// Bounds of a ranking.
const (
	rankMost    = 1000  // results that are kept
	foreignCost = 50_00 // what a name of another system loses, in points of match.Query
)

// candidate is one name in a ranking.
type candidate struct{ list, name, score int32 }

// rankedFor is what a ranking is of.
type rankedFor struct {
	text  string // what is typed
	lists int    // the number of lists of names
	// inOrder keeps names that match alike in their order; else the shorter path
	// comes first.
	inOrder bool
}

// ranked are the best names for what is typed.
type ranked struct {
	of    rankedFor
	done  bool
	query match.Query
	lists []catalogued
	best  []candidate
	total int
	full  bool // worse ones than the best so far need not be kept
}

// path is the path of result i.
func (r *ranked) path(i int) model.AttrPath {
	c := r.best[i]
	return r.lists[c.list].at(int(c.name))
}

// rankNames ranks all names; done is not set when ctx ended before. It runs off
// the event loop.
func rankNames(ctx context.Context, lists []catalogued, of rankedFor) ranked {
	of.lists = len(lists)
	r := ranked{of: of, query: match.NewQuery(of.text), lists: lists}
	for i := range lists {
		for n, name := range lists[i].names {
			if n%1024 == 0 && ctx.Err() != nil {
				return r
			}
			if score, ok := r.score(&lists[i], name); ok {
				r.total++
				r.add(candidate{int32(i), int32(n), int32(score)})
			}
		}
	}
	r.cut()
	r.done = true
	return r
}

// score tells how well a name matches.
func (r *ranked) score(l *catalogued, name string) (score int, ok bool) {
	score, ok = r.query.Score(l.before, name)
	switch {
	case !ok:
		return 0, false
	case r.query.Empty():
		score = 0 // in the order in which they were found
	case r.of.inOrder:
		score += len(l.before) + len(name)
	}
	if l.foreign || slices.Contains(l.others, name) {
		score -= foreignCost
	}
	return score, true
}

// add keeps a candidate; now and then those that are not among the best are dropped.
func (r *ranked) add(c candidate) {
	if r.full && c.score <= r.best[rankMost-1].score {
		return
	}
	r.best = append(r.best, c)
	if len(r.best) == 4*rankMost {
		r.cut()
		r.full = true
	}
}

// cut keeps the best, in their order; of equals the ones found first.
func (r *ranked) cut() {
	slices.SortStableFunc(r.best, func(a, b candidate) int { return int(b.score - a.score) })
	r.best = r.best[:min(len(r.best), rankMost)]
}

// rankedRows draws ranked names.
type rankedRows struct {
	o *outputsTab
	*ranked
}

// Len implements prompt.Results.
func (r rankedRows) Len() int { return len(r.best) }

// Result implements prompt.Results.
func (r rankedRows) Result(i int) prompt.Result {
	c := r.best[i]
	l := &r.lists[c.list]
	out := prompt.Result{Text: l.before + text.Step(l.step(int(c.name))), Name: len(l.before)}
	out.Hits = r.query.Hits(out.Text, out.Name)
	out.Mark, out.MarkTone = r.o.store.pathMark(r.o.env.theme, r.path(i))
	return out
}
