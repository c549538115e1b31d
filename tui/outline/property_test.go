package outline

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/tui/keymap"
)

// reference is the same tree, done simply: nested nodes and no cleverness.
type reference struct {
	parent map[ID]ID
	kids   map[ID][]ID // of listed rows
	open   map[ID]bool
	waits  map[ID]bool
	hidden map[ID]bool
	joined map[ID]ID // by parent
}

// rows are the rows that must be shown, by walking everything.
func (r *reference) rows(id ID) []ID {
	var out []ID
	for _, k := range r.kids[id] {
		if r.hidden[k] {
			continue
		}
		if r.joined[id] != k {
			out = append(out, k)
		}
		if r.open[k] {
			out = append(out, r.rows(k)...)
		}
	}
	return out
}

// all is every row that was ever listed.
func (r *reference) all() []ID {
	ids := []ID{Root}
	for id := range r.parent {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

type anyBranch struct{}

func (anyBranch) Row(ID) Row     { return Row{Label: "x"} }
func (anyBranch) Branch(ID) bool { return true }

// TestTree drives the tree with keys and with answers that come late, fail, or
// answer what nobody asked, and compares it to the reference after each step.
func TestTree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, _ := newTree(20, rapid.IntRange(0, 6).Draw(t, "height"))
		m.source = anyBranch{}
		r := &reference{parent: map[ID]ID{}, kids: map[ID][]ID{}, open: map[ID]bool{}, waits: map[ID]bool{Root: true}, hidden: map[ID]bool{}, joined: map[ID]ID{}}
		under := func() ID {
			id, _ := m.Cursor()
			return id
		}
		t.Repeat(map[string]func(*rapid.T){
			"answer": func(t *rapid.T) {
				id := rapid.SampledFrom(r.all()).Draw(t, "row")
				n := rapid.IntRange(0, 4).Draw(t, "children")
				before, next := under(), ID(m.Len()+1)
				if m.SetChildren(id, n) != r.waits[id] {
					t.Fatalf("row %d waits: %v", id, r.waits[id])
				}
				if !r.waits[id] {
					return
				}
				delete(r.waits, id)
				r.open[id], r.kids[id] = true, nil
				for i := range ID(n) {
					r.kids[id] = append(r.kids[id], next+i)
					r.parent[next+i] = id
				}
				if before != Root && under() != before {
					t.Fatalf("the cursor went from %d to %d", before, under())
				}
			},
			"fail": func(t *rapid.T) {
				id := rapid.SampledFrom(r.all()).Draw(t, "row")
				if id == Root {
					return
				}
				m.Fail(id)
				delete(r.waits, id)
			},
			"key": func(t *rapid.T) {
				a := rapid.SampledFrom([]keymap.Action{
					keymap.Up, keymap.Down, keymap.HalfDown, keymap.HalfUp, keymap.PageDown, keymap.PageUp, keymap.Top, keymap.Bottom,
				}).Draw(t, "action")
				_, _ = m.Do(a)
			},
			"toggle": func(t *rapid.T) {
				id := under()
				if id == Root {
					return
				}
				need, _ := m.Do(keymap.Toggle)
				r.toggle(t, id, need)
				if under() != id {
					t.Fatal("the cursor moved")
				}
			},
			"fold all": func(*rapid.T) {
				_, _ = m.Do(keymap.FoldAll)
				clear(r.open)
				root := r.waits[Root]
				clear(r.waits)
				r.waits[Root] = root
			},
			"forget": func(t *rapid.T) {
				id := under()
				if id == Root {
					return
				}
				m.Forget(id)
				r.forget(id)
			},
			"wheel": func(t *rapid.T) {
				m.Scroll(rapid.IntRange(-5, 5).Draw(t, "rows"))
			},
			"hide": func(t *rapid.T) {
				id := rapid.SampledFrom(r.all()).Draw(t, "row")
				if id == Root {
					return
				}
				before, hide := under(), rapid.Bool().Draw(t, "hide")
				m.SetHidden([]ID{id}, hide)
				r.hidden[id] = hide
				for before != Root && !slices.Contains(m.rows, before) {
					before = m.Parent(before)
				}
				if before != Root && under() != before {
					t.Fatalf("the cursor went to %d, not %d", under(), before)
				}
			},
			"join": func(t *rapid.T) {
				id := rapid.SampledFrom(r.all()).Draw(t, "row")
				if id == Root {
					return
				}
				before, join := under(), rapid.Bool().Draw(t, "join")
				m.Join(id, join)
				if parent := r.parent[id]; join {
					r.joined[parent] = id
				} else if r.joined[parent] == id {
					delete(r.joined, parent)
				}
				for before != Root && !slices.Contains(m.rows, before) {
					before = m.Parent(before)
				}
				if before != Root && under() != before {
					t.Fatalf("the cursor went to %d, not %d", under(), before)
				}
			},
			"line": func(t *rapid.T) {
				before := under()
				m.SetLine(rapid.IntRange(-2, 8).Draw(t, "line"))
				if under() != before {
					t.Fatal("the cursor moved")
				}
			},
			"resize": func(t *rapid.T) {
				m.SetSize(20, rapid.IntRange(0, 6).Draw(t, "height"))
			},
			"": func(t *rapid.T) { r.check(t, m) },
		})
	})
}

