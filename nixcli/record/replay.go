package record

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
)

// maxRecording is how large a recording may be, in bytes.
const maxRecording = 512 << 20

// Recording is what a file holds.
type Recording struct {
	// At is when it was begun.
	At time.Time
	// By is the version of flakewalk that made it, or "".
	By string
	// Why is why it is shown, for the notes of its flakes, or "".
	Why string

	flakes []*Replay
}

// Read reads a recording to its end. An error says what is wrong with the file and
// where. A last line that was cut off, as when the machine went down, is left out.
func Read(r io.Reader) (*Recording, error) {
	d := json.NewDecoder(io.LimitReader(r, maxRecording))
	var h header
	if err := d.Decode(&h); err != nil || h.Flakewalk == 0 {
		return nil, errors.New("this is no recording of flakewalk")
	}
	if h.Flakewalk != Version {
		return nil, fmt.Errorf("this recording has form %d, and this flakewalk reads form %d: use the flakewalk that made it (%s)", h.Flakewalk, Version, h.By)
	}
	rec := &Recording{At: h.At, By: h.By}
	for line := 2; ; line++ {
		var e entry
		err := d.Decode(&e)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err == nil {
			err = rec.add(e)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d of the recording: %w", line, err)
		}
	}
	if len(rec.flakes) == 0 {
		return nil, errors.New("the recording is empty: no flake was opened when it was made")
	}
	return rec, nil
}

// maxFlakes bounds the flakes of a recording.
const maxFlakes = 10_000

// add takes in one line.
func (rec *Recording) add(e entry) error {
	if e.Flake < 1 || e.Flake > maxFlakes {
		return fmt.Errorf("there is no flake number %d", e.Flake)
	}
	for len(rec.flakes) < e.Flake {
		rec.flakes = append(rec.flakes, &Replay{recording: rec, answers: map[string]entry{}})
	}
	flake := rec.flakes[e.Flake-1]
	if e.Ask == askOpen {
		if err := json.Unmarshal(e.Of, &flake.opening); err != nil {
			return err
		}
		e.Of = nil
	}
	if len(e.Of) > 0 { // however it is spaced
		var err error
		if e.Of, err = about(e.Of, plain()); err != nil {
			return err
		}
	}
	if e.Ask == askIndex && e.Problem == nil {
		var x model.Index
		if err := json.Unmarshal(e.Answer, &x); err != nil {
			return err
		}
		flake.indexed(x)
	}
	flake.answers[e.key()] = e
	return nil
}

