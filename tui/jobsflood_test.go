package tui

import (
	"fmt"
	"strings"
	"testing"

	"flakewalk/model"
)

// flood are builds of which one never stops writing: of a log like nixcli's the last
// lines are kept.
type flood struct {
	fakeBuilds
	kept    []string
	lost    int
	calls   int // of Log, since it was last looked
	largest int // the most lines that were asked for at once
}

// floodKept is how many lines of a derivation nixcli keeps.
const floodKept = 10_000

func (f *flood) Log(_ int, drv string, from, most int) model.BuildLog {
	if drv != helloDrv {
		return model.BuildLog{}
	}
	f.calls++
	f.largest = max(f.largest, most)
	total := f.lost + len(f.kept)
	from = min(max(from, f.lost), total)
	lines := make([]string, min(most, total-from))
	copy(lines, f.kept[from-f.lost:])
	return model.BuildLog{First: from, Lines: lines, Total: total, Dropped: f.lost}
}

// write adds lines to the log.
func (f *flood) write(lines []string) {
	f.kept = append(f.kept, lines...)
	if over := len(f.kept) - floodKept; over > 0 {
		f.kept, f.lost = append(f.kept[:0:0], f.kept[over:]...), f.lost+over
	}
	f.version++
}

// chunk are lines as a compiler writes them.
func chunk(n int) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf("[%d/%d] cc -O2 -Wall %s-c src/part%d.c -o build/part%d.o", i, n, strings.Repeat("-Iinclude/of/something ", 4), i, i)
	}
	return lines
}

// flooded opens the explorer on a build that has written a million lines, with the
// keys in its log or on the outputs.
func flooded(t testing.TB, inLog bool) (*user, *flood) {
	t.Helper()
	f := &flood{}
	u := start(t, sample(), 120, 36, Options{Builds: f, Fragment: helloPath})
	u.press("b")
	f.runs(u)
	lines := chunk(1_000)
	for range 1_000 {
		f.write(lines)
	}
	if inLog {
		u.press("3", "j", "tab")
	}
	u.m.Update(buildsDueMsg{u.m.jobs})
	return u, f
}

// However much a build writes, a look asks for the lines on screen, the explorer
// holds no others, and one wait is under way.
func TestFloodIsBounded(t *testing.T) {
	t.Parallel()
	u, f := flooded(t, true)
	u.sees("10,000", "part999.o")
	for _, key := range []string{"", "k", "g", "G", "ctrl+u", "pgup"} {
		f.calls, f.largest = 0, 0
		for range 20 {
			f.write(chunk(500))
			u.send(buildsDueMsg{u.m.jobs})
			if key != "" {
				u.send(keyMsg(key))
			}
		}
		screen := u.m.layout.height
		if f.largest > screen || f.calls > 20*(6+screen) {
			t.Errorf("%q: %d looks at the log, at most %d lines at once", key, f.calls, f.largest)
		}
		if busy := u.m.jobs.work.Busy(); busy != 1 {
			t.Errorf("%q: %d jobs are under way", key, busy)
		}
		if from, to, _ := u.m.jobs.detail.log.OnScreen(); to-from > screen {
			t.Errorf("%q: it holds the lines %d to %d", key, from, to)
		}
		u.queue = nil // the waits, which nobody answers
	}
	u.send(keyMsg("1"))
	f.calls = 0
	for range 20 {
		f.write(chunk(500))
		u.send(buildsDueMsg{u.m.jobs})
	}
	if f.calls > 0 {
		t.Errorf("%d looks at a log that nobody sees", f.calls)
	}
	u.queue = nil
}

// BenchmarkFlood is what the explorer does ten times a second while a build that has
// written a million lines goes on writing, a look and a frame, and one key and a frame.
func BenchmarkFlood(b *testing.B) {
	for name, inLog := range map[string]bool{"log": true, "outputs": false} {
		for _, what := range []string{"look", "key"} {
			b.Run(name+"/"+what, func(b *testing.B) {
				u, f := flooded(b, inLog)
				lines := chunk(1)
				keys := [2]string{"k", "j"}
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					f.kept[len(f.kept)-1] = lines[0]
					f.version++
					if what == "look" {
						_, _ = u.m.Update(buildsDueMsg{u.m.jobs})
					} else {
						_, _ = u.m.Update(keyMsg(keys[i%2]))
					}
					_ = u.m.View()
					u.timers = u.timers[:0]
				}
			})
		}
	}
}