func (r *reference) toggle(t *rapid.T, id ID, need Need) {
	if child, ok := r.joined[id]; ok && r.open[id] && !r.open[child] && !r.waits[child] {
		id = child // nobody sees that it is closed
	}
	_, listed := r.kids[id]
	switch {
	case r.open[id]:
		delete(r.open, id)
	case r.waits[id]:
		delete(r.waits, id)
		if !slices.Equal(need.Dropped, []ID{id}) {
			t.Fatalf("need %v", need)
		}
	case listed:
		r.open[id] = true
	default:
		r.waits[id] = true
		if need.Children != id {
			t.Fatalf("need %v", need)
		}
	}
}

// forget takes a row's children out of the reference, as Forget does.
func (r *reference) forget(id ID) {
	delete(r.open, id)
	delete(r.waits, id)
	delete(r.joined, id)
	var drop func(ID)
	drop = func(id ID) {
		for _, k := range r.kids[id] {
			drop(k)
			delete(r.parent, k)
			delete(r.waits, k)
			delete(r.open, k)
			delete(r.hidden, k)
			delete(r.joined, k)
		}
		delete(r.kids, id)
	}
	drop(id)
}

func (r *reference) check(t *rapid.T, m *Model) {
	if want := r.rows(Root); !slices.Equal(m.rows, want) {
		t.Fatalf("rows %v, want %v", m.rows, want)
	}
	if len(m.rows) > 0 && (m.cursor < 0 || m.cursor >= len(m.rows)) {
		t.Fatalf("cursor %d of %d", m.cursor, len(m.rows))
	}
	if m.height > 0 && (m.cursor < m.top || m.cursor >= m.top+m.height) {
		t.Fatalf("cursor %d is not on screen from %d, height %d", m.cursor, m.top, m.height)
	}
	if m.top > 0 && m.top+m.height > len(m.rows) {
		t.Fatalf("blank lines below the last row: top %d height %d rows %d", m.top, m.height, len(m.rows))
	}
	for _, id := range m.rows {
		if m.Parent(id) != r.parent[id] {
			t.Fatalf("parent of %d is %d", id, m.Parent(id))
		}
	}
	if got := len(m.View()); got != m.height {
		t.Fatalf("%d lines", got)
	}
	checkPinned(t, m)
}

// checkPinned fails unless the lines at the top are the nearest ancestors of a
// row below them, do not hide the cursor, and leave room.
func checkPinned(t *rapid.T, m *Model) {
	pinned := m.pinned()
	if len(pinned) > min(3, m.height/3) {
		t.Fatalf("%d lines of %d are pinned", len(pinned), m.height)
	}
	if len(pinned) == 0 {
		return
	}
	if m.cursor < m.top+len(pinned) {
		t.Fatalf("the cursor %d is hidden: top %d, %d pinned", m.cursor, m.top, len(pinned))
	}
	for i, id := range pinned[:len(pinned)-1] {
		if m.above(pinned[i+1]) != id {
			t.Fatalf("%v are no ancestors", pinned)
		}
	}
	for _, id := range pinned {
		if slices.Contains(m.OnScreen(), id) {
			t.Fatalf("row %d is pinned and on screen", id)
		}
	}
	nearest := pinned[len(pinned)-1]
	if !slices.ContainsFunc(m.OnScreen(), func(id ID) bool { return m.above(id) == nearest }) {
		t.Fatalf("%d is pinned, but none of its children is on screen: %v", nearest, m.OnScreen())
	}
}
