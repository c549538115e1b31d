package tui

import (
	"runtime"
	"testing"

	tea "charm.land/bubbletea/v2"
)

const manyRows = 100_000

// openBig opens the explorer on 100,000 rows and rests in their middle.
func openBig(b *testing.B) *user {
	b.Helper()
	u := start(b, big(manyRows), 120, 36, Options{})
	u.press("l", "G", "ctrl+u", "ctrl+u")
	u.rest()
	u.tick()
	return u
}

// BenchmarkKeyPress is one key with 100,000 rows open: Update and View. The
// answers of nix are not part of it; rows that come on screen stay unknown.
func BenchmarkKeyPress(b *testing.B) {
	for _, bm := range []struct {
		name string
		keys [2]string
	}{{"known rows", [2]string{"k", "j"}}, {"new rows", [2]string{"ctrl+u", "ctrl+d"}}} {
		b.Run(bm.name, func(b *testing.B) {
			u := openBig(b)
			keys := [2]tea.KeyPressMsg{keyMsg(bm.keys[0]), keyMsg(bm.keys[1])}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, _ = u.m.Update(keys[i%2])
				_ = u.m.View()
				u.timers = u.timers[:0]
			}
		})
	}
}

// BenchmarkView is a frame without any change.
func BenchmarkView(b *testing.B) {
	u := openBig(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = u.m.View()
	}
}

// BenchmarkFirstFrame is from nothing to the first frame, before any answer.
func BenchmarkFirstFrame(b *testing.B) {
	nix := sample()
	b.ReportAllocs()
	for b.Loop() {
		m := New(b.Context(), nix, Options{Ref: ".", Now: now})
		_ = m.Init()
		_, _ = m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		_ = m.View()
		m.Close()
	}
}

// BenchmarkOpenBig opens a row with 100,000 children, the names being known.
func BenchmarkOpenBig(b *testing.B) {
	nix := big(manyRows)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		u := start(b, nix, 120, 36, Options{})
		u.m.visit.outputs.tree.Open(1)
		b.StartTimer()
		_ = childrenMsg{o: u.m.visit.outputs, id: 1, children: nix.kids["all"]}.apply()
		_ = u.m.View()
	}
}

// BenchmarkMemory is what 100,000 rows keep in memory beyond their names.
func BenchmarkMemory(b *testing.B) {
	var before, after runtime.MemStats
	var kept uint64
	for b.Loop() {
		nix := big(manyRows)
		runtime.GC()
		runtime.ReadMemStats(&before)
		u := start(b, nix, 120, 36, Options{})
		u.press("l")
		u.queue, u.timers = nil, nil
		runtime.GC()
		runtime.ReadMemStats(&after)
		kept = after.HeapAlloc - before.HeapAlloc
		runtime.KeepAlive(u)
	}
	b.ReportMetric(float64(kept)/manyRows, "B/row")
}
