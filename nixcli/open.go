package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

// Open asks nix who the flake is and pins it: the metadata first and alone, since
// two questions to a flake that is not fetched yet fetch it twice. What does not
// touch the flake starts beside it: the warm evaluator, and the question which
// system this is. Called again it takes a new pin and forgets all that was
// known; when that fails, the session stays as it was. Errors are *Error.
func (s *Session) Open(ctx context.Context) (model.Flake, error) {
	f, err := s.open(ctx)
	s.mu.Lock()
	s.refused = err != nil
	s.mu.Unlock()
	return f, err
}

func (s *Session) open(ctx context.Context) (model.Flake, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	meta, done := s.beginOpening(end)
	defer done()
	side := s.startSide(ctx)
	opened, err := s.metadata(ctx, meta)
	if err != nil || side.warmErr != nil {
		_, systemErr := side.wait()
		closeWarm(side.warm)
		return model.Flake{}, s.openError(ctx, err, errors.Join(side.warmErr, systemErr))
	}
	flake, err := s.install(ctx, opened, side.warm)
	if err != nil {
		return model.Flake{}, err
	}
	s.askNames() // everybody's first question, while the system is still unknown
	if flake.System, err = side.wait(); err != nil {
		return model.Flake{}, s.openError(ctx, nil, err)
	}
	s.mu.Lock()
	s.flake.System = flake.System
	s.mu.Unlock()
	return flake, nil
}

// askNames asks for the names of the outputs ahead of time.
func (s *Session) askNames() {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.namesQuestion(nil)
	q.waiters = 1 // the session itself
	s.entry(nil).asked[aspectNames] = q
	s.submit(q)
}

func (s *Session) metadata(ctx context.Context, p *progress) (openedFlake, error) {
	defer context.AfterFunc(ctx, p.end)()
	args := metadataArgs(s.client.flags, s.ref)
	limit := s.opts.OpenLimit
	var plain lines
	plain.max, plain.line = maxStderr, func(string) bool { return true }
	o := runOptions{limit: limit, stderr: func(line string) lineUse {
		if text, ok := p.line(line); ok {
			_, _ = plain.Write([]byte(text + "\n"))
			return lineDrop // talk is no progress, only what nix does is
		}
		return lineProgress
	}}
	out, err := s.client.run(ctx, args, o)
	if err != nil && strings.Contains(plain.text(), notUTF8) {
		out, err = s.metadataByText(ctx, o)
	}
	if err != nil {
		return openedFlake{}, whileWaiting(s.metadataError(err, plain.text()), p.waits())
	}
	f, err := decodeOpened(out)
	if err != nil {
		return f, err
	}
	if ref := prefetchRef(f.Flake, out); ref != "" {
		// Where nix has no pin to give, the flake stays without.
		if p, err := s.client.prefetch(ctx, ref, o); err == nil {
			f = f.prefetched(p)
		} else if ctx.Err() != nil {
			return f, err
		}
	}
	f.Ref, f.Taken, f.DeadOverrides = s.ref, time.Now(), deadOverrides(plain.text())
	if s.opts.Via != nil {
		return s.asInput(f, s.opts.Via)
	}
	return f, nil
}

// whileWaiting is an error; where the user had enough of waiting, with for what.
func whileWaiting(err error, waits string) error {
	var e *Error
	if waits == "" || !errors.As(err, &e) || e.Cause != model.CauseCancelled {
		return err
	}
	e.Message = "cancelled while nix was waiting: " + waits
	return e
}

// metadataError reads why nix could not open the flake from its messages, which
// came among the events.
func (s *Session) metadataError(err error, said string) error {
	var e *Error
	var exit *exec.ExitError
	if !errors.As(err, &e) || !errors.As(e.Err, &exit) {
		return err
	}
	e.Stderr = said
	c := circumstance{at: opening, offline: s.client.flags.Offline, ref: s.ref}
	e.Cause, e.Message, e.Trace = c.classify(said, e.ExitCode)
	switch e.Cause {
	case model.CauseNotFlake, model.CauseOutside, model.CauseFileMissing:
		if e.Remedy = linkAway(s.ref); e.Remedy != "" || e.Cause != model.CauseNotFlake {
			return e
		}
	default:
		return e
	}
	// Of a folder nix looks itself whether there is a flake.nix, tracked or not.
	if !fits(notPartOfFlake, e.Message) && untrackedFlake(s.ref) {
		e.Cause = model.CauseNotTracked
	} else if below := FlakesBelow(s.ref); len(below) > 0 {
		e.Remedy = "Name one of the flakes in the folders below: " + strings.Join(below, ", ") + "."
	}
	return e
}

// side is what starts beside the metadata.
type side struct {
	warm    *warm
	warmErr error
	done    chan struct{} // closed when the system is known
	system  string
	err     error
}

func (s *Session) startSide(ctx context.Context) *side {
	sd := &side{done: make(chan struct{})}
	if !s.opts.NoWarm && !s.client.flags.AcceptFlakeConfig { // which decides how it is started
		sd.warm, sd.warmErr = s.client.startWarm(s.client.memory)
	}
	go func() {
		defer crash.Guard()
		defer close(sd.done)
		if sd.warm != nil {
			sd.warm.waitStart(ctx) // two processes that start are enough for most machines
		}
		sd.system, sd.err = s.client.System(ctx)
	}()
	return sd
}

