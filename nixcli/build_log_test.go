package nixcli

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

	"flakewalk/model"
)

// TestLogLines compares the ring with a plain list of lines.
func TestLogLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var l logLines
		var all []string
		dropped := 0
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "step") == 0 && len(all) > dropped {
				l.drop()
				dropped++
				continue
			}
			all = append(all, fmt.Sprint("line ", len(all)))
			l.push(all[len(all)-1])
		}
		bytes := 0
		for _, line := range all[dropped:] {
			bytes += len(line) + lineCost
		}
		if l.total() != len(all) || l.dropped != dropped || l.bytes != bytes {
			t.Fatalf("%d lines, %d dropped, %d bytes; want %d, %d, %d", l.total(), l.dropped, l.bytes, len(all), dropped, bytes)
		}
		from, most := rapid.IntRange(-5, 250).Draw(t, "from"), rapid.IntRange(-5, 250).Draw(t, "most")
		first, lines := l.lines(from, most)
		wantFirst := min(max(from, dropped), len(all))
		want := all[wantFirst:min(len(all), wantFirst+max(most, 0))]
		if first != wantFirst || !slices.Equal(lines, want) {
			t.Fatalf("from %d, %d lines: %d %q, want %d %q", from, most, first, lines, wantFirst, want)
		}
	})
}

// TestLogBounds proves that no log and not all of them together grow past their
// bounds, and what is dropped first.
func TestLogBounds(t *testing.T) {
	t.Parallel()
	var s logs
	var one logLines
	for i := range maxLogLines + 5 {
		s.add(&one, fmt.Sprint(i))
	}
	if one.n != maxLogLines || one.dropped != 5 || one.tail(1)[0] != fmt.Sprint(maxLogLines+4) {
		t.Errorf("%d lines, %d dropped, the last %q", one.n, one.dropped, one.tail(1))
	}
	long := strings.Repeat("x", maxLogLine)
	for range 100 {
		s.add(&one, long)
	}
	if one.bytes > maxLogBytes || one.bytes < maxLogBytes-2*maxLogLine || s.bytes != one.bytes {
		t.Errorf("%d bytes, %d in all", one.bytes, s.bytes)
	}
	fill := func(l *logLines) *logLines {
		for range maxLogBytes/maxLogLine - 1 {
			s.add(l, long)
		}
		return l
	}
	built, failed := fill(&logLines{}), fill(&logLines{})
	s.end(built)
	s.end(failed)
	s.keep(failed)
	small := &logLines{}
	s.add(small, "small")
	for s.bytes < maxLogsBytes-maxLogBytes {
		fill(&logLines{})
	}
	fill(&logLines{})
	fill(&logLines{})
	if s.bytes > maxLogsBytes || built.n > 0 || small.n != 1 || failed.bytes < maxLogBytes/2 {
		t.Errorf("%d bytes in all; built %d lines, small %d, failed %d bytes", s.bytes, built.n, small.n, failed.bytes)
	}
	s.add(built, "once more") // its turn comes again
	s.forget(built)
	s.forget(failed)
	if failed.n != 0 || failed.bytes != 0 {
		t.Errorf("forgotten, it has %d lines", failed.n)
	}
}

// TestKeptLine proves what is kept of a line.
func TestKeptLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"plain": "plain", "": "", "\x1b[31mred\x1b[0m\r": "red", "a\tb": "a\tb",
		strings.Repeat("y", maxLogLine+7): strings.Repeat("y", maxLogLine) + "... 7 B more",
	} {
		if got := keptLine(line); got != want {
			t.Errorf("%q: %q, want %q", clip(line, 40), clip(got, 40), clip(want, 40))
		} else if got != "" && unsafe.StringData(got) == unsafe.StringData(line) {
			t.Errorf("%q holds the memory of its event", clip(line, 40))
		}
	}
}

// flooding is a build that has begun to build one derivation, and a line of its log.
func flooding() (b *Builds, one *build, line string) {
	b = &Builds{}
	one = &build{steps: newSteps(&b.logs), info: model.Build{ID: 1}}
	b.all = []*build{one}
	b.line(one, `@nix {"action":"start","fields":["/nix/store/00000000000000000000000000000000-x.drv","",1,1],"id":7,"level":3,"parent":0,"text":"building","type":105}`)
	return b, one, `@nix {"action":"result","fields":["[ 42%] Building CXX object src/CMakeFiles/thing.dir/some/where/file.cc.o"],"id":7,"type":101}`
}

// TestFlood proves that a million lines stay within the bounds of memory, and that
// who looks at them ten times a second sees them grow.
func TestFlood(t *testing.T) {
	t.Parallel()
	b, one, line := flooding()
	const lines = 1_000_000
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range lines {
			b.line(one, line)
		}
	}()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for last, looking := 0, true; looking; {
		select {
		case <-done:
			looking = false
		case <-tick.C:
		}
		got := b.Snapshot()[0].Running[0]
		if got.Lines < last || got.Lines > 0 && len(got.Tail) == 0 {
			t.Fatalf("%d lines, before %d", got.Lines, last)
		}
		last = got.Lines
	}
	log := b.Log(1, one.steps.began[0].drv, 0, lines)
	if log.Total != lines || len(log.Lines) != maxLogLines || log.Dropped != lines-maxLogLines {
		t.Errorf("%d lines, %d kept", log.Total, len(log.Lines))
	}
	if b.logs.bytes > maxLogBytes {
		t.Errorf("%d bytes are kept", b.logs.bytes)
	}
}

// BenchmarkEvents is one line of a log, from nix's stream to the ring.
func BenchmarkEvents(b *testing.B) {
	all, one, line := flooding()
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		all.line(one, line)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-heap")
}

// BenchmarkSnapshot is one look at a build while it floods.
func BenchmarkSnapshot(b *testing.B) {
	all, one, line := flooding()
	stop := make(chan struct{})
	done := later(func() {
		for {
			select {
			case <-stop:
				return
			default:
				all.line(one, line)
			}
		}
	})
	for b.Loop() {
		all.Snapshot()
	}
	close(stop)
	done()
}