// References are the flakes that it holds, in the order in which they were opened.
func (rec *Recording) References() []string {
	var refs []string
	for _, f := range rec.flakes {
		if ref := f.opening.Ref; ref != "" && f.opening.Via == nil && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// Flake is the flake of that reference, or nil.
func (rec *Recording) Flake(ref string) *Replay {
	return rec.find(func(o opening) bool { return o.Via == nil && o.Ref == ref })
}

// Input is the input at a path of the flake with that pin, as that one sees it, or nil.
func (rec *Recording) Input(pin string, path []string) *Replay {
	return rec.find(func(o opening) bool { return o.Via != nil && o.Via.Pin == pin && slices.Equal(o.Via.Path, path) })
}

func (rec *Recording) find(ok func(opening) bool) *Replay {
	for _, f := range slices.Backward(rec.flakes) {
		if ok(f.opening) {
			return f
		}
	}
	return nil
}

// Replay is a flake as it was recorded. It answers as a nixcli.Session does, at
// once; what was not recorded is an error with model.CauseNotRecorded. It starts no
// process and reads no file.
type Replay struct {
	recording *Recording
	opening   opening
	answers   map[string]entry
	once      sync.Once // of list
	listings  []model.Listing
	cut       string
}

// notRecorded is why there is no answer.
func notRecorded(what string) error {
	return &nixcli.Error{Cause: model.CauseNotRecorded, Message: "not in this recording: " + what}
}

// play is the answer to a question.
func play[T any](p *Replay, ask string, of any, what string) (T, error) {
	var answer T
	key, err := about(of, plain())
	e, ok := p.answers[entry{Ask: ask, Of: key}.key()]
	switch {
	case err != nil:
		return answer, err
	case !ok:
		return answer, notRecorded(what)
	case e.Problem != nil:
		return answer, &nixcli.Error{Cause: e.Problem.Cause, Message: e.Problem.Message, Trace: e.Problem.Trace}
	}
	if err := json.Unmarshal(e.Answer, &answer); err != nil {
		return answer, &nixcli.Error{Cause: model.CauseGarbage, Message: "the recording cannot be read: " + err.Error(), Err: err}
	}
	return answer, nil
}

// Open tells who the flake was.
func (p *Replay) Open(context.Context) (model.Flake, error) {
	f, err := play[opened](p, askOpen, nil, "who the flake is")
	if err != nil {
		return model.Flake{}, err
	}
	f.Flake.Locks = []byte(f.Locks)
	note := "a recording of " + p.recording.At.Format(time.DateOnly)
	if p.recording.Why != "" {
		note += " (" + p.recording.Why + ")"
	}
	f.Notes = append(f.Notes, note)
	return f.Flake, nil
}

// Resolve finds a fragment among the names that were recorded.
func (p *Replay) Resolve(ctx context.Context, fragment string) (model.AttrPath, error) {
	f, err := p.Open(ctx)
	if err != nil {
		return nil, err
	}
	return nixcli.ResolveBy(ctx, p.Children, f.System, fragment)
}

// Children are the names below a node.
func (p *Replay) Children(_ context.Context, path model.AttrPath) (model.Children, error) {
	c, err := play[model.Children](p, askChildren, path, "the names below "+path.String())
	return counted(c), err
}

// counted are children whose number is one that there can be: whoever made the file
// may have written any.
func counted(c model.Children) model.Children {
	if c.List {
		c.Names, c.Len = nil, max(0, c.Len)
	} else {
		c.Len = len(c.Names)
	}
	return c
}

// Heads are the nodes as they were recorded; the others are failures.
func (p *Replay) Heads(_ context.Context, paths []model.AttrPath) ([]model.Node, error) {
	nodes := make([]model.Node, len(paths))
	for i, path := range paths {
		n, err := play[model.Node](p, askHead, path, path.String())
		if err != nil {
			problem := model.ProblemOf(err)
			n = model.Node{Path: path, Kind: model.ExpectedKind(path), State: model.StateFailed, Problem: &problem}
		}
		nodes[i] = n
	}
	return nodes, nil
}

// Briefs are the nodes with name and description, or without where these were not
// recorded.
func (p *Replay) Briefs(ctx context.Context, paths []model.AttrPath) ([]model.Node, error) {
	nodes, err := p.Heads(ctx, paths)
	for i, path := range paths {
		if n, err := play[model.Node](p, askBrief, path, path.String()); err == nil {
			nodes[i] = n
		}
		nodes[i].Brief = true
	}
	return nodes, err
}

// Detail is what the detail pane showed.
func (p *Replay) Detail(_ context.Context, path model.AttrPath) (model.Detail, error) {
	return play[model.Detail](p, askDetail, path, "the details of "+path.String())
}

// Forget forgets nothing: asking again has the same answer.
func (*Replay) Forget(model.AttrPath) {}

// StoreChanged changes nothing: there is no store.
func (*Replay) StoreChanged() {}

// Cancel has nothing to end.
func (*Replay) Cancel() {}

// Activity is never any.
func (*Replay) Activity() []model.Activity { return nil }

// Grant changes nothing.
func (*Replay) Grant(model.AttrPath, model.Grant) {}

// Changed is always false: there are no files.
func (*Replay) Changed(context.Context) (bool, error) { return false, nil }

// Close has nothing to end.
func (*Replay) Close() {}

// Commands are the ready commands for a node.
func (p *Replay) Commands(n model.Node) []model.Command {
	all, err := play[[]model.Command](p, askCommands, n.Path, "")
	if err != nil {
		return nil
	}
	return all
}

// Actions are what could be done with a node, with the commands that would be run,
// and then what does not fit it.
func (p *Replay) Actions(_ context.Context, n model.Node, _ model.Here, c model.Consent) ([]model.Action, error) {
	what := "what can be done with " + n.Path.String()
	all, err := play[[]model.Action](p, askActions, actionsOf{n.Path, c}, what)
	if err != nil {
		all, err = play[[]model.Action](p, askActions, actionsOf{n.Path, model.ConsentUnasked}, what)
	}
	if err != nil {
		return nil, err
	}
	for _, o := range model.Offers(n, model.Here{}) {
		if !o.Apt {
			all = append(all, model.Action{Offer: o, Path: n.Path})
		}
	}
	return all, nil
}

// Machines are not known: nothing is switched here.
func (*Replay) Machines(_ context.Context, a model.Action) (model.Machines, error) {
	return model.Machines{}, notRecorded("for which machine " + a.Path.String() + " is")
}

// Show shows nothing: nothing was run.
func (*Replay) Show(_ context.Context, a model.Action) (model.Shown, error) {
	return model.Shown{}, notRecorded("what this prints: " + a.String())
}

// Fill puts an answer into the command of an action.
func (*Replay) Fill(a model.Action, answer string) (model.Action, error) {
	return a.Filled(answer), nil
}

// Derivation is what instantiating a node told.
func (p *Replay) Derivation(_ context.Context, path model.AttrPath) (model.Derivation, error) {
	return play[model.Derivation](p, askDerivation, path, "the derivation of "+path.String())
}

// Source is the lines around a place.
func (p *Replay) Source(_ context.Context, at model.Position) (model.Source, error) {
	return play[model.Source](p, askSource, at, "the source at "+at.String())
}

// indexed takes in a part of the listing of all names.
func (p *Replay) indexed(x model.Index) {
	for _, l := range x.Listings {
		l.Children = counted(l.Children)
		p.listings = append(p.listings, l)
	}
	if x.Done {
		p.cut = x.Cut
	}
}

// Index is the listing as far as it was recorded, else all names that were.
func (p *Replay) Index(_ context.Context, after int) (model.Index, error) {
	p.once.Do(p.list)
	return model.Index{Listings: p.listings[min(after, len(p.listings)):], Done: true, Cut: p.cut}, nil
}

// list makes a listing of all names that were looked at, unless there is one.
func (p *Replay) list() {
	if len(p.listings) > 0 {
		return
	}
	for _, e := range p.answers {
		var l model.Listing
		if e.Ask != askChildren || e.Problem != nil || json.Unmarshal(e.Answer, &l.Children) != nil {
			continue
		}
		l.Children = counted(l.Children)
		if len(e.Of) == 0 || json.Unmarshal(e.Of, &l.Path) == nil {
			p.listings = append(p.listings, l)
		}
	}
	slices.SortFunc(p.listings, func(a, b model.Listing) int {
		return cmp.Or(cmp.Compare(len(a.Path), len(b.Path)), cmp.Compare(a.Path.Key(), b.Path.Key()))
	})
}

// Runs are the commands that nix was started with, for all flakes, in the order in
// which they were.
func (rec *Recording) Runs() []model.Run {
	var all []model.Run
	for _, p := range rec.flakes {
		some, err := play[[]model.Run](p, askRuns, nil, "")
		if err != nil {
			continue // it was not closed
		}
		for _, r := range some {
			known := slices.ContainsFunc(all, func(k model.Run) bool { return k.ID == r.ID && k.Began.Equal(r.Began) })
			if !known { // every flake has the commands of all
				all = append(all, r)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b model.Run) int { return a.Began.Compare(b.Began) })
	return all
}

// Began notes nothing: in a recording nothing runs.
func (rec *Recording) Began([]string) (ended func(error)) { return func(error) {} }

// Inputs is what the lock file said, with the ages of that time.
func (p *Replay) Inputs(ctx context.Context) (lock.Inputs, error) {
	f, err := p.Open(ctx)
	if err != nil {
		return lock.Inputs{}, err
	}
	args, err := play[*lock.OutputArgs](p, askOutputArgs, nil, "")
	if err != nil {
		args = nil // they only add to what is found
	}
	return nixcli.InputsOf(f, args, p.recording.At)
}

// InputSource is where the source of an input was.
func (p *Replay) InputSource(_ context.Context, n lock.Node) (lock.Source, error) {
	return play[lock.Source](p, askInputSource, n.Key, "the source of "+n.Key)
}

// InputFiles are the files of an input.
func (p *Replay) InputFiles(_ context.Context, n lock.Node) (lock.FileList, error) {
	return play[lock.FileList](p, askInputFiles, n.Key, "the files of "+n.Key)
}

// FetchArgv is none: nothing is fetched in a recording.
func (p *Replay) FetchArgv(context.Context, model.Problem) ([]string, error) {
	return play[[]string](p, askFetchArgv, "", "the fetch")
}

// UpdateArgv is the command that would update an input.
func (p *Replay) UpdateArgv(_ context.Context, input string) ([]string, error) {
	return play[[]string](p, askUpdateArgv, input, "the update of "+input)
}

// Update updates nothing.
func (*Replay) Update(_ context.Context, argv []string) ([]lock.Diff, error) {
	return nil, notRecorded("what this would change: " + model.ShellQuote(argv))
}

// NixConfig is what the flake's nixConfig asked for.
func (p *Replay) NixConfig(context.Context) ([]model.Setting, error) {
	return play[[]model.Setting](p, askNixConfig, nil, "the flake's nixConfig")
}
