package nixcli

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

var update = flag.Bool("update", false, "write the golden files, and the event streams of real nix to testdata/events")

// recorded are the builds whose streams are kept as test data.
func recorded() []string {
	return []string{"good", "bad", "needsBad", "wrong", "noOutput", "foreign", "throws", "multi", "big"}
}

// TestRecordEvents proves that the streams in testdata/events say what nix says: what
// is read from them is what is read while it builds. With -update it writes them.
func TestRecordEvents(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		for _, attr := range recorded() {
			n, address := n, "http://cache"
			if attr == "big" {
				n, address = cached(t, n, dir, attr)
			}
			c := testClient(t, n)
			var b strings.Builder
			_, _ = c.runBuild(t.Context(), buildOf(c, dir, attr), func(line string) { b.WriteString(line + "\n") })
			text := strings.ReplaceAll(normalStream(b.String(), n, dir), address, "http://cache")
			files := recordedStreams(t, attr)
			if own := filepath.Join("testdata", "events", n.Version, attr+".txt"); *update {
				nixtest.Write(t, own, text)
			} else if slices.Contains(files, own) {
				files = []string{own}
			}
			got := understood(strings.Split(strings.TrimSuffix(text, "\n"), "\n"))
			for _, file := range files { // of a version that was never recorded all are as good
				if want := understood(stream(t, file)); !*update && got != want {
					t.Errorf("%s: nix %s says\n%s\nrecorded is\n%s", file, n.Version, got, want)
				}
			}
		}
	})
}

// recordedStreams are the files with the stream of a build, of all versions.
func recordedStreams(t testing.TB, attr string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*", attr+".txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s was never recorded: %v", attr, err)
	}
	return files
}

// understood is what is read from a stream and is the same at every run: all but
// sizes and the order of what runs beside each other.
func understood(lines []string) string {
	b, s := replay(lines, model.BuildSucceeded)
	var steps []string
	for _, d := range shown(s.began, tailLines) {
		steps = append(steps, fmt.Sprintf("%s %s %q %q %q", d.Name, d.Machine, d.Phase, d.Reason, d.Tail))
	}
	slices.Sort(steps)
	return fmt.Sprintf("built %+v, fetched %+v, bytes %v, ignored %v\n%s", b.Builds, b.Copies, b.Bytes.Done > 0, b.Ignored, strings.Join(steps, "\n"))
}

// normalStream replaces what differs from run to run.
func normalStream(text string, n nixtest.Nix, dir string) string {
	for _, entry := range n.Env {
		if store, ok := strings.CutPrefix(entry, "NIX_STORE_DIR="); ok {
			text = strings.ReplaceAll(text, store, "/nix/store")
			text = strings.ReplaceAll(text, filepath.Dir(store), "/tmp/nixtest")
		}
	}
	text = strings.ReplaceAll(text, dir, "/tmp/flake")
	ids := map[string]string{}
	text = regexp.MustCompile(`"(id|parent)":([0-9]{5,})`).ReplaceAllStringFunc(text, func(m string) string {
		key, id, _ := strings.Cut(m, ":")
		if ids[id] == "" {
			ids[id] = fmt.Sprint(len(ids) + 1)
		}
		return key + ":" + ids[id]
	})
	text = regexp.MustCompile(`(with features \{(?:\\u001b\[35;1m)?)benchmark, [a-z, -]*`).ReplaceAllString(text, "${1}benchmark") // this machine's
	return regexp.MustCompile(`/nix/store/[0-9a-z]{32}-`).ReplaceAllString(text, "/nix/store/00000000000000000000000000000000-")
}

