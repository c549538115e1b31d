package main

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
	"flakewalk/nixcli/record"
)

var updateRecording = flag.Bool("update-recording", false, "write the recording of the sample flake anew, with the oldest nix there is")

// TestSampleRecording proves that the recording that the demo shows where there is no
// nix is what nix says of the sample flake: to the letter for the version that it was
// made with, and for the others what there is, of which kind and in which state.
func TestSampleRecording(t *testing.T) {
	t.Parallel()
	if *updateRecording {
		writeRecording(t, recordSample(t, nixtest.All(t)[0]))
	}
	want := strings.Split(strings.TrimSpace(sampleRecording), "\n")[1:]
	made := gjson.Get(want[slices.IndexFunc(want, func(l string) bool { return gjson.Get(l, "ask").Str == "open" })], "answer.Nix").Str
	compared := false
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		got := recordSample(t, n)
		essence := essentials
		if n.Version == made && strings.HasPrefix(nixtest.System(t, n), "x86_64-linux") {
			essence, compared = masked, true
		}
		a, b := essence(want), essence(got)
		for _, line := range a {
			if !slices.Contains(b, line) {
				t.Errorf("nix does not say this any more:\n%s", line)
			}
		}
		for _, line := range b {
			if !slices.Contains(a, line) {
				t.Errorf("the recording lacks this:\n%s", line)
			}
		}
		if t.Failed() {
			t.Log("if nix is right: go test ./cmd/flakewalk -run TestSampleRecording -update-recording")
		}
	})
	t.Cleanup(func() {
		if !compared {
			t.Logf("nix %s, which made the recording, is not here: only what there is was compared", made)
		}
	})
}

// recordSample records everything that can be asked of the sample flake and of its
// inputs as it sees them. The lines are sorted and name no place of this machine.
func recordSample(t *testing.T, n nixtest.Nix) []string {
	t.Helper()
	dir := filepath.Join(nixtest.TempDir(t), "hello-garden")
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // a flake is readable
		t.Fatal(err)
	}
	if err := writeSample(dir); err != nil {
		t.Fatal(err)
	}
	age(t, dir)
	n = n.LikeUsual(t).Settings("experimental-features = nix-command flakes").With("VISUAL=", "EDITOR=vi")
	file := filepath.Join(nixtest.TempDir(t), "recording")
	r, err := record.Create(file, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	tour := func(ref string, via *model.Via) model.Flake {
		c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env})
		if err != nil {
			t.Fatal(err)
		}
		s := r.Session(nixcli.NewSession(c, ref, nixcli.Options{Via: via}), ref, via)
		nixtest.Tour(t, s)
		s.Session.Close() // without its commands: they are others each time
		return s.Flake()
	}
	f := tour("path:"+dir, nil)
	for _, input := range []string{"pond", "seeds", "tools"} {
		tour(f.Pin, &model.Via{Root: f.Ref, Pin: f.Pin, Path: []string{input}})
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return anywhereElse(nixtest.Read(t, file), map[string]string{
		dir: "/tmp/hello-garden", n.Bin: "nix", filepath.Dir(f.Path): "/nix/store", shortened(t, n.Bin): "nix",
	})
}

// shortened is a path as a recording has it.
func shortened(t *testing.T, path string) string {
	t.Helper()
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(path, home+"/", "~/", 1)
}

// age gives all files of a tree a date that is not that of this test.
func age(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
		return os.Chtimes(path, day, day)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// anywhereElse are the lines of a recording but the first, sorted, with other places
// and without times.
func anywhereElse(text string, places map[string]string) []string {
	for from, to := range places {
		text = strings.ReplaceAll(text, from, to)
	}
	text = regexp.MustCompile(`"Taken":"[^"]*",?`).ReplaceAllString(text, "")
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
		if ask := gjson.Get(line, "ask").Str; ask != "index" { // they come in any order; without them all names are listed
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// masked are lines without the hashes of store paths, which depend on the store.
func masked(lines []string) []string {
	hash := regexp.MustCompile(`/nix/store/[0-9a-df-np-sv-z]{32}-`)
	var all []string
	for _, line := range lines {
		all = append(all, hash.ReplaceAllString(line, "/nix/store/…-"))
	}
	return all
}

// essentials are what every nix must agree on: what there is, and what it is.
func essentials(lines []string) []string {
	var all []string
	for _, line := range masked(lines) {
		g := gjson.Parse(line)
		switch g.Get("ask").Str {
		case "children":
			all = append(all, line)
		case "head":
			all = append(all, g.Get("flake").Raw+" "+g.Get("of").Raw+" is "+g.Get("answer.Kind").Str+" "+g.Get("answer.State").Str)
		case "detail", "inputSource", "inputFiles":
			all = append(all, g.Get("flake").Raw+" "+g.Get("ask").Str+" "+g.Get("of").Raw)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// writeRecording writes the recording of the sample flake.
func writeRecording(t *testing.T, lines []string) {
	t.Helper()
	day := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	head := `{"flakewalk":` + "1" + `,"at":"` + day.Format(time.RFC3339) + `"}`
	sampleRecording = strings.Join(append([]string{head}, lines...), "\n") + "\n"
	nixtest.Write(t, "sample.recording", sampleRecording)
}
