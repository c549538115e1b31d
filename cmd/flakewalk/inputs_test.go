package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// inputsJSON is what `inputs --format json` prints, as a stranger would read it.
type inputsJSON struct {
	Schema int
	Root   string
	Nodes  []struct {
		Key              string
		Original, Locked map[string]any
		URL, Rev         string
		LastModified     int64
		Flake            bool
		UsedBy           []string
		Depth            *int
	}
	Edges []struct {
		From, Input string
		To          *string
		Follows     *[]string
	}
	Duplicates []struct {
		Source        string
		Keys, Suggest []string
		Saves         int
		Notes         []string
	}
	Findings []struct{ Kind, Input, Message string }
	Why      []struct {
		Key      string
		TopLevel []string
		Paths    [][]string
		More     int
	}
	Follows *struct {
		Path []string
		Hops []struct{ At, Declared []string }
		To   *string
	}
	Diff []struct {
		Change   string
		Path     []string
		Old, New map[string]any
	}
}

// readInputs reads the JSON, which must have no key that is not known here.
func readInputs(t testing.TB, text string) inputsJSON {
	t.Helper()
	var doc inputsJSON
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if doc.Schema != 1 || doc.Nodes == nil || doc.Edges == nil || doc.Duplicates == nil || doc.Findings == nil {
		t.Fatalf("not per the schema: %s", text)
	}
	return doc
}

// garden makes flakes that need each other and returns the folder of the one
// that is to be looked at. Its nixpkgs is a git repository, whose old branch
// others want; each has a depth.
//
//	root: np (main), a, tool (a source tree), reg>a/np
//	a:    np (old), deep
//	deep: np (old), up>np
func garden(t testing.TB) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	nixtest.Write(t, in("np/flake.nix"), "{ outputs = _: { lib.word = \"old\"; }; }\n")
	nixtest.Commit(t, in("np"))
	nixtest.Git(t, in("np"), "branch", "old")
	nixtest.Write(t, in("np/flake.nix"), "{ outputs = _: { lib.word = \"new\"; }; }\n")
	nixtest.Commit(t, in("np"))
	np := "git+file://" + in("np")
	nixtest.Write(t, in("deep/flake.nix"), `{ inputs.np.url = "`+np+`?ref=old"; inputs.up.follows = "np"; outputs = _: { }; }`)
	nixtest.Write(t, in("a/flake.nix"), `{ inputs.np.url = "`+np+`?ref=old"; inputs.deep.url = "path:`+in("deep")+`"; outputs = _: { }; }`)
	nixtest.Write(t, in("tool/word"), "a word")
	nixtest.Write(t, in("root/flake.nix"), `{
  inputs.np.url = "`+np+`?ref=main";
  inputs.a.url = "path:`+in("a")+`";
  inputs.tool = { url = "path:`+in("tool")+`"; flake = false; };
  inputs.reg.follows = "a/np";
  outputs = { self, np, reg, ... }: { lib.word = np.lib.word + reg.lib.word; };
}
`)
	return in("root")
}

// locked is the garden with a lock file that real nix made.
func locked(t testing.TB, n nixtest.Nix) string {
	t.Helper()
	dir := garden(t)
	n.Must(t, "flake", "lock", "path:"+dir)
	return dir
}

// TestInputsOfAFlake proves on locks that real nix makes, with and without a
// lock file in the folder, that the graph is the one that nix prints, and that
// looking changes nothing.
func TestInputsOfAFlake(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dirs := map[string]string{"garden": garden(t), "locked": locked(t, n), "follows": nixtest.Unpack(t, "follows"), "relative": nixtest.UnpackGit(t, "relative", true), "incomplete": nixtest.Unpack(t, "incomplete")}
		for name, dir := range dirs {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				ref := dir
				if name != "relative" {
					ref = "path:" + dir
				}
				same := unchanged(t, ref)
				doc := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", ref).succeeds(t).out)
				flakewalk(t, n, "inputs", ref).succeeds(t)
				same()
				sameAsNix(t, doc, n.Must(t, "flake", "metadata", "--json", "--no-write-lock-file", ref))
			})
		}
	})
}

