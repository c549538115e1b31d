package tui

import (
	"fmt"
	"hash/fnv"

	"flakewalk/model/lock"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
)

// inputViewID is one of the ways to look at the inputs.
type inputViewID uint8

// The views, in the order in which one goes through them.
const (
	viewTree inputViewID = iota
	viewList
	viewGroups
	inputViews
)

// String is the view's name in the status line.
func (v inputViewID) String() string {
	return [...]string{"the tree of inputs", "all inputs", "what is locked more than once"}[v]
}

// inputItem is one row of a view: an input, or a source that is locked more than
// once. Item 0 of a view stands above its rows and is never shown.
type inputItem struct {
	lock.Row
	group  *lock.Duplicate
	more   bool // stands for the rows that are left out
	parent int
	kids   []int
}

// leads is where the row of the node itself is, for a row that is another place of it.
func (it *inputItem) leads() []string {
	if it.group != nil || it.Node == nil || it.Home == nil {
		return nil
	}
	return it.Home
}

// key names an item, the same after the flake was read again.
func (it *inputItem) key() string {
	if it.group != nil {
		return "\x00" + it.group.Source
	}
	return inputKey(it.Path)
}

// inputKey names the row of an input path: a hash, since names can be very long and
// there is one for each row.
func inputKey(path []string) string {
	const enough = 256 // bytes of a name; its length tells longer ones apart
	h := fnv.New128a()
	for _, name := range path {
		short, rest := text.Cut(name, enough)
		_, _ = fmt.Fprintf(h, "%s\x00%d\x00", short, rest)
	}
	return string(h.Sum(nil))
}

// inputView is a tree of rows and which of them are open. The rows are all there
// from the beginning; the outline gets those that somebody opens.
type inputView struct {
	inputItems
	tree *outline.Model
	ids  []int              // the item of each row of the outline
	rows map[int]outline.ID // the row of each item that the outline has
	used bool               // rows were opened
}

func newInputView(p *inputsTab) *inputView {
	v := &inputView{}
	v.tree = outline.New(inputRows{p, v}, p.env.theme)
	return v
}

// inputItems are the rows of a view, ready to be shown.
type inputItems struct {
	items []inputItem
	byKey map[string]int
}

func newInputItems(items []inputItem) inputItems {
	all := inputItems{items, make(map[string]int, len(items))}
	for i := range items {
		all.byKey[items[i].key()] = i
	}
	return all
}

// fill gives the view its items. What was open stays so, and the cursor stays on
// its item, as far as there still are such.
func (v *inputView) fill(all inputItems) {
	open, at := v.state()
	v.inputItems = all
	v.tree.Reset()
	v.ids, v.rows = []int{0}, map[int]outline.ID{0: outline.Root}
	v.supply(outline.Root)
	for _, key := range open {
		if i, ok := v.byKey[key]; ok {
			v.open(i)
		}
	}
	if i, ok := v.byKey[at]; ok {
		v.show(i)
	}
}

// state is what is open, from the top, and where the cursor is.
func (v *inputView) state() (open []string, at string) {
	for id := 1; id < len(v.ids); id++ {
		if v.tree.IsOpen(outline.ID(id)) {
			open = append(open, v.items[v.ids[id]].key())
		}
	}
	if i := v.cursor(); i > 0 {
		at = v.items[i].key()
	}
	return open, at
}

// supply gives the outline the rows below one that waits for them.
func (v *inputView) supply(id outline.ID) {
	kids := v.items[v.ids[id]].kids
	if !v.tree.SetChildren(id, len(kids)) {
		return
	}
	for i, kid := range kids {
		v.ids = append(v.ids, kid)
		v.rows[kid] = v.tree.Child(id, i)
	}
}

// cursor is the item under the cursor, or 0.
func (v *inputView) cursor() int {
	id, ok := v.tree.Cursor()
	if !ok || int(id) >= len(v.ids) {
		return 0
	}
	return v.ids[id]
}

// open opens an item whose row the outline has.
func (v *inputView) open(item int) {
	id, ok := v.rows[item]
	if !ok || len(v.items[item].kids) == 0 {
		return
	}
	if need := v.tree.Open(id); need.Children != outline.Root {
		v.supply(need.Children)
	}
}

// show opens what lies above an item and moves the cursor there; item 0 is none.
func (v *inputView) show(item int) {
	if item == 0 {
		return
	}
	v.unveil(v.items[item].parent)
	v.tree.Select(v.rows[item])
}

// unveil opens an item and what lies above it.
func (v *inputView) unveil(item int) {
	if item == 0 {
		return
	}
	v.unveil(v.items[item].parent)
	v.open(item)
}

// unfold opens as many levels as fit on the screen, the first time.
func (v *inputView) unfold(height int) {
	if v.used || len(v.items) == 0 || height == 0 {
		return
	}
	v.used = true
	level, rows := v.items[0].kids, len(v.items[0].kids)
	for len(level) > 0 {
		var next []int
		for _, i := range level {
			next = append(next, v.items[i].kids...)
		}
		if rows += len(next); rows > height {
			return
		}
		for _, i := range level {
			v.open(i)
		}
		level = next
	}
}

// addItem appends an item below another and returns its number.
func addItem(items []inputItem, parent int, it inputItem) ([]inputItem, int) {
	it.parent = parent
	n := len(items)
	items[parent].kids = append(items[parent].kids, n)
	return append(items, it), n
}

// maxInputRows bounds the rows of the tree: no lock file that nix wrote comes near.
const maxInputRows = 20_000

// treeItems are the inputs as they are declared, from the flake itself on. A
// node's own inputs stand below the first row that leads to it.
func treeItems(g *lock.Graph) inputItems {
	items := []inputItem{{}}
	above := []int{0} // the item at each depth
	for row := range g.Tree() {
		if len(items) > maxInputRows {
			items, _ = addItem(items, 0, inputItem{more: true})
			break
		}
		depth := len(row.Path)
		var n int
		items, n = addItem(items, above[depth-1], inputItem{Row: row})
		above = append(above[:depth], n)
	}
	return newInputItems(items)
}

// listItems are all nodes, each once.
func listItems(g *lock.Graph, order lock.Order) inputItems {
	items := []inputItem{{}}
	for _, n := range g.List(order) {
		items, _ = addItem(items, 0, nodeItem(g, n))
	}
	return newInputItems(items)
}

// nodeItem is the row of a node itself, in a view that is no tree of inputs.
func nodeItem(g *lock.Graph, n lock.Node) inputItem {
	it := inputItem{Row: lock.Row{Node: &n}}
	if it.Path, _ = g.Home(n.Key); len(it.Path) == 0 {
		it.Path = []string{n.Key}
	}
	it.Edge = lock.Edge{Input: lock.PathText(it.Path), To: n.Key}
	return it
}

// groupItems are the sources that are locked more than once, with their nodes.
func groupItems(known lock.Inputs) inputItems {
	items := []inputItem{{}}
	for i := range known.Duplicates {
		d := &known.Duplicates[i]
		var at int
		items, at = addItem(items, 0, inputItem{group: d})
		for _, key := range d.Keys {
			if n, ok := known.Graph.Node(key); ok {
				items, _ = addItem(items, at, nodeItem(known.Graph, n))
			}
		}
	}
	return newInputItems(items)
}
