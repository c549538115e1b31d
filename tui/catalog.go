package tui

import (
	"flakewalk/model"
	"flakewalk/tui/text"
)

// catalog is every name of a flake that is known: what the tree listed, and what
// the listing in the background found. It holds nix's own slices of names, and
// no paths of its own but one for each listing.
type catalog struct {
	lists []catalogued // what is in it is not changed
	seen  map[string]bool
	names int
}

// catalogued are the names below one attribute.
type catalogued struct {
	path    model.AttrPath
	before  string   // the path with its dot, as it is shown
	foreign bool     // of another system
	others  []string // those of the names that are other systems
	names   []string
	list    bool // the names are the numbers of a list's elements
}

// add takes in a listing, unless it is known. Elements of lists have no names.
func (c *catalog) add(path model.AttrPath, children model.Children, system string) {
	key := path.Key()
	if children.List || len(children.Names) == 0 || c.seen[key] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[key] = true
	before := text.Path(path)
	if before != "" {
		before += "."
	}
	s := model.SystemOf(path)
	c.lists = append(c.lists, catalogued{
		path: path, before: before, names: children.Names,
		foreign: s != "" && s != system, others: otherSystems(path, children.Names, system),
	})
	c.names += len(children.Names)
}

// otherSystems are those of the names below a path that are other systems.
func otherSystems(path model.AttrPath, names []string, system string) []string {
	var others []string
	for _, name := range names {
		if model.IsSystem(name) && foreign(path.Child(model.Attr(name)), system) {
			others = append(others, name)
		}
	}
	return others
}

// step is the last step of a name's path.
func (c *catalogued) step(i int) model.Step {
	if c.list {
		return model.Elem(i)
	}
	return model.Attr(c.names[i])
}

// at is the path of a name.
func (c *catalogued) at(i int) model.AttrPath { return c.path.Child(c.step(i)) }