// sameAsNix compares the graph with the locks in nix's metadata.
func sameAsNix(t testing.TB, doc inputsJSON, metadata string) {
	t.Helper()
	var want struct {
		Locks struct {
			Root  string
			Nodes map[string]struct {
				Inputs           map[string]any
				Locked, Original map[string]any
				Flake            *bool
			}
		}
	}
	if err := json.Unmarshal([]byte(metadata), &want); err != nil {
		t.Fatal(err)
	}
	if doc.Root != want.Locks.Root || len(doc.Nodes) != len(want.Locks.Nodes) || doc.Nodes[0].Key != doc.Root || *doc.Nodes[0].Depth != 0 {
		t.Errorf("root %s, %d nodes, want %s, %d", doc.Root, len(doc.Nodes), want.Locks.Root, len(want.Locks.Nodes))
	}
	edges := 0
	for _, n := range doc.Nodes {
		w := want.Locks.Nodes[n.Key]
		edges += len(w.Inputs)
		if fmt.Sprint(n.Locked) != fmt.Sprint(w.Locked) || fmt.Sprint(n.Original) != fmt.Sprint(w.Original) || n.Flake != (w.Flake == nil) {
			t.Errorf("%s is %+v, want %+v", n.Key, n, w)
		}
	}
	if edges != len(doc.Edges) {
		t.Errorf("%d edges, want %d", len(doc.Edges), edges)
	}
	for _, e := range doc.Edges {
		switch to := want.Locks.Nodes[e.From].Inputs[e.Input].(type) {
		case string:
			if e.To == nil || *e.To != to || e.Follows != nil {
				t.Errorf("%s of %s: %+v, want %s", e.Input, e.From, e, to)
			}
		case []any:
			if e.To == nil || e.Follows == nil || fmt.Sprint(*e.Follows) != fmt.Sprint(to) {
				t.Errorf("%s of %s: %+v, want to follow %v", e.Input, e.From, e, to)
			}
		default:
			t.Errorf("nix has no %s of %s", e.Input, e.From)
		}
	}
}

// TestSuggestionsWithNix proves that the lines which are suggested do what they
// say: pasted into the flake.nix and locked again by the nix they are for, as
// many nodes are gone as they save, and no duplicate that they speak of is left.
func TestSuggestionsWithNix(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := locked(t, n)
		before := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", "path:"+dir).succeeds(t).out)
		if len(before.Findings) < 3 || before.Findings[len(before.Findings)-1].Kind != "unused" || before.Findings[len(before.Findings)-1].Input != "tool" {
			t.Errorf("findings %+v", before.Findings)
		}
		if len(before.Duplicates) != 1 || len(before.Duplicates[0].Keys) != 3 {
			t.Fatalf("duplicates %+v", before.Duplicates)
		}
		d := before.Duplicates[0]
		if len(d.Suggest)+len(d.Notes) != 2 || d.Saves != len(d.Suggest) {
			t.Fatalf("suggested %+v", d)
		}
		paste(t, dir, d.Suggest)
		if out, errs, code := n.Run(t, "flake", "lock", "path:"+dir); code != 0 || strings.Contains(errs, "non-existent") {
			t.Fatalf("nix does not take %q: %s%s", d.Suggest, out, errs)
		}
		after := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", "path:"+dir).succeeds(t).out)
		if len(after.Nodes) != len(before.Nodes)-d.Saves {
			t.Errorf("%d nodes are left of %d, want %d fewer", len(after.Nodes), len(before.Nodes), d.Saves)
		}
		left := 0
		if len(after.Duplicates) > 0 {
			left = len(after.Duplicates[0].Keys) - 1
		}
		if left != len(d.Notes) {
			t.Errorf("%d duplicates are left: %+v", left, after.Duplicates)
		}
		if word := n.Must(t, "eval", "--raw", "path:"+dir+"#lib.word"); word != "newnew" {
			t.Errorf("the flake has the word %q", word)
		}
	})
}

