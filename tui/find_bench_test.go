package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/match"
)

// BenchmarkFind is a search over 100,000 names, which runs off the event loop.
func BenchmarkFind(b *testing.B) {
	u := openBig(b)
	for _, bm := range []struct{ name, typed string }{{"all", "attribute"}, {"one", "099999"}, {"none", "zzz"}} {
		b.Run(bm.name, func(b *testing.B) {
			p := match.NewPattern(bm.typed)
			b.ReportAllocs()
			for b.Loop() {
				_ = searchLists(b.Context(), u.m.visit.outputs.store.lists, nil, p)
			}
		})
	}
}

// BenchmarkFindKeyPress is a letter typed into the search with 100,000 rows open,
// Update and View, and the answer to it.
func BenchmarkFindKeyPress(b *testing.B) {
	u := openBig(b)
	u.press("/")
	keys := [2]tea.KeyPressMsg{keyMsg("9"), keyMsg("backspace")}
	b.Run("key", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = u.m.Update(keys[i%2])
			_ = u.m.View()
			u.timers = u.timers[:0]
		}
	})
	u.typeText("9")
	hits := u.m.visit.outputs.search.hits
	b.Run("answer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = foundMsg{&u.m.visit.outputs.search, hits}.apply()
			_ = u.m.View()
		}
	})
}
