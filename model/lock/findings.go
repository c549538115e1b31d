package lock

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
)

// FindingKind says what is worth a mark about an input.
type FindingKind uint8

// The kinds of findings.
const (
	FindingFollows     FindingKind = iota // follows what does not exist, or itself
	FindingMissing                        // the lock file lacks its node
	FindingCycle                          // has itself among its inputs' inputs
	FindingUnlocked                       // has no locked reference
	FindingUnlockable                     // its locked reference does not pin the content
	FindingOld                            // older than so many days
	FindingIndirect                       // found through the registry
	FindingUnused                         // declared, but `outputs` does not take it
	FindingFork                           // another owner than the sibling's
	FindingBranch                         // another branch than the sibling's
	FindingInsecure                       // fetched without TLS
	FindingOutside                        // a relative path that leaves the flake
	FindingUnreachable                    // nothing in the lock file leads to it
	FindingOverride                       // flake.nix overrides an input that it has not
)

// String is the kind's name in JSON.
func (k FindingKind) String() string {
	return [...]string{
		"follows", "missing", "cycle", "unlocked", "unlockable", "old", "indirect", "unused",
		"fork", "branch", "insecure", "outside", "unreachable", "override",
	}[k]
}

// Finding is something worth knowing about one input.
type Finding struct {
	// Kind is what it is.
	Kind FindingKind
	// Key is the node it is about, or that has the input it is about.
	Key string
	// Path is the input path of what it is about; nil for a node out of reach.
	Path []string
	// Message says it in a sentence.
	Message string
}

// DefaultOlderThan is the age in days from which on an input counts as old.
const DefaultOlderThan = 30

// FindingOptions are what findings need besides the lock file.
type FindingOptions struct {
	// Now is the clock against which ages are measured.
	Now time.Time
	// OlderThan is the age in days from which on an input is old.
	OlderThan int
	// Outputs are the arguments of the flake's outputs function, nil if unknown.
	Outputs *OutputArgs
	// Dir is the folder of the flake within its source.
	Dir string
	// DeadOverrides are those of the flake (see model.Flake.DeadOverrides).
	DeadOverrides [][]string
}