// TestSuggestionsByVersion proves that a nix is given only lines that it understands.
func TestSuggestionsByVersion(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[len(nixtest.All(t))-1]
	dir := locked(t, n)
	for version, lines := range map[string]int{
		"nix (Nix) 2.30.3": 1, "nix (Nix) 2.31.0": 2, "nix (Nix) 3.0.0": 2,
		"nix (Determinate Nix 3.22.2) 2.35.2": 2, "nix (Lix, like Nix) 2.95.3": 1,
	} {
		doc := readInputs(t, flakewalk(t, nixtest.Claims(t, n, version), "inputs", "--format", "json", "path:"+dir).succeeds(t).out)
		if d := doc.Duplicates[0]; len(d.Suggest) != lines || len(d.Suggest)+len(d.Notes) != 2 {
			t.Errorf("%s: %q %q", version, d.Suggest, d.Notes)
		}
	}
}

// TestInputsInterrupted proves that a hanging nix is ended with us.
func TestInputsInterrupted(t *testing.T) {
	t.Parallel()
	n := nixtest.IgnoresSignals(t, nixtest.All(t)[0], "flake metadata")
	for signal, code := range exits() {
		m := newMarker()
		cmd := programCommand(t, n.With(m), "inputs", "-v", nixtest.Unpack(t, "outputs-empty"))
		p := startPiped(t, cmd)
		p.waitFor("flakewalk: ") // nix is at work
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if got := p.exit(); got != code {
			t.Errorf("%v: exit code %d, want %d\n%s", signal, got, code, p.text())
		}
		if left := nixtest.WaitGone(m, 20*time.Second); len(left) > 0 {
			t.Errorf("left running: %v", left)
		}
	}
}

// TestInputsInterruptedTwice proves that Ctrl-C ends us even while we read a pipe
// into which nobody writes.
func TestInputsInterruptedTwice(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(nixtest.TempDir(t), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := programCommand(t, nixtest.All(t)[0], "inputs", pipe)
	p := startPiped(t, cmd)
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the reader
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	eventually(t, func() bool {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-p.done:
			return true
		default:
			return false
		}
	}, func() string { return "it does not end" })
}

// TestInputsOfAPipe proves that a folder in which the lock file is a pipe is refused,
// and that a pipe which the user names is read.
func TestInputsOfAPipe(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	pipe := filepath.Join(dir, "flake.lock")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	withoutNix(t, "inputs", lockFor(t, alone), "--diff", dir).fails(t, exitError, "not a plain file")
	withoutNix(t, "inputs", dir).fails(t, exitError, "flakewalk: ")
	go func() { _ = os.WriteFile(pipe, []byte(alone), 0) }() // waits for the reader
	if got := withoutNix(t, "inputs", lockFor(t, alone), "--diff", pipe).succeeds(t); got.out != "Nothing changed.\n" {
		t.Errorf("of a pipe it says %q", got.out)
	}
}

// paste puts lines into a flake.nix, before the outputs.
func paste(t testing.TB, dir string, lines []string) {
	t.Helper()
	file := filepath.Join(dir, "flake.nix")
	text := strings.Replace(nixtest.Read(t, file), "  outputs", strings.Join(lines, "\n")+"\n  outputs", 1)
	nixtest.Write(t, file, text)
}

// lockFor writes a lock file into a fresh folder and returns its path.
func lockFor(t testing.TB, text string) string {
	t.Helper()
	file := filepath.Join(nixtest.TempDir(t), "flake.lock")
	nixtest.Write(t, file, text)
	return file
}

// twice is a lock file with a duplicate that is many years old.
const twice = `{"nodes":{
 "a":{"inputs":{"np":"np_2"},"locked":{"type":"github","owner":"x","repo":"a","rev":"aaaaaaaaaa"},"original":{"type":"github","owner":"x","repo":"a"}},
 "np":{"locked":{"type":"github","owner":"o","repo":"np","rev":"1111111111","lastModified":1600000000},"original":{"type":"github","owner":"o","repo":"np"}},
 "np_2":{"locked":{"type":"github","owner":"o","repo":"np","rev":"2222222222","lastModified":1600000001},"original":{"type":"github","owner":"o","repo":"np"}},
 "root":{"inputs":{"a":"a","np":"np","al":["a","np"]}}},"root":"root","version":7}`