// stream is a recorded stream, line by line.
func stream(t testing.TB, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// replay is a build whose stream those lines are.
func replay(lines []string, state model.BuildState) (model.Build, *steps) {
	s := newSteps(&logs{})
	for _, line := range lines {
		if e, ok := parseEvent(line); ok {
			s.apply(e, time.Unix(1, 0))
		} else {
			s.plain(line)
		}
	}
	b := model.Build{State: state}
	s.show(&b)
	return b, s
}

// TestRecordedStreams proves what is read from the streams of every version, also
// when they are cut off, doubled or have other lines between theirs.
func TestRecordedStreams(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/events/*/*.txt")
	if err != nil || len(files) < 2*len(recorded()) {
		t.Fatal(files, err)
	}
	failed := map[string]string{
		"bad": "bad-2.0", "needsBad": "bad-3.0", "wrong": "wrong-1.0", "noOutput": "no-output-1.0", "foreign": "foreign-1.0",
	}
	for _, file := range files {
		t.Run(strings.TrimPrefix(file, "testdata/events/"), func(t *testing.T) {
			t.Parallel()
			lines := stream(t, file)
			b, s := replay(lines, model.BuildRunning)
			name := strings.TrimSuffix(filepath.Base(file), ".txt")
			var got string
			if len(b.Failed) > 0 {
				got = b.Failed[0].Name
			}
			if got != failed[name] || len(b.Failed) > 1 || len(b.Running) > 0 || b.Doing != "" {
				t.Errorf("failed: %q, want %q: %+v", got, failed[name], b)
			}
			for _, d := range s.began {
				if kept := s.logs.kept[&d.log]; d.log.n > 0 && kept != (d.reason != "") {
					t.Errorf("the log of %s is kept: %v", d.drv, kept)
				}
			}
			for n, line := range lines {
				replay(append(slices.Clone(lines[:n]), line[:len(line)/2]), model.BuildRunning)
			}
			noisy := slices.Clone(lines)
			for i := len(noisy); i >= 0; i-- {
				noisy = slices.Insert(noisy, i, "remote: counting", "", "@nix {", `@nix {"action":"start","id":77,"type":9999,"fields":[[],{}]}`)
			}
			if c, _ := replay(noisy, model.BuildRunning); c.Builds != b.Builds || len(c.Failed) != len(b.Failed) {
				t.Errorf("with noise: %+v, without: %+v", c, b)
			}
		})
	}
}

// TestParseEvent proves how single lines are read.
func TestParseEvent(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]event{
		`@nix {"action":"start","fields":["/d.drv","ssh://m",1,1],"id":139792595550208,"level":3,"parent":2,"text":"building","type":105}`: {action: actionStart, id: 139792595550208, activity: activityBuild, level: 3, text: "building", fields: [4]field{{text: "/d.drv"}, {text: "ssh://m"}, {num: 1}, {num: 1}}},
		`@nix {"action":"stop","id":18446744073709551615}`:                                     {action: actionStop, id: 1<<64 - 1},
		`@nix {"action":"result","fields":[1,2,3,4,5],"id":7,"type":105}`:                      {action: actionResult, id: 7, result: resultProgress, fields: [4]field{{num: 1}, {num: 2}, {num: 3}, {num: 4}}},
		`@nix {"action":"result","fields":["\u001b[1mé"],"id":7,"type":101}`:                   {action: actionResult, id: 7, result: resultBuildLogLine, fields: [4]field{{text: "\x1b[1mé"}}},
		`@nix {"action":"msg","level":1,"msg":"warning: x","file":null,"raw_msg":"x"}`:         {action: actionMessage, level: levelWarn, text: "warning: x"},
		`@nix {"action":"dance","id":1}`:                                                       {id: 1},
		`@nix {"action":"start","id":-1,"type":-5,"text":7,"fields":{"0":"x"},"level":"high"}`: {action: actionStart, id: 0, activity: activityUnknown},
		`@nix 5`:    {},
		`@nix null`: {},
	} {
		if got, ok := parseEvent(line); !ok || got != want {
			t.Errorf("%s:\n%+v, %v, want\n%+v", line, got, ok, want)
		}
	}
	for _, line := range []string{"", "plain", "@nix", "@nix ", "@nix {", `@nix {"action":"st`, ` @nix {}`, "@nix {}x"} {
		if got, ok := parseEvent(line); ok {
			t.Errorf("%q is an event: %+v", line, got)
		}
	}
}

// TestActivities proves that progress is counted as nix's own bar counts it.
func TestActivities(t *testing.T) {
	t.Parallel()
	var a activities
	for i, step := range []struct {
		line string
		want counts // of file transfers
	}{
		{`{"action":"start","id":1,"type":102}`, counts{}},
		{`{"action":"result","id":1,"type":106,"fields":[101,1000]}`, counts{expected: 1000}},
		{`{"action":"result","id":1,"type":106,"fields":[101,900]}`, counts{expected: 900}},
		{`{"action":"start","id":2,"type":101,"fields":["https://a"]}`, counts{expected: 900}},
		{`{"action":"result","id":2,"type":105,"fields":[300,400,0,0]}`, counts{done: 300, expected: 900}},
		{`{"action":"start","id":3,"type":101,"fields":["https://b"]}`, counts{done: 300, expected: 900}},
		{`{"action":"result","id":3,"type":105,"fields":[500,700,0,1]}`, counts{done: 800, expected: 1100, failed: 1}},
		{`{"action":"stop","id":2}`, counts{done: 800, expected: 1000, failed: 1}},
		{`{"action":"stop","id":2}`, counts{done: 800, expected: 1000, failed: 1}},
		{`{"action":"result","id":2,"type":105,"fields":[999,999,9,9]}`, counts{done: 800, expected: 1000, failed: 1}},
		{`{"action":"stop","id":3}`, counts{done: 800, expected: 900, failed: 1}},
		{`{"action":"stop","id":1}`, counts{done: 800, expected: 800, failed: 1}},
	} {
		e, ok := parseEvent(eventPrefix + step.line)
		if !ok {
			t.Fatal(step.line)
		}
		a.apply(e)
		if got := a.sum(activityFileTransfer); got != step.want {
			t.Errorf("step %d, %s: %+v, want %+v", i, step.line, got, step.want)
		}
	}
}

// FuzzEvents proves that no stream does harm, and that what is counted stays sound.
func FuzzEvents(f *testing.F) {
	files, err := filepath.Glob("testdata/events/*/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		f.Add(strings.Join(stream(f, file), "\n"))
	}
	f.Add("@nix {\"action\":\"start\",\"id\":1,\"type\":105,\"fields\":[\"\"]}\n@nix {\"action\":\"start\",\"id\":1,\"type\":105}\nplain")
	f.Fuzz(func(t *testing.T, text string) {
		b, s := replay(strings.Split(text, "\n"), model.BuildPlanning)
		bytes := s.own.bytes
		for _, d := range s.began {
			bytes += d.log.bytes
		}
		if bytes != s.logs.bytes || bytes > maxLogsBytes {
			t.Fatalf("%d bytes are kept, %d counted", bytes, s.logs.bytes)
		}
		if b.Builds.Expected < b.Builds.Done || b.Copies.Expected < b.Copies.Done || len(b.Failed) > len(s.began) {
			t.Fatalf("%+v", b)
		}
		if done, known := b.Fraction(); known && (done < 0 || done > 1) {
			t.Fatalf("%v of %+v", done, b)
		}
		s.forget()
		if s.logs.bytes != 0 {
			t.Fatalf("%d bytes are left", s.logs.bytes)
		}
	})
}
