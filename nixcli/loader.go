package nixcli

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/model/lock"
)

//go:embed probe/loader.nix
var loaderSource string

// openedFlake is a flake with what an evaluator needs to load it.
type openedFlake struct {
	model.Flake
	source lockedSource
	locks  []byte // of the flake that is loaded; Flake may be an input of it
	// fingerprint names nix's evaluation cache of the flake; "" where it has none.
	fingerprint string
}

// lockedSource is where a flake's own source is: the locked reference, and the path in
// the store, "" where that is not known.
type lockedSource struct {
	locked lock.Ref
	path   string
}

// decodeOpened reads the metadata of a flake.
func decodeOpened(metadata []byte) (openedFlake, error) {
	f, err := decodeMetadata(metadata)
	if err != nil {
		return openedFlake{}, err
	}
	o := openedFlake{Flake: f, locks: f.Locks, fingerprint: gjson.GetBytes(metadata, "fingerprint").String()}
	o.source.locked, _ = decodeRef("locked", gjson.GetBytes(metadata, "locked"), nil) // what is wrong there nobody can fetch
	if shallow := asShallow(o.source.locked); f.Pin != "" && !f.Dirty && len(shallow) > len(o.source.locked) {
		o.Pin, o.source.locked = addParameter(f.Pin, "shallow=1"), shallow
	}
	if f.Pin != "" {
		o.source.path = f.Path
	}
	return o, nil
}

// prefetched fills in what prefetching told.
func (o openedFlake) prefetched(p prefetched) openedFlake {
	o.Flake = p.pin(o.Flake)
	o.source.path = p.path
	if more, err := decodeRef("locked", p.locked, o.source.locked); err == nil {
		o.source.locked = more
	}
	o.source.locked = o.source.locked.With(lock.Attr{Name: "narHash", Type: model.TypeString, Text: p.hash})
	return o
}

// loadWays are the ways in which an evaluator can be given a flake, and the one in use.
type loadWays struct {
	expr string // of the way in use, in terms of fw and loader
	left []func(context.Context) (string, error)
}

// next goes on to the next way; it says why there is none, or "".
func (l *loadWays) next(ctx context.Context) (none string) {
	none = "the flake cannot be pinned"
	for len(l.left) > 0 {
		way := l.left[0]
		l.left = l.left[1:]
		expr, err := way(ctx)
		if err == nil {
			l.expr = expr
			return ""
		}
		none = err.Error()
	}
	return none
}

// loadWays are those of a flake: builtins.getFlake where nix takes its pin, and the
// loader, which gives the same value, for everything else. `self` of a git tree with
// changes has attributes that its pin has not, so there only the loader will do.
func (s *Session) loadWays(o openedFlake) loadWays {
	var l loadWays
	add := func(way func(context.Context) (string, error)) {
		l.left = append(l.left, func(ctx context.Context) (string, error) {
			expr, err := way(ctx)
			if err == nil && o.Via != nil {
				expr = selection("("+expr+")", lock.AttrPath(o.Via.Path))
			}
			return expr, err
		})
	}
	if o.Pin != "" && lockComplete(o) && selfByPin(o) {
		add(func(context.Context) (string, error) { return getFlakeExpr(o.Pin) })
	}
	add(func(ctx context.Context) (string, error) { return s.client.loaderExpr(ctx, o, s.storeDir(o.Flake)) })
	return l
}

// selfByPin tells whether the pin of a flake gives the `self` that the flake has: nix
// counts the revisions of a shallow clone only in its work tree.
func selfByPin(o openedFlake) bool {
	locked := o.source.locked
	return locked.Type() != "git" || !o.Dirty && (locked.Get("shallow") != "true" || locked.Get("revCount") == "")
}

// lockComplete tells whether the lock file in a flake's source says all that nix found
// out about its inputs, so that builtins.getFlake takes the flake as it is. It does not
// where there is no lock file, where it is behind flake.nix, or where the user's flags
// replace an input.
func lockComplete(o openedFlake) bool {
	if len(gjson.GetBytes(o.locks, "nodes").Map()) <= 1 {
		return true // there is nothing to lock
	}
	text, err := os.ReadFile(path.Join(o.source.path, o.source.locked.Get("dir"), "flake.lock")) //nolint:gosec // in the store
	return o.source.path != "" && err == nil && sameJSON(withoutMark(text), o.locks)
}

// writesLock tells whether nix has a place for the lock file of a flake: a folder of this
// machine, also where a revision of it is named. With an overridden input it writes none.
func writesLock(f model.Flake) bool { return f.Dir != "" && isThere(f.Dir, "flake.nix") }

// sameJSON tells whether two documents say the same, whatever their layout.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// loaderExpr is the flake in Nix, made of its locked inputs by the loader, in terms of
// fw and loader. Sources that are in the store already are taken from there; what is
// neither there nor locked (a folder with changes, with some versions of nix) is fetched
// now, so that all questions see one state of it. Errors are *Error or the context's.
func (c *Client) loaderExpr(ctx context.Context, o openedFlake, store string) (string, error) {
	graph, err := DecodeLocks(o.locks)
	if err != nil {
		return "", err
	}
	if !lockComplete(o) {
		o.source.locked = unlocked(o.source.locked)
	}
	l := loading{client: c, graph: graph, places: make(map[string]string, graph.Len())}
	if c.flags.EvalStore == "" && c.flags.Store == "" {
		l.store = store
	}
	for i, n := range graph.Nodes() {
		l.places[n.Key] = `"` + strconv.Itoa(i) + `"`
	}
	l.write(`loader "0" { `)
	for i, n := range graph.Nodes() {
		l.write(l.places[n.Key], " = { ")
		if i == 0 {
			l.tree(o.source.locked, o.source.path)
		} else {
			l.source(ctx, n)
		}
		l.inputs(n)
		l.write("}; ")
	}
	l.write("}")
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return l.b.String(), l.err
}

