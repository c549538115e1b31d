package nixcli

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// maxBuilds is how many builds that have ended are remembered.
const maxBuilds = 100

// Builds are the builds that run in the background and those that ran. They
// belong to no session: they go on when another flake is opened. All its methods
// may be called at the same time from several goroutines, and none but Changed
// and Close waits.
type Builds struct {
	client *Client
	life   context.Context //nolint:containedctx // the life of all builds, which each of them shares
	end    context.CancelCauseFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	all     []*build
	last    int // number of the latest
	logs    logs
	version uint64
	wake    chan struct{} // closed at the next change; nil while nobody waits
}

// build is one of them. Guarded by the mutex of its Builds.
type build struct {
	action model.Action
	info   model.Build // what does not come from the steps
	steps  *steps
	cancel context.CancelCauseFunc
}

// NewBuilds prepares builds by that nix. Nothing runs until Start.
func NewBuilds(c *Client) *Builds {
	life, end := context.WithCancelCause(context.Background())
	return &Builds{client: c, life: life, end: end}
}

// Start starts a build and returns its number. The command of the action is run
// to the letter; an action that has been edited is fine. Whatever goes wrong, the
// start included, becomes part of the build.
func (b *Builds) Start(a model.Action) int {
	ctx, cancel := context.WithCancelCause(b.life)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last++
	one := &build{
		action: a,
		info:   model.Build{ID: b.last, Verb: a.Verb, Path: a.Path, Local: a.Local, Argv: a.Argv, Began: time.Now()},
		steps:  newSteps(&b.logs),
		cancel: cancel,
	}
	b.all = append(b.all, one)
	b.trim()
	b.changed()
	if ctx.Err() != nil { // after Close
		cancel(nil)
		one.info.State, one.info.Ended = model.BuildCancelled, one.info.Began
		return b.last
	}
	b.work.Go(func() { b.run(ctx, one) })
	return b.last
}

// Again starts the command of a build anew and returns the number of the new one;
// 0 for a build that is not known.
func (b *Builds) Again(id int) int {
	b.mu.Lock()
	one := b.find(id)
	b.mu.Unlock()
	if one == nil {
		return 0
	}
	return b.Start(one.action)
}

// trim forgets the oldest builds that have ended as long as there are too many.
// Guarded by b.mu.
func (b *Builds) trim() {
	over := len(b.all) - maxBuilds
	b.all = slices.DeleteFunc(b.all, func(one *build) bool {
		if over <= 0 || !one.info.State.Ended() {
			return false
		}
		over--
		one.steps.forget()
		return true
	})
}

// Snapshot is what is known of every build at this moment, the oldest first.
func (b *Builds) Snapshot() []model.Build {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]model.Build, len(b.all))
	for i, one := range b.all {
		all[i] = one.info
		one.steps.show(&all[i])
	}
	return all
}

// Changed waits until something has changed since the version that it returned
// before, at first 0, and returns the version there is. It returns the context's
// error when that ends first.
func (b *Builds) Changed(ctx context.Context, seen uint64) (uint64, error) {
	for {
		b.mu.Lock()
		version, wake := b.version, b.wake
		if version == seen && wake == nil {
			wake = make(chan struct{})
			b.wake = wake
		}
		b.mu.Unlock()
		if version != seen {
			return version, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return seen, ctx.Err()
		}
	}
}

// changed tells who waits that something has changed. Guarded by b.mu.
func (b *Builds) changed() {
	b.version++
	if b.wake != nil {
		close(b.wake)
		b.wake = nil
	}
}

// Log is a part of the log of a derivation of a build, at most so many lines from
// that number on; drv "" is what nix itself said. A derivation or a build that is
// not known has an empty log.
func (b *Builds) Log(id int, drv string, from, most int) model.BuildLog {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.find(id)
	if one == nil {
		return model.BuildLog{Ended: true}
	}
	log, running := &one.steps.own, !one.info.State.Ended()
	if drv != "" {
		d := one.steps.byDrv[drv]
		if d == nil {
			return model.BuildLog{Ended: !running}
		}
		log, running = &d.log, running && d.ended.IsZero()
	}
	first, lines := log.lines(from, most)
	return model.BuildLog{First: first, Lines: lines, Total: log.total(), Dropped: log.dropped, Ended: !running}
}

