package record

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
)

// Recorder writes what sessions are asked and answer to a file. It may be used by
// several goroutines.
type Recorder struct {
	redact *redactor

	mu     sync.Mutex
	file   *os.File
	flakes int
	said   map[string]string // the last answer to each question
	err    error             // the first that kept something from being written
}

// Create makes a new file for a recording. A file that exists is not touched: that
// is an error. by is the version of flakewalk; secrets are what must not be in the
// file besides what looks like a secret.
func Create(file, by string, secrets []string) (*Recorder, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the user names it
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s exists: name a new file for the recording, or remove it", file)
	}
	if err != nil {
		return nil, err
	}
	home, _ := os.UserHomeDir() // without one, nothing is shortened
	r := &Recorder{redact: newRedactor(home, os.Environ(), secrets), file: f, said: map[string]string{}}
	if err := r.line(header{Version, time.Now().UTC().Truncate(time.Second), by}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// Close ends the recording. It returns the first error that kept something from
// being written.
func (r *Recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return errors.Join(r.err, r.file.Close())
}

// Session records what a session on a reference is asked. via is set for an input
// that is seen as another flake sees it.
func (r *Recorder) Session(s *nixcli.Session, ref string, via *model.Via) *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flakes++
	return &Session{Session: s, recorder: r, flake: r.flakes, opening: opening{ref, via}}
}

// line writes a line at once: it is in the file even if flakewalk ends badly.
func (r *Recorder) line(v any) error {
	text, err := line(v)
	if err == nil {
		_, err = r.file.Write(append(text, '\n'))
	}
	return err
}

// write adds an answer, unless it is the one that was written last.
func (r *Recorder) write(flake int, ask string, of, answer any, problem error) {
	e := entry{Flake: flake, Ask: ask}
	var err error
	if e.Of, err = about(of, r.redact); err == nil {
		if problem == nil {
			e.Answer, err = encode(answer, r.redact)
		} else {
			e.Problem = r.problem(problem)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	key, said := fmt.Sprint(flake, e.key()), fmt.Sprint(string(e.Answer), e.Problem)
	if err == nil && r.said[key] != said {
		r.said[key] = said
		err = r.line(e)
	}
	if r.err == nil {
		r.err = err
	}
}

// problem is what an error means, without secrets.
func (r *Recorder) problem(err error) *model.Problem {
	p := model.ProblemOf(err)
	p.Message, p.Trace = r.redact.text(p.Message), r.redact.text(p.Trace)
	return &p
}

// Session is an open flake whose answers are recorded.
type Session struct {
	*nixcli.Session
	recorder *Recorder
	flake    int
	opening  opening
}

// note records an answer and hands it on. That somebody stopped waiting is none.
func note[T any](ctx context.Context, s *Session, ask string, of any, answer T, err error) (T, error) {
	if ctx.Err() == nil {
		s.recorder.write(s.flake, ask, of, answer, err)
	}
	return answer, err
}

// Open opens the flake and records who it is.
func (s *Session) Open(ctx context.Context) (model.Flake, error) {
	f, err := s.Session.Open(ctx)
	_, err = note(ctx, s, askOpen, s.opening, opened{f, string(f.Locks)}, err)
	return f, err
}

// Children records the names below a node.
func (s *Session) Children(ctx context.Context, p model.AttrPath) (model.Children, error) {
	c, err := s.Session.Children(ctx, p)
	return note(ctx, s, askChildren, p, c, err)
}

// Heads records each node by itself, and its ready commands: who asks for these
// does not wait, and must not wait for a file either.
func (s *Session) Heads(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	nodes, err := s.Session.Heads(ctx, ps)
	s.nodes(askHead, nodes)
	return nodes, err
}

// Briefs does the same.
func (s *Session) Briefs(ctx context.Context, ps []model.AttrPath) ([]model.Node, error) {
	nodes, err := s.Session.Briefs(ctx, ps)
	s.nodes(askBrief, nodes)
	return nodes, err
}

func (s *Session) nodes(ask string, nodes []model.Node) {
	for _, n := range nodes {
		s.recorder.write(s.flake, ask, n.Path, n, nil)
		s.recorder.write(s.flake, askCommands, n.Path, s.Commands(n), nil)
	}
}

// Detail records what the detail pane shows.
func (s *Session) Detail(ctx context.Context, p model.AttrPath) (model.Detail, error) {
	d, err := s.Session.Detail(ctx, p)
	return note(ctx, s, askDetail, p, d, err)
}

// Actions records what can be done with a node, but not what does not fit it at
// all, which needs no nix to know.
func (s *Session) Actions(ctx context.Context, n model.Node, known model.Here, c model.Consent) ([]model.Action, error) {
	all, err := s.Session.Actions(ctx, n, known, c)
	apt := slices.DeleteFunc(slices.Clone(all), func(a model.Action) bool { return !a.Apt })
	_, err = note(ctx, s, askActions, actionsOf{n.Path, c}, apt, err)
	return all, err
}

// Derivation records what instantiating a node told.
func (s *Session) Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error) {
	d, err := s.Session.Derivation(ctx, p)
	return note(ctx, s, askDerivation, p, d, err)
}

// Source records the lines around a place.
func (s *Session) Source(ctx context.Context, at model.Position) (model.Source, error) {
	src, err := s.Session.Source(ctx, at)
	return note(ctx, s, askSource, at, src, err)
}

// Index records the names that were listed.
func (s *Session) Index(ctx context.Context, after int) (model.Index, error) {
	x, err := s.Session.Index(ctx, after)
	return note(ctx, s, askIndex, after, x, err)
}

// Resolve records the names that lead to what a fragment stands for.
func (s *Session) Resolve(ctx context.Context, fragment string) (model.AttrPath, error) {
	return nixcli.ResolveBy(ctx, s.Children, s.Flake().System, fragment)
}

// Inputs records what is needed besides the lock file.
func (s *Session) Inputs(ctx context.Context) (lock.Inputs, error) {
	s.recorder.write(s.flake, askOutputArgs, nil, nixcli.OutputArgs(s.Flake()), nil)
	return s.Session.Inputs(ctx)
}

// InputSource records where the source of an input is.
func (s *Session) InputSource(ctx context.Context, n lock.Node) (lock.Source, error) {
	src, err := s.Session.InputSource(ctx, n)
	return note(ctx, s, askInputSource, n.Key, src, err)
}

// InputFiles records the files of an input.
func (s *Session) InputFiles(ctx context.Context, n lock.Node) (lock.FileList, error) {
	list, err := s.Session.InputFiles(ctx, n)
	return note(ctx, s, askInputFiles, n.Key, list, err)
}

// UpdateArgv records the command that would update an input.
func (s *Session) UpdateArgv(ctx context.Context, input string) ([]string, error) {
	argv, err := s.Session.UpdateArgv(ctx, input)
	return note(ctx, s, askUpdateArgv, input, argv, err)
}

// NixConfig records what the flake's nixConfig asks for.
func (s *Session) NixConfig(ctx context.Context) ([]model.Setting, error) {
	all, err := s.Session.NixConfig(ctx)
	return note(ctx, s, askNixConfig, nil, all, err)
}

// Close records the commands that were run, and ends the session.
func (s *Session) Close() {
	s.Session.Close()
	s.recorder.write(s.flake, askRuns, nil, s.Runs(), nil)
}