// unlocked is the reference of a flake whose lock file does not say all: nix tells such
// a flake no revision of itself, since that does not determine what it is.
func unlocked(locked lock.Ref) lock.Ref {
	return slices.DeleteFunc(slices.Clone(locked), func(a lock.Attr) bool { return a.Name == "revCount" || a.Name == "rev" })
}

// loading is the work on one loaderExpr.
type loading struct {
	client *Client
	graph  *lock.Graph
	store  string            // where sources can be, "" where that is not known
	places map[string]string // of nodes in the expression, by key
	b      strings.Builder
	err    error
}

func (l *loading) write(parts ...string) {
	for _, p := range parts {
		l.b.WriteString(p)
	}
}

// source writes where the source of an input is.
func (l *loading) source(ctx context.Context, n lock.Node) {
	if !n.Flake {
		l.write("plain = true; ")
	}
	if n.Locked.Relative() {
		parent, ok := l.graph.At(n.Parent)
		if !ok {
			l.fail("the lock file has no input " + lock.PathText(n.Parent))
			return
		}
		l.write("parent = ", l.places[parent.Key], "; ")
		below := n.Locked.Get("path")
		if !n.Flake {
			below = path.Clean(below)
		}
		l.dir(below)
		return
	}
	locked, at := n.Locked, existing(l.store, n.Locked.Get("narHash"))
	if at == "" && !fetchable(locked) {
		if src, err := l.client.prefetch(ctx, locked.URL(), runOptions{limit: limitOpen}); err == nil {
			locked, at = locked.With(lock.Attr{Name: "narHash", Type: model.TypeString, Text: src.hash}), src.path
		}
	}
	l.tree(locked, at)
}

// tree writes what fetchTree takes for a locked reference; and where the source is
// taken from the store, what its fetcher would have told beside it.
func (l *loading) tree(locked lock.Ref, at string) {
	l.dir(locked.Get("dir"))
	l.write("tree = { ")
	if hash := locked.Get("narHash"); at != "" && hash != "" && locked.Type() != "file" {
		l.write(`type = "path"; path = `, l.text(at), "; narHash = ", l.text(hash), "; }; info = { ")
		l.info(locked)
	} else {
		for _, a := range locked {
			counted := a.Name == "revCount" && locked.Get("shallow") == "true" // which fetchTree could not confirm
			if a.Name != "dir" && a.Name != "__final" && !counted {            // neither is known to fetchTree
				l.attr(a)
			}
		}
	}
	l.write("}; ")
}

func (l *loading) dir(below string) {
	if below != "" {
		l.write("dir = ", l.text("/"+below), "; ")
	}
}

// info writes the attributes that a source has by its fetcher: emitTreeAttrs in Nix's
// source, fetchTree.cc.
func (l *loading) info(locked lock.Ref) {
	for _, a := range locked {
		switch a.Name {
		case "rev":
			l.write("shortRev = ", l.text(a.Text[:min(7, len(a.Text))]), "; ")
		case "lastModified":
			if t, err := strconv.ParseInt(a.Text, 10, 64); err == nil {
				l.write(`lastModifiedDate = "`, time.Unix(t, 0).UTC().Format("20060102150405"), `"; `)
			}
		case "revCount", "dirtyRev", "dirtyShortRev":
		default:
			continue
		}
		l.attr(a)
	}
	if locked.Type() == "git" {
		l.write("submodules = ", boolWord(locked.Get("submodules") == "true"), "; ")
	}
}

// inputs writes which node each input of a node is. What leads nowhere fails where it
// is used, as it does with nix.
func (l *loading) inputs(n lock.Node) {
	if len(n.Inputs) == 0 {
		return
	}
	l.write("inputs = { ")
	for _, e := range n.Inputs {
		to, ok := l.places[e.To]
		if !ok {
			to = "throw " + l.text("input '"+e.Input+"' follows a non-existent input '"+strings.Join(e.Follows, "/")+"'")
		}
		l.write(l.name(e.Input), " = ", to, "; ")
	}
	l.write("}; ")
}

// attr writes an attribute of a reference as nix had it.
func (l *loading) attr(a lock.Attr) {
	value := a.Text
	if a.Type == model.TypeString {
		value = l.text(value)
	}
	l.write(l.name(a.Name), " = ", value, "; ")
}

// name writes a name of an attribute.
func (l *loading) name(s string) string {
	if name := l.text(s); name[0] != '(' {
		return name
	}
	return "${" + l.text(s) + "}"
}

// text writes a string; one that is not UTF-8 cannot be written.
func (l *loading) text(s string) string {
	expr, ok := literal(s)
	if !ok {
		l.fail("the lock file has text that is not UTF-8")
		return `""`
	}
	return expr
}

func (l *loading) fail(why string) {
	if l.err == nil {
		l.err = &Error{Cause: model.CauseLock, Message: why}
	}
}

// fetchable tells whether fetchTree takes a locked reference in pure mode: by its
// revision, or what a server sends by its hash.
func fetchable(locked lock.Ref) bool {
	switch locked.Type() {
	case "path":
		return false
	case "tarball", "file":
		return locked.Get("narHash") != ""
	}
	return locked.Rev() != ""
}

// existing is the source with that hash in a store, "" where it is not there.
func existing(store, narHash string) string {
	at := sourcePath(store, narHash)
	if store == "" || at == "" {
		return ""
	}
	if _, err := os.Lstat(at); err != nil {
		return ""
	}
	return at
}