// Steps are all derivations that a build has built or tried to build so far, in
// the order in which they began, without the last lines of their logs.
func (b *Builds) Steps(id int) []model.BuildStep {
	b.mu.Lock()
	defer b.mu.Unlock()
	if one := b.find(id); one != nil {
		return shown(one.steps.began, 0)
	}
	return nil
}

// find is the build of that number, or nil. Guarded by b.mu.
func (b *Builds) find(id int) *build {
	i := slices.IndexFunc(b.all, func(one *build) bool { return one.info.ID == id })
	if i < 0 {
		return nil
	}
	return b.all[i]
}

// Cancel ends a build: nix and all it started are gone within two seconds, and
// the store is as it should be. One that has ended stays as it is.
func (b *Builds) Cancel(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if one := b.find(id); one != nil {
		one.cancel(errCancelled)
	}
}

// Forget drops a build that has ended, with its logs.
func (b *Builds) Forget(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = slices.DeleteFunc(b.all, func(one *build) bool {
		if one.info.ID != id || !one.info.State.Ended() {
			return false
		}
		one.steps.forget()
		return true
	})
	b.changed()
}

// Close ends every build and waits for their processes. It may be called twice.
func (b *Builds) Close() {
	b.end(errCancelled)
	b.work.Wait()
}

// run runs the command of a build to its end, and then looks how large is what
// was built.
func (b *Builds) run(ctx context.Context, one *build) {
	defer one.cancel(nil)
	out, err := b.client.runBuild(ctx, one.action, func(line string) { b.line(one, line) })
	var results []model.BuildResult
	if err == nil {
		results = buildResults(out)
	}
	b.ended(one, results, err)
	if sized, err := b.client.sizes(ctx, results); err == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		one.info.Results = sized
		b.changed()
	}
}

// ended notes how a build ended.
func (b *Builds) ended(one *build, results []model.BuildResult, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	one.steps.end(now)
	one.info.Ended, one.info.Results = now, results
	one.info.State, one.info.Problem = model.BuildSucceeded, nil
	switch {
	case errors.Is(err, context.Canceled):
		one.info.State = model.BuildCancelled
	case err != nil:
		one.info.State = model.BuildFailed
		p := one.steps.problem(err)
		one.info.Problem = &p
	}
	b.changed()
}

// sizes are the results with the sizes of their outputs, as the store knows them.
func (c *Client) sizes(ctx context.Context, results []model.BuildResult) ([]model.BuildResult, error) {
	var outputs []model.Output
	var paths []string
	for _, r := range results {
		for _, o := range r.Outputs {
			outputs, paths = append(outputs, o), append(paths, o.Path)
		}
	}
	if len(paths) == 0 {
		return results, nil
	}
	v, err := c.version(ctx)
	if err != nil {
		return nil, err
	}
	out, err := c.run(ctx, pathInfoArgs(c.flags, v, paths), runOptions{limit: limitStore, nice: true})
	if err != nil {
		return nil, err
	}
	if err := readPathInfo(out, outputs); err != nil {
		return nil, err
	}
	sized := slices.Clone(results)
	for i, r := range sized {
		n := len(r.Outputs)
		sized[i].Outputs, outputs = outputs[:n:n], outputs[n:]
	}
	return sized, nil
}

// line takes in a line that nix wrote to stderr.
func (b *Builds) line(one *build, line string) {
	e, ok := parseEvent(line)
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if ok {
		one.steps.apply(e, now)
	} else {
		one.steps.plain(line)
	}
	b.changed()
}

// buildResults reads what `nix build --json` prints (Nix manual, "nix build"). An
// edited command may print anything else, which says nothing.
func buildResults(out []byte) []model.BuildResult {
	if !gjson.ValidBytes(out) {
		return nil
	}
	var all []model.BuildResult
	gjson.ParseBytes(out).ForEach(func(_, one gjson.Result) bool {
		r := model.BuildResult{Drv: str(one, "drvPath")}
		one.Get("outputs").ForEach(func(name, path gjson.Result) bool {
			r.Outputs = append(r.Outputs, model.Output{Name: name.Str, Path: path.Str, Built: true})
			return true
		})
		if one.Type == gjson.String { // a store path that was asked for by itself
			r.Outputs = []model.Output{{Path: one.Str, Built: true}}
		}
		if len(r.Outputs) > 0 {
			all = append(all, r)
		}
		return true
	})
	return all
}