// alone is a lock file with nothing to find.
const alone = `{"nodes":{"a":{"locked":{"type":"github","owner":"x","repo":"a","rev":"aaaaaaaaaa"},"original":{"type":"github","owner":"x","repo":"a"}},"root":{"inputs":{"a":"a"}}},"root":"root","version":7}`

// withoutNix is a world in which no nix is to be found.
func withoutNix(t testing.TB, args ...string) result {
	t.Helper()
	n := nixtest.Nix{Env: []string{"PATH=" + nixtest.TempDir(t), "HOME=" + nixtest.TempDir(t)}}
	cmd := programCommand(t, n, args...)
	cmd.Args = append([]string{cmd.Args[0]}, args...)
	return finish(t, cmd)
}

// TestInputsWithoutNix proves that a lock file is enough, for every format and
// question, and that a folder with one is enough where there is no nix.
func TestInputsWithoutNix(t *testing.T) {
	t.Parallel()
	file := lockFor(t, twice)
	for line, want := range map[string]string{
		"":                     "├── np  github:o/np  1111111",
		"--ascii":              "`-- al  -> a/np",
		"--format list":        "a/np  6",
		"--format json":        `{"schema":1,"root":"root","nodes":[{"key":"root","flake":true,"usedBy":[],"depth":0}`,
		"--format dot":         "digraph inputs {\n",
		"--format mermaid":     "flowchart LR\n",
		"--why a/np":           "brought along by a\n2 paths, the shortest first:\n  al  (al → a/np)\n  a/np\n",
		"--why np_2":           "a/np  github:o/np  2222222",
		"--follows al":         "  al  follows a/np  (as the flake itself says)\n    a  is locked",
		"--duplicates":         "    inputs.a.inputs.np.follows = \"np\";\n",
		"--older-than 30":      "np    6",
		"--older-than 30000":   "No input is older than 30,000 days.\n",
		"--diff " + file:       "Nothing changed.\n",
		"--follows a --why np": "\n\na\n  a  is locked",
	} {
		got := withoutNix(t, append([]string{"inputs", file}, strings.Fields(line)...)...).succeeds(t)
		if !strings.Contains(got.out, want) {
			t.Errorf("%s: no %q in\n%s", line, want, got.out)
		}
	}
	dir := filepath.Dir(file)
	got := withoutNix(t, "inputs", dir)
	if got.code != exitOK || !strings.Contains(got.out, "np  github:o/np") || !strings.Contains(got.errs, "no nix found; this is "+file+" as it stands") {
		t.Errorf("a folder: %+v", got)
	}
	if got := withoutNix(t, "inputs", "path:"+dir); got.code != exitOK || !strings.Contains(got.out, "np  github:o/np") {
		t.Errorf("path: and a folder: %+v", got)
	}
	withoutNix(t, "inputs", nixtest.TempDir(t)).fails(t, exitError, "No nix was found.")
	withoutNix(t, "--nix", "/nowhere/nix", "inputs", dir).fails(t, exitError, "No nix was found.")
}

// TestInputsAnswersInJSON proves that questions are answered in the JSON too.
func TestInputsAnswersInJSON(t *testing.T) {
	t.Parallel()
	doc := readInputs(t, withoutNix(t, "inputs", lockFor(t, twice), "--format", "json", "--why", "a/np", "--follows", "al", "--diff", lockFor(t, alone)).succeeds(t).out)
	if len(doc.Why) != 1 || doc.Why[0].Key != "np_2" || fmt.Sprint(doc.Why[0].Paths) != "[[al] [a np]]" || fmt.Sprint(doc.Why[0].TopLevel) != "[a]" {
		t.Errorf("why %+v", doc.Why)
	}
	if doc.Follows == nil || *doc.Follows.To != "np_2" || len(doc.Follows.Hops) != 3 || fmt.Sprint(doc.Follows.Hops[2].At) != "[a np]" {
		t.Errorf("follows %+v", doc.Follows)
	}
	if len(doc.Diff) != 3 || doc.Diff[0].Change != "added" || fmt.Sprint(doc.Diff[1].New["follows"]) != "[a np]" || doc.Diff[2].New["rev"] != "1111111111" {
		t.Errorf("diff %+v", doc.Diff)
	}
}

