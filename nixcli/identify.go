package nixcli

import (
	"context"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

// Identify asks nix who the flake is, and nothing that evaluates it: its inputs
// are known then, its outputs are not, and the session stays as it was. Errors
// are *Error.
func (s *Session) Identify(ctx context.Context) (model.Flake, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	meta, done := s.beginOpening(end)
	defer done()
	type answer struct {
		version Version
		err     error
	}
	side := make(chan answer, 1)
	go func() {
		defer crash.Guard()
		v, err := s.client.Version(ctx)
		side <- answer{v, err}
	}()
	opened, err := s.metadata(ctx, meta)
	flake := opened.Flake
	v := <-side
	if err != nil || v.err != nil {
		return model.Flake{}, s.openError(ctx, err, v.err)
	}
	if err := v.version.check(); err != nil {
		return model.Flake{}, err
	}
	flake = v.version.of(flake)
	flake.Notes = s.notes(flake)
	return flake, nil
}

// beginOpening makes known that the flake is being opened, until done is called.
func (s *Session) beginOpening(end context.CancelCauseFunc) (meta *progress, done func()) {
	meta = &progress{}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opening, s.began, s.endOpening = meta, time.Now(), end
	return meta, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.opening = nil
	}
}

// DeepFollows tells whether a flake.nix can override inputs that lie deeper than
// those of its own inputs (NixOS/nix #13400, in a release since the middle of
// 2025). Lix counts otherwise, and is not known to.
func (v Version) DeepFollows() bool {
	return !v.Lix && (v.Major > 2 || v.Major == 2 && v.Minor >= 31)
}
