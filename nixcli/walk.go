package nixcli

import (
	"context"

	"flakewalk/model"
)

// WalkOptions say how far Walk goes.
type WalkOptions struct {
	// Depth is how many levels below the start are listed; 0 is the default rule:
	// down to derivations, apps, modules, configurations, templates, functions and
	// plain values, and only the names of legacyPackages. A depth that is given
	// goes into all of these too.
	Depth int
	// AllSystems evaluates other systems than this machine's as well.
	AllSystems bool
	// NoDetails leaves out names, versions and descriptions.
	NoDetails bool
	// NodeLimit is how many nodes the tree may have before no more sets are
	// opened; 0 is DefaultNodeLimit.
	NodeLimit int
	// ListLimit is how many elements of one list are listed; 0 is DefaultListLimit.
	ListLimit int
}

// Bounds of a walk without a depth: a set may hold itself, and a list a million.
const (
	// DefaultListLimit is how many elements of a list a walk lists.
	DefaultListLimit = 1000
	// DefaultNodeLimit is how many nodes a walk opens sets for.
	DefaultNodeLimit = 250_000
	// defaultDepth is how deep a walk goes where nothing else stops it.
	defaultDepth = 8
)

// Walk evaluates the tree below a path, every node on its own: one that fails is
// in the tree with its problem, and hides no other. The only errors are the
// context's.
func (s *Session) Walk(ctx context.Context, p model.AttrPath, o WalkOptions) (*model.Tree, error) {
	if o.ListLimit == 0 {
		o.ListLimit = DefaultListLimit
	}
	if o.NodeLimit == 0 {
		o.NodeLimit = DefaultNodeLimit
	}
	w := &walker{s: s, ctx: ctx, opts: o, system: s.Flake().System, start: len(p)}
	root := &model.Tree{Node: model.Node{Path: p, Kind: model.KindAttrs, State: model.StateReady}}
	if len(p) > 0 {
		if err := w.evaluate(p.Parent(), []listed{{root, -1}}); err != nil {
			return nil, err
		}
	}
	if err := w.open(root); err != nil {
		return nil, err
	}
	return root, nil
}

type walker struct {
	s      *Session
	ctx    context.Context //nolint:containedctx // of this one walk
	opts   WalkOptions
	system string
	start  int // depth of the walk's start
	nodes  int // listed so far

	inside  []*model.Tree // the sets that the walk is in, outermost first
	doubted int           // how often it could not be told whether a set contains itself
}

