package nixcli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"flakewalk/model"
)

// fakeBuild is what a stream has told of one derivation.
type fakeBuild struct {
	drv, phase string
	lines      []string
	running    bool
}

// eventLine is an event as nix writes it.
func eventLine(t *rapid.T, event map[string]any) string {
	text, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return eventPrefix + string(text)
}

// TestStreams compares what is read from streams of builds that begin, print and end
// in any order, with lines between them that are none or were cut off, with what
// was put into them.
func TestStreams(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		var builds []*fakeBuild
		say := func(event map[string]any) { lines = append(lines, eventLine(t, event)) }
		one := func() (int, *fakeBuild) { // one that was begun
			i := rapid.IntRange(0, len(builds)-1).Draw(t, "build")
			return i, builds[i]
		}
		for range rapid.IntRange(0, 80).Draw(t, "events") {
			switch what := rapid.IntRange(0, 6).Draw(t, "event"); {
			case what == 0 || len(builds) == 0:
				b := &fakeBuild{drv: fmt.Sprintf("/nix/store/%032d-x-%d.drv", len(builds), len(builds)), running: true}
				say(map[string]any{"action": "start", "id": len(builds), "type": activityBuild, "fields": []any{b.drv, "", 1, 1}, "level": 3, "text": "building"})
				builds = append(builds, b)
			case what == 1:
				i, b := one()
				b.running = false
				say(map[string]any{"action": "stop", "id": i})
			case what == 2:
				i, b := one()
				phase := rapid.StringMatching(`[a-z]{1,9}Phase`).Draw(t, "phase")
				if b.running {
					b.phase = phase
				}
				say(map[string]any{"action": "result", "id": i, "type": resultSetPhase, "fields": []any{phase}})
			case what == 3: // of other things, and of what nobody knows
				say(map[string]any{"action": "result", "id": rapid.Int64().Draw(t, "id"), "type": rapid.SampledFrom([]int{102, 105, 106, 999}).Draw(t, "type"), "fields": []any{rapid.Int64().Draw(t, "a"), "x", nil}})
			case what == 4:
				line := rapid.StringMatching(`[^@]{0,20}|@nix .{0,20}|@nix \{"action":"st`).Draw(t, "noise")
				lines = append(lines, strings.Split(line, "\n")[0])
			default:
				i, b := one()
				line := rapid.StringMatching(`[ -~é\t]{0,30}`).Draw(t, "line")
				if b.running {
					b.lines = append(b.lines, line)
				}
				say(map[string]any{"action": "result", "id": i, "type": resultBuildLogLine, "fields": []any{line}})
			}
		}
		sameBuilds(t, lines, builds)
	})
}

// sameBuilds compares what is read from a stream with what is in it.
func sameBuilds(t *rapid.T, lines []string, builds []*fakeBuild) {
	b, s := replay(lines, model.BuildRunning)
	var running []string
	for i, want := range builds {
		got := s.began[i]
		_, all := got.log.lines(0, len(want.lines)+1)
		if got.drv != want.drv || got.phase != want.phase || got.ended.IsZero() != want.running || !slices.Equal(all, want.lines) {
			t.Fatalf("%s: %q, phase %q, ended %v; want %+v", got.drv, all, got.phase, got.ended, want)
		}
		if want.running {
			running = append(running, want.drv)
		}
	}
	var shown []string
	for _, r := range b.Running {
		shown = append(shown, r.Drv)
		if last := r.Tail; len(last) > 0 && last[len(last)-1] != builds[slices.IndexFunc(builds, func(b *fakeBuild) bool { return b.drv == r.Drv })].lines[r.Lines-1] {
			t.Fatalf("%s ends with %q", r.Drv, last)
		}
	}
	if len(s.began) != len(builds) || !slices.Equal(shown, running) {
		t.Fatalf("%q are running, want %q", shown, running)
	}
}

// TestFloodOfMemory proves that different lines, some of them long, do not stay in
// memory, nor leave 17 bytes each behind. TestFlood has a million.
//
//nolint:paralleltest // it looks at the memory of the whole process
func TestFloodOfMemory(t *testing.T) {
	b, one, _ := flooding()
	before := heap()
	const lines, most = 250_000, 4 << 20
	for i := range lines {
		more := ""
		if i%1000 == 0 {
			more = strings.Repeat("x", 10_000)
		}
		b.line(one, fmt.Sprintf(`@nix {"action":"result","fields":["\u001b[32m[%d] Building CXX object some/where/%s/file.cc.o\u001b[0m"],"id":7,"type":101}`, i, more))
	}
	if kept := heap() - before; kept > most {
		t.Errorf("%d MB are kept, the bound is %d MB", kept>>20, most>>20)
	}
	if got := b.Steps(1); len(got) != 1 || got[0].Lines != lines || got[0].Since.After(time.Now()) {
		t.Errorf("%+v", got)
	}
}

// heap is how much memory is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // far below that
}
