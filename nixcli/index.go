package nixcli

import (
	"context"
	"errors"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
)

// Bounds of the listing of all names.
const (
	// maxIndexNames is how many names are listed.
	maxIndexNames = 200_000
	// maxIndexDepth is how many steps lead to the deepest set that is listed.
	maxIndexDepth = 4
	// manyNames is how many names a set has of which only those are opened that say
	// so: such a set is one of packages.
	manyNames = 2000
	// limitIndex is the processor time for an item of the listing.
	limitIndex = 5 * time.Second
	// limitIndexSet is for all questions about the children of one set.
	limitIndexSet = 60 * time.Second
	// indexPause is how long the listing goes on when nobody asks.
	indexPause = time.Second
)

var errUnwanted = errors.New("nobody asks any more")

// Index lists the names of the flake in the background, breadth first, those of
// this system before those of others. Nothing is evaluated further than to its
// head. Errors are *Error, when not even the names of the outputs are known, or the
// context's.
func (s *Session) Index(ctx context.Context, after int) (model.Index, error) {
	if _, err := s.Children(ctx, nil); err != nil {
		return model.Index{}, err
	}
	for {
		s.mu.Lock()
		if s.index == nil {
			s.index = newIndex()
		}
		x := s.index
		if part, ok := x.beyond(after); ok {
			s.mu.Unlock()
			return part, nil
		}
		s.joinIndex(x) //nolint:contextcheck // the listing goes on for all who ask
		news := x.news
		s.mu.Unlock()
		var err error
		select {
		case <-news:
		case <-ctx.Done():
			err = ctx.Err()
		case <-s.life.Done():
			err = context.Canceled
		}
		s.leaveIndex(x)
		if err != nil {
			return model.Index{}, err
		}
	}
}

// index is the listing of all names, as far as it has come. Guarded by the
// session's mutex.
type index struct {
	listings []model.Listing
	names    int // in all listings

	// What is still to be done, in this order.
	sets    []set      // to list the names of
	unknown []children // to find out which are sets
	foreign []set      // of other systems

	left leftOut
	done bool

	askers int
	visits int // how often somebody has come to wait
	stop   context.CancelCauseFunc
	news   chan struct{} // closed and replaced when there is more
}

// set is one whose names are to be listed.
type set struct {
	path model.AttrPath
	last bool // its children are not looked into: it is a set of packages
}

// children are those of one set, by their places, of which it is not known
// whether they are sets.
type children struct {
	of     model.AttrPath
	names  model.Children
	places []int
	marked bool // only sets that say so are opened
}

func newIndex() *index {
	return &index{sets: []set{{}}, news: make(chan struct{})}
}

// beyond is what was found after the first so many listings; ok is false when that
// is nothing yet.
func (x *index) beyond(after int) (part model.Index, ok bool) {
	after = min(max(after, 0), len(x.listings))
	part.Listings = x.listings[after:len(x.listings):len(x.listings)]
	if part.Done = x.done; x.done {
		part.Cut = x.left.String()
	}
	return part, x.done || len(part.Listings) > 0
}

func (x *index) tell() {
	close(x.news)
	x.news = make(chan struct{})
}

// joinIndex is the beginning of somebody's interest in the listing: it goes on.
// Guarded by s.mu.
func (s *Session) joinIndex(x *index) {
	x.askers++
	x.visits++
	if x.stop == nil {
		s.startIndexer(x)
	}
}

// startIndexer lets the listing go on until it is stopped. Guarded by s.mu.
func (s *Session) startIndexer(x *index) {
	if s.life.Err() != nil {
		return
	}
	ctx, stop := context.WithCancelCause(s.life)
	x.stop = stop
	w := &indexer{s: s, x: x, lane: &lane{background: true}, system: s.flake.System}
	s.work.Go(func() {
		defer crash.Guard()
		defer stop(nil)
		w.run(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		if x.stop = nil; x.askers > 0 && !x.done && s.index == x { // somebody came back while it stopped
			s.startIndexer(x) //nolint:contextcheck // it has a life of its own
		}
	})
}

// leaveIndex is the end of somebody's interest. When nobody comes back the
// listing stops where it is.
func (s *Session) leaveIndex(x *index) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.askers--
	visits := x.visits
	time.AfterFunc(indexPause, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if x.askers == 0 && x.visits == visits && x.stop != nil {
			x.stop(errUnwanted)
		}
	})
}

// dropIndex forgets the listing. Guarded by s.mu.
func (s *Session) dropIndex() {
	if s.index == nil {
		return
	}
	if s.index.stop != nil {
		s.index.stop(errUnwanted)
	}
	s.index.tell()
	s.index = nil
}