// TestInputsFail proves the exit codes that CI reads.
func TestInputsFail(t *testing.T) {
	t.Parallel()
	found, nothing := lockFor(t, twice), lockFor(t, alone)
	for _, c := range []struct {
		file, args string
		code       int
	}{
		{found, "--duplicates --fail", exitFound},
		{found, "--duplicates", exitOK},
		{found, "--duplicates --fail --format json", exitFound},
		{found, "--duplicates --fail --format dot", exitFound},
		{found, "--older-than 100 --fail", exitFound},
		{found, "--older-than 100000 --fail", exitOK},
		{found, "--older-than 100000 --duplicates --fail", exitFound},
		{found, "--older-than=0", exitOK},
		{nothing, "--duplicates --older-than 0 --fail", exitOK},
	} {
		got := withoutNix(t, append([]string{"inputs", c.file}, strings.Fields(c.args)...)...)
		if got.code != c.code || got.errs != "" || got.out == "" {
			t.Errorf("%s: exit code %d, stderr %q, %d bytes; want %d", c.args, got.code, got.errs, len(got.out), c.code)
		}
	}
}

// TestInputsMistakes proves that bad input is told with what to do about it.
func TestInputsMistakes(t *testing.T) {
	t.Parallel()
	good := lockFor(t, twice)
	for _, c := range []struct {
		args  []string
		code  int
		texts []string
	}{
		{[]string{good, "--format", "xml"}, exitUsage, []string{"tree, list, json, dot, mermaid", `"xml"`}},
		{[]string{good, "--older-than", "-1"}, exitUsage, []string{"0 days or more"}},
		{[]string{good, "--older-than", "x"}, exitUsage, []string{"--older-than"}},
		{[]string{good, "--fail"}, exitUsage, []string{"--fail needs a check"}},
		{[]string{good, "--fail", "--diff", "HEAD"}, exitUsage, []string{"--fail needs a check"}},
		{[]string{good, "--format", "dot", "--why", "a"}, exitUsage, []string{"draws the whole graph"}},
		{[]string{good, good}, exitUsage, []string{"one flake reference"}},
		{[]string{good, "--follows", "a//b"}, exitUsage, []string{"an input path is"}},
		{[]string{"path:/nowhere#hello"}, exitUsage, []string{"leave out #hello"}},
		{[]string{"/nowhere/flake.lock"}, exitError, []string{"there is no file /nowhere/flake.lock", "What to do: "}},
		{[]string{good, "--why", "nobody\x1b[31m"}, exitError, []string{`nobody\e[31m`, "it has a, np, al", "What to do: "}},
		{[]string{good, "--follows", "a/nobody"}, exitError, []string{`a has no input "nobody"; it has np`, "What to do: "}},
		{[]string{good, "--diff", "/nowhere/x"}, exitError, []string{"git cannot be started", "What to do: "}},
		{[]string{lockFor(t, "{")}, exitError, []string{"line 1, column 1: unexpected end", "What to do: "}},
		{[]string{lockFor(t, strings.Replace(alone, "7}", "9}", 1))}, exitError, []string{"its version is 9, and flakewalk knows 5 to 7", "What to do: "}},
		{[]string{good, "--diff", lockFor(t, `{"version":7}`)}, exitError, []string{"at root there is nothing", "What to do: "}},
	} {
		withoutNix(t, append([]string{"inputs"}, c.args...)...).fails(t, c.code, append(c.texts, "flakewalk: ")...)
	}
}

