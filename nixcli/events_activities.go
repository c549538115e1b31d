package nixcli

import (
	"cmp"
	"maps"
	"slices"

	"flakewalk/model/words"
)

// activities are what nix is doing at this moment, as its events tell. The zero
// value is nix before its first event. It is counted as nix's own progress bar
// does (Nix's source, progress-bar.cc): what ended keeps its share of `done`, and
// what an activity announces counts until it ends.
type activities struct {
	running map[uint64]*running
	totals  map[activity]total
	started uint64 // counts the starts, for the order
}

// running is one activity that goes on.
type running struct {
	kind     activity
	level    int
	text     string
	fields   [4]field
	order    uint64
	progress counts
	expected map[activity]int64 // what it announced of others
}

// counts are the values of a progress result: items or bytes, whatever the
// activity counts.
type counts struct{ done, expected, running, failed int64 }

// total is what is known of all activities of a type that ended, and what was
// announced of the type by others.
type total struct{ done, failed, announced int64 }

// apply takes an event in.
func (a *activities) apply(e event) {
	switch e.action {
	case actionStart:
		a.start(e)
	case actionStop:
		a.stop(e.id)
	case actionResult:
		a.result(e)
	case actionMessage, actionNone:
	}
}

func (a *activities) start(e event) {
	if a.running == nil {
		a.running = make(map[uint64]*running)
		a.totals = make(map[activity]total)
	}
	a.stop(e.id) // an id is used once; whatever had it is over
	a.started++
	a.running[e.id] = &running{kind: e.activity, level: e.level, text: e.text, fields: e.fields, order: a.started}
}

func (a *activities) stop(id uint64) {
	r := a.running[id]
	if r == nil {
		return
	}
	delete(a.running, id)
	t := a.totals[r.kind]
	t.done += r.progress.done
	t.failed += r.progress.failed
	a.totals[r.kind] = t
	for kind, n := range r.expected {
		a.announce(kind, -n)
	}
}

func (a *activities) announce(kind activity, more int64) {
	t := a.totals[kind]
	t.announced += more
	a.totals[kind] = t
}

func (a *activities) result(e event) {
	r := a.running[e.id]
	if r == nil {
		return
	}
	switch e.result { //nolint:exhaustive // the others are no counts
	case resultProgress:
		r.progress = counts{e.fields[0].num, e.fields[1].num, e.fields[2].num, e.fields[3].num}
	case resultSetExpected:
		kind, n := activity(e.fields[0].num), e.fields[1].num
		if r.expected == nil {
			r.expected = make(map[activity]int64)
		}
		a.announce(kind, n-r.expected[kind])
		r.expected[kind] = n
	}
}

// sum is how far all activities of a type are together.
func (a *activities) sum(kind activity) counts {
	t := a.totals[kind]
	c := counts{done: t.done, failed: t.failed, expected: t.done}
	for _, r := range a.running {
		if r.kind == kind {
			c.done += r.progress.done
			c.expected += r.progress.expected
			c.running += r.progress.running
			c.failed += r.progress.failed
		}
	}
	c.expected = max(c.expected, t.announced, c.done)
	return c
}

// list are the running activities, the newest first.
func (a *activities) list() []*running {
	return slices.SortedFunc(maps.Values(a.running), func(x, y *running) int { return cmp.Compare(y.order, x.order) })
}

// fetching is what is being fetched and how far, or "".
func (a *activities) fetching() string {
	for _, r := range a.list() {
		if text := r.fetching(); text != "" {
			return text
		}
	}
	return ""
}

// besideBuilding is what nix is doing that is not the build of a derivation: what
// it fetches, or else the last thing that it gives a name; "" when it only builds.
func (a *activities) besideBuilding() string {
	last := ""
	for _, r := range a.list() {
		if r.kind == activityBuild {
			continue
		}
		if text := r.fetching(); text != "" {
			return text
		}
		if last == "" && r.level <= levelTalkative {
			last = r.text
		}
	}
	return last
}

// fetching is what an activity fetches and how far, or "" when it does something else.
func (r *running) fetching() string {
	text := r.text
	switch r.kind {
	case activityCopyPath, activityFileTransfer, activitySubstitute, activityFetchTree:
		if text == "" {
			text = "downloading " + r.fields[0].text
		}
	default:
		if fetchingLine(text) == "" {
			return ""
		}
	}
	switch p := r.progress; {
	case p.expected > 0:
		return text + " (" + words.Size(p.done) + " of " + words.Size(p.expected) + ")"
	case p.done > 0:
		return text + " (" + words.Size(p.done) + ")"
	}
	return text
}
