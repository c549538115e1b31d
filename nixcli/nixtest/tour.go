package nixtest

import (
	"context"
	"fmt"
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// Tourable is what a tour asks. *nixcli.Session fits it.
type Tourable interface {
	Open(ctx context.Context) (model.Flake, error)
	Children(ctx context.Context, p model.AttrPath) (model.Children, error)
	Heads(ctx context.Context, ps []model.AttrPath) ([]model.Node, error)
	Briefs(ctx context.Context, ps []model.AttrPath) ([]model.Node, error)
	Detail(ctx context.Context, p model.AttrPath) (model.Detail, error)
	Commands(n model.Node) []model.Command
	Actions(ctx context.Context, n model.Node, known model.Here, c model.Consent) ([]model.Action, error)
	Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error)
	Source(ctx context.Context, at model.Position) (model.Source, error)
	Index(ctx context.Context, after int) (model.Index, error)
	Inputs(ctx context.Context) (lock.Inputs, error)
	InputSource(ctx context.Context, n lock.Node) (lock.Source, error)
	InputFiles(ctx context.Context, n lock.Node) (lock.FileList, error)
	UpdateArgv(ctx context.Context, input string) ([]string, error)
	NixConfig(ctx context.Context) ([]model.Setting, error)
}

// Seen is one answer of a tour.
type Seen struct {
	// Question says what was asked, in words.
	Question string
	// Answer is a value of package model, or nil.
	Answer any
	// Problem is why there is none.
	Problem *model.Problem
}

// Bounds of a tour: a set may hold itself.
const (
	tourDepth = 8
	tourNodes = 5000
)

// Tour asks everything about a flake that the explorer can ask: all nodes that can
// be reached, with their details, sources and commands, and all inputs. Of other
// systems it asks what the rows say, and no more.
func Tour(t testing.TB, nix Tourable) []Seen {
	t.Helper()
	r := &tourist{ctx: t.Context(), nix: nix, asked: map[model.Position]bool{}}
	f, err := nix.Open(r.ctx)
	r.system = f.System
	r.see("open", f.URL, err)
	if err != nil {
		return r.seen
	}
	r.walk(nil, 0)
	r.inputs()
	settings, err := nix.NixConfig(r.ctx)
	r.see("nixConfig", settings, err)
	for after, done := 0, false; !done; {
		x, err := nix.Index(r.ctx, after)
		done = x.Done || err != nil
		after += len(x.Listings)
		r.see(fmt.Sprint("index after ", after), nil, err) // in which order it lists is nobody's promise
	}
	return r.seen
}

type tourist struct {
	ctx   context.Context //nolint:containedctx // of this one tour
	nix   Tourable
	seen  []Seen
	asked map[model.Position]bool
	nodes int

	system string
}

// foreign tells whether a node is for another system.
func (r *tourist) foreign(p model.AttrPath) bool {
	s := model.SystemOf(p)
	return s != "" && s != r.system
}

func (r *tourist) see(question string, answer any, err error) {
	s := Seen{Question: question, Answer: answer}
	if err != nil {
		p := model.ProblemOf(err)
		s.Answer, s.Problem = nil, &p
	}
	r.seen = append(r.seen, s)
}

// walk asks for all that is below a path, and of what lies below a leaf, such as a
// derivation, for the first level.
func (r *tourist) walk(p model.AttrPath, leaves int) {
	names, err := r.nix.Children(r.ctx, p)
	r.see("children "+p.String(), names, err)
	if err != nil {
		return
	}
	var paths []model.AttrPath
	for i := range min(names.Len, max(0, tourNodes-r.nodes)) {
		paths = append(paths, p.Child(names.At(i)))
	}
	r.nodes += len(paths)
	for _, n := range r.heads(paths) {
		r.node(n, leaves > 0)
		below := leaves
		if leaves > 0 || n.Kind.Leaf() {
			below++
		}
		if n.Openable() && below < 2 && (below == 0 || !r.foreign(n.Path)) && len(n.Path) < tourDepth {
			r.walk(n.Path, below)
		}
	}
}

// heads asks until all nodes are known, and then for their names and descriptions.
func (r *tourist) heads(paths []model.AttrPath) []model.Node {
	nodes := r.until("head", paths, r.nix.Heads)
	var named []model.AttrPath
	at := map[string]int{}
	for i, n := range nodes {
		if n.NeedsBrief() {
			at[n.Path.Key()] = i
			named = append(named, n.Path)
		}
	}
	for _, n := range r.until("brief", named, r.nix.Briefs) {
		nodes[at[n.Path.Key()]] = n
	}
	return nodes
}

// until asks again and again for those that are still missing, and returns the
// answers in the order of the paths.
func (r *tourist) until(ask string, paths []model.AttrPath, f func(context.Context, []model.AttrPath) ([]model.Node, error)) []model.Node {
	known := map[string]model.Node{}
	for left := paths; len(left) > 0; {
		nodes, err := f(r.ctx, left)
		if err != nil || len(nodes) == 0 {
			r.see(ask+"s", nil, err)
			return nil
		}
		for _, n := range nodes {
			known[n.Path.Key()] = n
		}
		left = nil
		for _, p := range paths {
			if _, ok := known[p.Key()]; !ok {
				left = append(left, p)
			}
		}
	}
	nodes := make([]model.Node, len(paths))
	for i, p := range paths {
		nodes[i] = known[p.Key()]
		r.see(ask+" "+p.String(), nodes[i], nil)
	}
	return nodes
}

// node asks for everything about one node, but what can be done with what lies
// within a leaf.
func (r *tourist) node(n model.Node, within bool) {
	at := n.Path.String()
	d, err := r.nix.Detail(r.ctx, n.Path)
	r.see("detail "+at, d, err)
	var defined model.Position
	for _, f := range d.Fields {
		if f.Form == model.FormPosition {
			r.source(f.Position)
			defined = f.Position
		}
	}
	if n.Problem != nil {
		for _, at := range model.PositionsOf(n.Problem.Trace) {
			r.source(at)
		}
	}
	r.see("commands "+at, r.nix.Commands(n), nil)
	if within || r.foreign(n.Path) {
		return
	}
	if n.Kind.Derivation() && n.State == model.StateReady {
		drv, err := r.nix.Derivation(r.ctx, n.Path)
		r.see("derivation "+at, drv, err)
	}
	here := model.Here{Position: defined, MainProgram: d.Get("main program")}
	here.NoMainProgram = here.MainProgram == ""
	actions, err := r.nix.Actions(r.ctx, n, here, model.ConsentUnasked)
	r.see("actions "+at, actions, err)
}

// source asks for the lines around a place, once.
func (r *tourist) source(at model.Position) {
	if !r.asked[at] {
		r.asked[at] = true
		src, err := r.nix.Source(r.ctx, at)
		r.see("source "+at.String(), src, err)
	}
}

// inputs asks for everything about the inputs.
func (r *tourist) inputs() {
	in, err := r.nix.Inputs(r.ctx)
	r.see("inputs", in.Findings, err)
	if err != nil {
		return
	}
	update := func(name string) {
		argv, err := r.nix.UpdateArgv(r.ctx, name)
		r.see("update "+name, argv, err)
	}
	update("")
	for row := range in.Graph.Rows() {
		update(lock.PathText(row.Path))
		if row.Node == nil {
			continue
		}
		n := *row.Node
		src, err := r.nix.InputSource(r.ctx, n)
		r.see("input source "+n.Key, src, err)
		files, err := r.nix.InputFiles(r.ctx, n)
		r.see("input files "+n.Key, files, err)
	}
}