// TestInputsDiff proves that the lock file is compared with the one that git has
// at a revision, from the flake's own folder, and that nothing of the
// repository's configuration is run for it.
func TestInputsDiff(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		top := nixtest.TempDir(t)
		dir := filepath.Join(top, "sub")
		flake := `{ inputs.a = { url = "path:./a"; flake = false; }; inputs.b = { url = "path:./a"; flake = false; }; outputs = _: { }; }`
		lock := `{"nodes":{"a":{"flake":false,"locked":{"path":"./a","type":"path"},"original":{"path":"./a","type":"path"},"parent":[]},"root":{"inputs":{"a":"a"}}},"root":"root","version":7}`
		nixtest.Write(t, filepath.Join(dir, "flake.nix"), flake)
		nixtest.Write(t, filepath.Join(dir, "a", "word"), "word")
		nixtest.Write(t, filepath.Join(dir, "flake.lock"), lock)
		nixtest.Write(t, filepath.Join(top, ".gitattributes"), "*.lock diff=evil filter=evil\n")
		nixtest.Commit(t, top)
		same := unchanged(t, "path:"+top)
		got := flakewalk(t, n, "inputs", "git+file://"+top+"?dir=sub", "--diff", "HEAD").succeeds(t)
		if !strings.HasPrefix(got.out, "added    b  path:./a\n") || strings.Count(got.out, "\n") != 1 {
			t.Errorf("prints\n%s", got.out)
		}
		same()
		for _, key := range []string{"diff.evil.textconv", "filter.evil.smudge", "core.pager", "core.fsmonitor"} {
			nixtest.Git(t, top, "config", key, "touch "+filepath.Join(top, "ran")+" #")
		}
		bare := flakewalk(t, n, "inputs", filepath.Join(dir, "flake.lock"), "--diff", "main~0").succeeds(t)
		if bare.out != "Nothing changed.\n" {
			t.Errorf("the file itself: %s", bare.out)
		}
		for rev, want := range map[string]string{"nothing": "invalid object name", "--output=ran": `"--output=ran" is no revision`} {
			flakewalk(t, n, "inputs", filepath.Join(dir, "flake.lock"), "--diff="+rev).fails(t, exitError, want, "Name a commit, branch or tag")
		}
		if _, err := os.Stat(filepath.Join(top, "ran")); err == nil {
			t.Error("something of the repository's configuration was run")
		}
	})
}

// TestInputsAsksNothingElse proves that inputs are listed without any evaluation.
func TestInputsAsksNothingElse(t *testing.T) {
	t.Parallel()
	n, log := nixtest.Logs(t, nixtest.All(t)[0])
	dir := nixtest.Unpack(t, "follows")
	flakewalk(t, n, "inputs", "path:"+dir).succeeds(t)
	for line := range strings.Lines(nixtest.Read(t, log)) {
		if !strings.Contains(line, "flake metadata --no-write-lock-file") && !strings.Contains(line, "--version") {
			t.Errorf("nix was asked: %s", line)
		}
	}
}

// TestInputsOfBadFlakes proves that a flake which cannot be opened is told as
// `show` tells it.
func TestInputsOfBadFlakes(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, cause := range map[string]model.Cause{"lock-broken": model.CauseLock, "lock-version": model.CauseLock, "noflake": model.CauseNotFlake, "syntax": model.CauseSyntax} {
		got := flakewalk(t, n, "inputs", "path:"+nixtest.Unpack(t, name))
		got.fails(t, exitError, cause.Advice().Sentence, cause.Advice().Remedy)
	}
	flakewalk(t, nixtest.TooOld(t, n, "2.18.1"), "inputs", "path:"+nixtest.Unpack(t, "follows")).fails(t, exitError, "2.18.1")
}

