package outline

import (
	"testing"

	"flakewalk/tui/keymap"
)

const manyRows = 100_000

// BenchmarkKey is a key press with 100,000 rows open.
func BenchmarkKey(b *testing.B) {
	m, _ := newTree(54, 32)
	m.SetChildren(Root, manyRows)
	m.Do(keymap.Bottom)
	m.Do(keymap.HalfUp)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Do([]keymap.Action{keymap.Up, keymap.Down}[i%2])
		_ = m.View()
	}
}

// BenchmarkOpen opens a row of 100,000 children in the middle of others.
func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		m, _ := newTree(54, 32)
		m.SetChildren(Root, 3)
		m.Open(2)
		m.SetChildren(2, manyRows)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/manyRows, "ns/row")
}

// BenchmarkToggle closes and opens a row of 100,000 children.
func BenchmarkToggle(b *testing.B) {
	m, _ := newTree(54, 32)
	m.SetChildren(Root, 3)
	m.Do(keymap.Open)
	m.SetChildren(1, manyRows)
	m.source = anyBranch{}
	b.ReportAllocs()
	for b.Loop() {
		m.Do(keymap.Toggle)
	}
}