// wait waits for the system.
func (sd *side) wait() (string, error) {
	<-sd.done
	return sd.system, sd.err
}

// openError chooses what to say when opening failed. A nix too old fails in many
// ways, so its version comes first.
func (s *Session) openError(ctx context.Context, err, sideErr error) error {
	if v, verr := s.client.Version(ctx); verr == nil {
		if old := v.check(); old != nil {
			return old
		}
	} else if err == nil {
		return verr
	}
	if err != nil {
		return err
	}
	return sideErr
}

// install makes a newly opened flake the session's own.
func (s *Session) install(ctx context.Context, opened openedFlake, w *warm) (model.Flake, error) {
	flake := opened.Flake
	applied, err := s.applyConfig(ctx, flake)
	if err != nil {
		closeWarm(w)
		return flake, err
	}
	if w == nil && !s.opts.NoWarm {
		if w, err = applied.startWarm(applied.memory); err != nil {
			return flake, err
		}
	}
	load := s.loadWays(opened)
	w, version, off, err := s.introduce(ctx, w, &load)
	if err != nil {
		return flake, err
	}
	flake = version.of(flake)
	flake.Notes = s.notes(flake)
	s.mu.Lock()
	old := s.first
	s.pinned = s.began
	s.endGrants(flake.Pin)
	s.flake, s.version, s.first, s.warmOff, s.proven = flake, version, w, off, false
	s.evaluating, s.load = applied, load
	s.unlockable = !lockComplete(opened) && !writesLock(flake) && len(s.client.flags.OverrideInputs) == 0
	s.cache = make(map[string]*entry)
	s.patience = nil
	s.dropIndex()
	s.opened++
	for _, q := range s.queue {
		if !s.inWork(q) {
			q.end(nil) // who waits asks anew
		}
	}
	s.queue = nil
	s.endUnits(errReopened)
	s.notify()
	s.startLanes() //nolint:contextcheck // lanes live as long as the session, not as this call
	s.mu.Unlock()
	closeWarm(old)
	if s.opts.Hint && s.opts.Via == nil && s.client.evalCached(opened.fingerprint) {
		s.startHint(s.evalRef(flake))
	}
	return flake, nil
}

// applyConfig is the client that evaluates the flake: where the user accepts the
// flake's nixConfig, one that gives nix what it asks for as options, since
// builtins.getFlake applies none.
func (s *Session) applyConfig(ctx context.Context, flake model.Flake) (*Client, error) {
	if !s.client.flags.AcceptFlakeConfig || s.opts.NoWarm {
		return s.client, nil
	}
	asked, err := s.nixConfig(ctx, flake)
	if err != nil {
		return nil, err
	}
	flags := s.client.flags
	flags.Options = slices.Clone(flags.Options)
	for _, a := range asked {
		flags.Options = append(flags.Options, [2]string{a.Name, a.Value()})
	}
	return s.client.withFlags(flags), nil
}

// introduce waits for the version that the warm evaluator says as it starts, and gives
// it the flake. One that says none is no evaluator that we know, and is not asked; off
// is why there is none, or "". A nix that is too old is an *Error.
func (s *Session) introduce(ctx context.Context, w *warm, load *loadWays) (used *warm, version Version, off string, err error) {
	if off = load.next(ctx); s.opts.NoWarm {
		off = "switched off"
	}
	known := false
	if w != nil {
		if version, known = w.greeting(ctx); !known && off == "" {
			off = "it did not introduce itself"
		}
	}
	if !known {
		version, err = s.client.Version(ctx)
	}
	if err == nil {
		err = version.check()
	}
	if err != nil || off != "" {
		closeWarm(w)
		return nil, version, off, err
	}
	w.load(load.expr)
	return w, version, "", nil
}

func closeWarm(w *warm) {
	if w != nil {
		w.close()
	}
}

// notes say what weakens purity, and where answers may differ from a build.
func (s *Session) notes(f model.Flake) []string {
	notes := s.client.flags.Notes()
	if f.Dirty {
		notes = append(notes, "dirty tree")
	}
	for _, o := range s.client.flags.Options {
		switch o[0] {
		case "pure-eval", "allow-import-from-derivation", "accept-flake-config", "restrict-eval", "sandbox":
			notes = append(notes, fmt.Sprintf("%s = %s", o[0], o[1]))
		}
	}
	return notes
}

// evalRef is the reference that one-shot questions go to.
func (s *Session) evalRef(f model.Flake) string {
	if f.Pin != "" {
		return f.Pin
	}
	return s.ref
}

// startHint runs `nix flake show` and puts what it brings into the cache, where
// nothing better is known yet.
func (s *Session) startHint(ref string) {
	s.mu.Lock()
	opened := s.opened
	s.mu.Unlock()
	s.work.Go(func() {
		defer crash.Guard()
		nodes, err := s.client.showHint(s.life, ref)
		if err != nil {
			return // only a hint
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.opened != opened {
			return
		}
		for _, n := range nodes {
			if e := s.entry(n.Path); e.node == nil {
				e.node = &n
			}
		}
		s.notify()
	})
}