// dot is the program of Graphviz: the one on PATH, or the one that .ci/get-dot
// unpacks into the cache folder. Like nix, it is needed for the tests.
func dot(t testing.TB) string {
	t.Helper()
	if path, err := exec.LookPath("dot"); err == nil {
		return path
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		t.Fatal("there is neither Graphviz's dot on PATH nor Debian's apt-get to fetch it with")
	}
	var errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), filepath.Join("..", "..", ".ci", "get-dot"))
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("get-dot: %v\n%s", err, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// TestInputsDrawn proves that Graphviz draws the graph, names that mean
// something to it included: every label is in the picture as it is.
func TestInputsDrawn(t *testing.T) {
	t.Parallel()
	names := []string{`quo"te`, `back\slash`, `end\`, `\N\G\n`, "<b>html</b>", "&amp;", "{a|b}", "dir->edge", "gr\u00f6\u00dfe", "a;b", "#x", "/* c */", "1.5", "node", "-"}
	nodes, inputs := map[string]any{}, map[string]any{}
	for _, name := range names {
		nodes[name] = map[string]any{"locked": map[string]any{"type": "github", "owner": "o", "repo": name, "rev": "1234567890"}, "inputs": map[string]any{"back": []string{}}}
		inputs[name] = name
	}
	nodes["root"] = map[string]any{"inputs": inputs}
	text, err := json.Marshal(map[string]any{"nodes": nodes, "root": "root", "version": 7})
	if err != nil {
		t.Fatal(err)
	}
	drawing := withoutNix(t, "inputs", "--format", "dot", lockFor(t, string(text))).succeeds(t).out
	cmd := exec.CommandContext(t.Context(), dot(t), "-Tjson")
	cmd.Stdin = strings.NewReader(drawing)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || strings.Contains(errs.String(), "rror") {
		t.Fatalf("dot: %v\n%s\n%s", err, errs.String(), drawing)
	}
	var picture struct {
		Objects []struct {
			Draw []struct {
				Op, Text string
			} `json:"_ldraw_"`
		}
		Edges []struct {
			Style string
			Draw  []struct {
				Op, Text string
			} `json:"_ldraw_"`
		}
	}
	if err := json.Unmarshal(out.Bytes(), &picture); err != nil {
		t.Fatal(err)
	}
	drawn, dashed := map[string]int{}, 0
	for _, o := range picture.Objects {
		for _, d := range o.Draw {
			drawn[d.Text]++
		}
	}
	for _, e := range picture.Edges {
		for _, d := range e.Draw {
			drawn[d.Text]++
		}
		if e.Style == "dashed" {
			dashed++
		}
	}
	for _, name := range names {
		if drawn[name] != 2 { // the node, and the edge to it
			t.Errorf("%q is drawn %d times", name, drawn[name])
		}
	}
	if len(picture.Objects) != len(names)+1 || len(picture.Edges) != 2*len(names) || dashed != len(names) {
		t.Errorf("%d nodes, %d edges, %d dashed", len(picture.Objects), len(picture.Edges), dashed)
	}
}

// TestDeadOverrides proves that an override of an input that is not there is a finding,
// in every format and in the tab, locked or not; and how new inputs are called.
func TestDeadOverrides(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/leaf/flake.nix", `{ outputs = _: { }; }`)
		nixtest.Write(t, dir+"/d/flake.nix", `{ inputs.nixpkgs.url = "path:`+dir+`/leaf"; outputs = _: { }; }`)
		nixtest.Write(t, dir+"/f/flake.nix", `{
  inputs = {
    nixpkgs.url = "path:`+dir+`/leaf";
    d = { url = "path:`+dir+`/d"; inputs.nixpkgz.follows = "nixpkgs"; inputs.nixpkgs.follows = "nixpkgs"; };
    "a.b" = { url = "path:`+dir+`/leaf"; inputs.z.url = "path:`+dir+`/leaf"; };
  };
  outputs = _: { };
}`)
		for _, locked := range []bool{false, true} {
			if locked {
				n.Must(t, "flake", "lock", dir+"/f")
			}
			got := flakewalk(t, n, "inputs", dir+"/f").succeeds(t).out
			for _, want := range []string{
				`override: d/nixpkgz  d has no input nixpkgz, so what flake.nix says of it does nothing; it has nixpkgs` + "\n",
				"a.b has no input z, so what flake.nix says of it does nothing; it has none at all\n",
				"3 inputs, 3 nodes in all, the oldest ", "old",
			} {
				if !strings.Contains(got, want) {
					t.Errorf("locked %v: not in the text: %q\n%s", locked, want, got)
				}
			}
			if strings.Contains(got, "no time") || strings.Count(got, "override:") != 2 {
				t.Errorf("%s", got)
			}
			var paths []string
			for _, f := range readInputs(t, flakewalk(t, n, "inputs", "--format", "json", dir+"/f").succeeds(t).out).Findings {
				if f.Kind == "override" {
					paths = append(paths, f.Input)
				}
			}
			if !slices.Equal(paths, []string{"a.b/z", "d/nixpkgz"}) {
				t.Errorf("locked %v: %q", locked, paths)
			}
		}
		tm := explorer(t, n, 140, 30, dir+"/f")
		tm.wait("this flake has no outputs")
		tm.press("2")
		tm.wait("override")
		tm.press("q")
		tm.leaves(0)
	})
}