// open lists the children of a node and evaluates them as far as the options say.
func (w *walker) open(t *model.Tree) error {
	if !t.Openable() {
		return nil
	}
	names, err := w.names(t.Path)
	if w.ctx.Err() != nil {
		return w.ctx.Err()
	}
	if err != nil {
		if len(t.Path) == w.start && t.State.Bad() || t.Problem != nil {
			return nil // its own problem says more
		}
		problem := model.ProblemOf(err)
		t.Problem, t.State = &problem, problem.Cause.State()
		return nil
	}
	if t.Same, err = w.sameAs(t, names); err != nil || t.Same != nil {
		return err
	}
	w.inside = append(w.inside, t)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()
	evaluate := w.list(t, names)
	if err := w.evaluate(t.Path, evaluate); err != nil {
		return err
	}
	for _, c := range evaluate {
		if w.opened(c.Tree) {
			if err := w.open(c.Tree); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxDoubts is how many sets may look like one that they stand in, and not be compared
// with it for an error, before no more are. Comparing may end an evaluator.
const maxDoubts = 3

// sameAs finds the set that t stands in and is itself, or nil. Only sets with the same
// names are asked about. The error is the context's.
func (w *walker) sameAs(t *model.Tree, names model.Children) (*model.Tree, error) {
	for _, outer := range w.inside {
		if names.List || names.Len == 0 || w.doubted == maxDoubts || !hasNames(outer, names) {
			continue
		}
		same := false
		q := &question{
			what: "whether " + t.Path.String() + " is " + orRoot(outer.Path), priority: priorityNames, limit: w.s.timeLimit(),
			probe: func([]int, bool) string { return sameProbe(outer.Path, t.Path, unsound(outer)) },
			value: func(answer string, err error) {
				if same = answer == "1"; err != nil {
					w.doubted++
				}
			},
		}
		if err := w.s.ask(w.ctx, q); err != nil || same {
			return outer, err
		}
	}
	return nil, nil
}

// hasNames tells whether the children of a node are those.
func hasNames(t *model.Tree, names model.Children) bool {
	if len(t.Children) != names.Len {
		return false
	}
	for i, c := range t.Children {
		if c.Path.Last() != names.At(i) {
			return false
		}
	}
	return true
}

// unsound are the children of a node that failed or were left alone.
func unsound(t *model.Tree) []model.Step {
	var steps []model.Step
	for _, c := range t.Children {
		if c.State != model.StateReady {
			steps = append(steps, c.Path.Last())
		}
	}
	return steps
}

// list makes the children of a node and returns those that are to be evaluated.
func (w *walker) list(t *model.Tree, names model.Children) []listed {
	n := names.Len
	if names.List && n > w.opts.ListLimit {
		n, t.More = w.opts.ListLimit, n-w.opts.ListLimit
	}
	w.nodes += n
	t.Children = make([]*model.Tree, n)
	var evaluate []listed
	for i := range n {
		p := t.Path.Child(names.At(i))
		c := &model.Tree{Node: model.Node{Path: p, Kind: model.ExpectedKind(p)}}
		t.Children[i] = c
		switch {
		case w.foreign(p):
			c.State = model.StateForeign
		case w.evaluated(p):
			evaluate = append(evaluate, listed{c, i})
		}
	}
	return evaluate
}

// foreign tells whether a node belongs to another system and is left alone.
func (w *walker) foreign(p model.AttrPath) bool {
	system := model.SystemAt(p)
	return system != "" && system != w.system && !w.opts.AllSystems
}

// evaluated tells whether a listed node is evaluated: all are but the members of
// legacyPackages, whose names are enough unless the walk starts there.
func (w *walker) evaluated(p model.AttrPath) bool {
	if w.opts.Depth > 0 || len(p) < 3 || p[0] != model.Attr("legacyPackages") {
		return true
	}
	return w.start >= 2
}

// opened tells whether the walk goes into a node.
func (w *walker) opened(t *model.Tree) bool {
	if t.State == model.StateForeign || t.State == model.StateUnevaluated || !t.Openable() || w.nodes > w.opts.NodeLimit {
		return false
	}
	level := len(t.Path) - w.start
	if w.opts.Depth > 0 {
		return level < w.opts.Depth
	}
	if level >= defaultDepth {
		return false
	}
	if w.start >= 2 && t.Path[0] == model.Attr("legacyPackages") {
		return false // one level below the path that was asked for
	}
	return !t.Kind.Leaf()
}

// names asks for the names below a node: those of the outputs are known to the
// session already, the others go past its cache.
func (w *walker) names(p model.AttrPath) (model.Children, error) {
	if len(p) == 0 {
		return w.s.Children(w.ctx, p)
	}
	var names model.Children
	var failed error
	q := listing(p, w.s.timeLimit(), func(c model.Children, err error) { names, failed = c, err })
	if err := w.s.ask(w.ctx, q); err != nil {
		return model.Children{}, err
	}
	return names, failed
}

// evaluate fills in the heads and briefs of children of one node.
func (w *walker) evaluate(parent model.AttrPath, nodes []listed) error {
	limit := w.s.opts.ValueLimit
	err := w.batches(nodes, &question{
		what: "kinds in " + orRoot(parent), path: parent, forces: true,
	}, func(items []item, alone bool) string { return headsProbe(limit, items, alone) }, func(t *model.Tree, answer string, err error) { t.Node = headNode(t.Path, answer, err) })
	if err != nil || w.opts.NoDetails {
		return err
	}
	var groups [briefGroups][]listed
	for _, l := range nodes {
		if l.NeedsBrief() {
			g := briefGroup(l.Kind)
			groups[g] = append(groups[g], l)
		}
	}
	for _, group := range groups {
		if len(group) == 0 {
			continue
		}
		kind := group[0].Kind
		err := w.batches(group, &question{
			what: "descriptions in " + orRoot(parent), path: parent,
		}, func(items []item, alone bool) string { return briefsProbe(limit, kind, items, alone) }, func(t *model.Tree, answer string, err error) { t.Node = briefNode(t.Node, answer, err) })
		if err != nil {
			return err
		}
	}
	return nil
}

// listed is a child with its place among its parent's.
type listed struct {
	*model.Tree
	place int
}

// batches asks the question about children of one node, as many at a time as one
// request takes.
func (w *walker) batches(nodes []listed, about *question, probe func([]item, bool) string, answer func(*model.Tree, string, error)) error {
	for len(nodes) > 0 {
		var one batch
		for len(one.items) < len(nodes) && !one.full() {
			l := nodes[len(one.items)]
			one.add(item{l.Path.Last(), l.place})
		}
		items := one.items
		together := nodes[:len(items)]
		nodes = nodes[len(items):]
		q := question{what: about.what, path: about.path, forces: about.forces, items: items, priority: priorityHeads, limit: w.s.timeLimit()}
		q.probe = func(at []int, alone bool) string { return probe(pick(items, at), alone) }
		q.item = func(i int, a string, err error) { answer(together[i].Tree, a, err) }
		if err := w.s.ask(w.ctx, &q); err != nil {
			return err
		}
	}
	return nil
}