// Findings are all that is worth a mark, by input path.
func (g *Graph) Findings(o FindingOptions) []Finding {
	f := finder{g: g, o: o}
	f.edges()
	f.nodes()
	f.cycles()
	f.unused()
	f.siblings()
	f.overrides()
	slices.SortStableFunc(f.all, func(a, b Finding) int {
		return cmp.Or(slices.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	return f.all
}

type finder struct {
	g   *Graph
	o   FindingOptions
	all []Finding

	explained int
}

// node adds a finding about a node.
func (f *finder) node(kind FindingKind, i int, format string, args ...any) {
	f.all = append(f.all, Finding{kind, f.g.nodes[i].Key, f.g.homeOfOrNil(i), fmt.Sprintf(format, args...)})
}

// edge adds a finding about an input that leads nowhere.
func (f *finder) edge(kind FindingKind, e Edge, message string) {
	at := childPath(f.g.homeOf(e.from), e.Input)
	f.all = append(f.all, Finding{kind, e.From, at, message})
}

// edges finds inputs that lead nowhere.
func (f *finder) edges() {
	for i, n := range f.g.nodes {
		if f.g.reached[i] < 0 {
			continue
		}
		for _, e := range n.Inputs {
			switch e.Problem {
			case EdgeFine:
			case EdgeNoNode:
				f.edge(FindingMissing, e, "the lock file has no node "+model.QuoteNix(e.wants))
			case EdgeFollowsNobody, EdgeFollowsCycle:
				f.edge(FindingFollows, e, "follows "+PathText(e.Follows)+", which leads nowhere"+f.whyNowhere(e))
			}
		}
	}
}

// maxExplained is how many chains that lead nowhere are walked to say why.
const maxExplained = 500

// whyNowhere says where a chain ends, for the first that end nowhere.
func (f *finder) whyNowhere(e Edge) string {
	if f.explained++; f.explained > maxExplained {
		return ""
	}
	return ": " + f.g.Chain(e.Follows).Problem
}

// nodes finds what a node alone shows.
func (f *finder) nodes() {
	for i, n := range f.g.nodes {
		switch {
		case i == 0:
			continue
		case f.g.reached[i] < 0:
			f.node(FindingUnreachable, i, "nothing in the lock file leads to the node %s", model.QuoteNix(n.Key))
			continue
		}
		f.lock(i, n)
		f.age(i, n)
		if n.Original.Type() == "indirect" {
			f.node(FindingIndirect, i, "%s is looked up in the registry, which differs between machines", n.Original.Label())
		}
		if link := insecureURL(n); link != "" {
			f.node(FindingInsecure, i, "%s is fetched without TLS", link)
		}
		if to, out := f.outside(n); out {
			f.node(FindingOutside, i, "path:%s leads out of the flake, to %s", n.Ref().Get("path"), to)
		}
	}
}

func (f *finder) lock(i int, n Node) {
	switch {
	case n.Locked == nil:
		f.node(FindingUnlocked, i, "%s is not locked: it can be another one tomorrow", n.Original.Label())
	case n.Locked.Relative():
	case n.Locked.ID() == "":
		f.node(FindingUnlockable, i, "%s is locked to neither a revision nor a hash", n.Locked.Label())
	case n.Locked.Get("dirtyRev") != "":
		f.node(FindingUnlockable, i, "%s is a dirty tree: nobody else can have it", n.Locked.Label())
	}
}

func (f *finder) age(i int, n Node) {
	if n.OlderThan(f.o.OlderThan, f.o.Now) {
		when := n.LastModified()
		f.node(FindingOld, i, "%s (%s)", words.Old(f.o.Now.Sub(when)), when.UTC().Format(time.DateOnly))
	}
}

// OlderThan tells whether a node's source is known to be older than so many days.
func (n Node) OlderThan(days int, now time.Time) bool {
	when := n.LastModified()
	return !when.IsZero() && now.Sub(when).Hours() > 24*float64(days)
}

// insecureURL is a URL of the node that anybody on the way can change, or "".
func insecureURL(n Node) string {
	for _, r := range []Ref{n.Locked, n.Original} {
		link := r.Get("url")
		_, bare, found := strings.Cut(link, "+")
		if !found || strings.Contains(link[:len(link)-len(bare)], ":") {
			bare = link
		}
		if strings.HasPrefix(bare, "http://") || strings.HasPrefix(bare, "git://") {
			return link
		}
	}
	return ""
}

// outside tells where a relative path leads that leaves the flake it belongs to.
func (f *finder) outside(n Node) (to string, out bool) {
	if !n.Ref().Relative() {
		return "", false
	}
	owner, to := f.g.within(n)
	if owner.Ref() == nil {
		to = path.Join(f.o.Dir, to)
	}
	return to, to == ".." || strings.HasPrefix(to, "../")
}

// cycles finds nodes that have themselves among their inputs' inputs, follows not
// counted: nix writes no such lock file.
func (f *finder) cycles() {
	g := f.g
	const open, closed = 1, 2
	state := make([]uint8, len(g.nodes))
	next := make([]int, len(g.nodes))
	stack := []int{0}
	state[0] = open
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		if next[at] == len(g.nodes[at].Inputs) {
			state[at] = closed
			stack = stack[:len(stack)-1]
			continue
		}
		e := g.nodes[at].Inputs[next[at]]
		next[at]++
		switch {
		case !e.Direct() || e.to < 0 || state[e.to] == closed:
		case state[e.to] == open:
			f.edge(FindingCycle, e, "leads back to "+model.QuoteNix(e.To)+", which it is an input of")
		default:
			state[e.to] = open
			stack = append(stack, e.to)
		}
	}
}

// overrides finds what flake.nix says of inputs that are not there.
func (f *finder) overrides() {
	for _, path := range f.o.DeadOverrides {
		name, of := path[len(path)-1], path[:len(path)-1]
		n, ok := f.g.At(of)
		if !ok {
			continue
		}
		has := "it has none at all"
		if len(n.Inputs) > 0 {
			has = "it has " + words.ListOf(n.Inputs, maxNamed, func(e Edge) string { return model.Attr(e.Input).String() })
		}
		f.all = append(f.all, Finding{FindingOverride, n.Key, path, fmt.Sprintf(
			"%s has no input %s, so what flake.nix says of it does nothing; %s", PathText(of), model.Attr(name), has)})
	}
}

// maxNamed is how many inputs a sentence names.
const maxNamed = 8

// unused finds inputs of the flake itself that its outputs do not take and that
// nothing follows either.
func (f *finder) unused() {
	args := f.o.Outputs
	if args == nil || args.Bound {
		return
	}
	followed := make(map[string]bool)
	for _, n := range f.g.nodes {
		for _, e := range n.Inputs {
			if len(e.Follows) > 0 {
				followed[e.Follows[0]] = true
			}
		}
	}
	for _, e := range f.g.nodes[0].Inputs {
		if !slices.Contains(args.Names, e.Input) && !followed[e.Input] {
			f.edge(FindingUnused, e, "is declared, but the outputs function does not take it and nothing follows it")
		}
	}
}
