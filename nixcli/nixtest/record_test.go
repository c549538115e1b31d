package nixtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
)

var update = flag.Bool("update", false, "write what nix says to testdata/errors")

// TestFailures proves what every failure of the corpus is expected to say, on
// every version and through both engines, and records it with -update.
func TestFailures(t *testing.T) {
	byName := map[string][]Case{}
	for _, c := range Cases() {
		byName[c.Name] = append(byName[c.Name], c)
	}
	Each(t, func(t *testing.T, n Nix) {
		system := System(t, n)
		for name, cases := range byName {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var all []Recorded
				for _, c := range cases {
					all = append(all, failures(t, n, c, system)...)
				}
				if *update {
					record(t, n, name, all)
				}
			})
		}
	})
}

// failures provokes every failure of a case.
func failures(t *testing.T, n Nix, c Case, system string) []Recorded {
	t.Helper()
	n, ref := c.Open(t, n)
	out, errs, code := n.Run(t, "flake", "metadata", "--json", "--no-write-lock-file", ref)
	if c.OpenError != model.CauseNone {
		r := Recorded{Engine: "metadata", Cause: c.OpenError.String(), Or: c.OpenOr.String(), Message: c.OpenMessage, Code: code, Text: errs}
		check(t, r)
		return []Recorded{normal(t, n, r)}
	}
	if code != 0 {
		t.Fatalf("it cannot be opened:\n%s", errs)
	}
	pin := pinOf(t, out)
	var all []Recorded
	for _, w := range c.Nodes {
		w = w.For(system)
		if w.Cause == model.CauseNone || w.Cause == model.CauseWrongOutput || w.Cause == model.CauseTimeout {
			continue
		}
		r := Recorded{Path: w.Path.String(), Field: w.Field, Cause: w.Cause.String(), Or: w.Or.String(), Message: w.Message}
		for _, ask := range engines() {
			got := ask(t, n, pin, w, r)
			check(t, got)
			all = append(all, normal(t, n, got))
		}
	}
	return all
}

// pinOf is the locked reference in what metadata says.
func pinOf(t *testing.T, metadata string) string {
	t.Helper()
	var meta struct {
		URL, Path string
		Locked    struct{ NarHash, Rev string }
	}
	if err := json.Unmarshal([]byte(metadata), &meta); err != nil {
		t.Fatal(err)
	}
	if meta.Locked.Rev != "" || strings.Contains(meta.URL, "narHash=") {
		return meta.URL
	}
	return "path:" + meta.Path + "?narHash=" + url.QueryEscape(meta.Locked.NarHash)
}

// TestMachine proves and records what nix says when the machine or the command
// line is at fault.
func TestMachine(t *testing.T) {
	Each(t, func(t *testing.T, n Nix) {
		dir := Unpack(t, "outputs-empty")
		metadata := append(Features(), "flake", "metadata", "--json", "--no-write-lock-file")
		socket := "NIX_DAEMON_SOCKET_PATH=" + filepath.Join(dir, "no-such-socket")
		var all []Recorded
		for _, m := range []struct {
			nix            Nix
			args           []string
			cause, message string
		}{
			{n, []string{"flake", "metadata", dir}, "features", "experimental Nix feature 'nix-command' is disabled"},
			{n, []string{"--extra-experimental-features", "nix-command", "flake", "metadata", dir}, "features", "experimental Nix feature 'flakes' is disabled"},
			{n, append(metadata, "--no-such-flag", dir), "usage", "unrecognised flag '--no-such-flag'"},
			{n, append(metadata, dir, "too", "many"), "usage", ""},
			{n, append(Features(), "flake", "no-such-command"), "usage", "no-such-command"},
			{n.With("NIX_REMOTE=daemon", socket), append(Features(), "eval", "--expr", "builtins.toFile \"a\" \"b\""), "daemon", "cannot connect to socket at"},
		} {
			cmd := m.nix.Command(t, m.args...)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			_ = cmd.Run()
			r := Recorded{Engine: "metadata", Cause: m.cause, Message: m.message, Code: cmd.ProcessState.ExitCode(), Text: errs.String()}
			check(t, r)
			all = append(all, normal(t, n, r))
		}
		if *update {
			record(t, n, "machine", all)
		}
	})
}

// asker provokes the failure of one want.
type asker func(t *testing.T, n Nix, pin string, w Want, r Recorded) Recorded

// engines are both ways to ask when it is recorded, else the quicker one.
func engines() []asker {
	if *update {
		return []asker{askEval, askRepl}
	}
	return []asker{askEval}
}

// force is a Nix function that forces what a want says fails.
func force(w Want) string {
	if w.Field == "" {
		return `v: if builtins.isAttrs v then builtins.seq (v.type or null) true else true`
	}
	return "v: builtins.deepSeq v." + w.Field + " true"
}

// selection is Nix's way of writing a path after a value.
func selection(root string, p model.AttrPath) string {
	for _, s := range p {
		if s.Elem {
			root = fmt.Sprintf("(builtins.elemAt %s %d)", root, s.Index)
		} else {
			root = fmt.Sprintf("(%s).%s", root, model.QuoteNix(s.Name))
		}
	}
	return root
}

func askEval(t *testing.T, n Nix, pin string, w Want, r Recorded) Recorded {
	t.Helper()
	_, errs, code := heap(n).Run(t, "eval", "--json", "--no-write-lock-file", "--option", "accept-flake-config", "false",
		"--option", "show-trace", "true", "--option", "allow-import-from-derivation", "false", pin+"#.", "--apply", "r: ("+force(w)+") ("+selection("r", w.Path)+")")
	r.Engine, r.Code, r.Text = "eval", code, errs
	return r
}

func askRepl(t *testing.T, n Nix, pin string, w Want, r Recorded) Recorded {
	t.Helper()
	cmd := heap(n).Command(t, append(Features(), "repl", "--pure-eval", "--no-write-lock-file", "--option", "show-trace", "true", "--option", "allow-import-from-derivation", "false")...)
	cmd.Stdin = strings.NewReader("f = builtins.getFlake " + model.QuoteNix(pin) + "\n(" + force(w) + ") (" + selection("f.outputs", w.Path) + ")\n")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	_ = cmd.Run()
	r.Engine, r.Code, r.Text = "repl", cmd.ProcessState.ExitCode(), errs.String()
	return r
}

// heap is nix with a bound on its memory, small enough to be met soon.
func heap(n Nix) Nix { return n.With("GC_MAXIMUM_HEAP_SIZE=300M") }

// check proves that nix said what is expected.
func check(t *testing.T, r Recorded) {
	t.Helper()
	if r.Code == 0 && r.Engine != "repl" {
		t.Errorf("%s %s: %s succeeds", r.Engine, r.Path, r.Field)
	}
	said := strings.Contains(r.Text, "error:") || strings.Contains(r.Text, "Out of Memory!") || r.Cause == "crash"
	if !said || !strings.Contains(r.Text, r.Message) {
		t.Errorf("%s %s: no error with %q:\n%s", r.Engine, r.Path, r.Message, r.Text)
	}
}

// normal replaces what differs from run to run.
func normal(t *testing.T, n Nix, r Recorded) Recorded {
	t.Helper()
	for _, entry := range n.Env {
		if store, ok := strings.CutPrefix(entry, "NIX_STORE_DIR="); ok {
			r.Text = strings.ReplaceAll(r.Text, store, "/nix/store")
			r.Text = strings.ReplaceAll(r.Text, filepath.Dir(store), "/tmp/nixtest")
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]string{
		{regexp.QuoteMeta(here), "/home/me"},
		{regexp.QuoteMeta(os.TempDir()) + `/flake-[0-9]+`, "/tmp/flake"},
		{`/nix/store/[0-9a-z]{32}-`, "/nix/store/00000000000000000000000000000000-"},
		{`sha256-[0-9A-Za-z+/]{43}=`, "sha256-HASH="},
		{`narHash=sha256-[^']*%3D`, "narHash=sha256-HASH%3D"},
		{`lastModified=[0-9]+`, "lastModified=1"},
		{`gitv3/[0-9a-z]+`, "gitv3/CACHE"},
		{`rev=[0-9a-f]{40}`, "rev=REVISION"},
		{`rev":"[0-9a-f]{40}`, `rev":"REVISION`},
		{`lastModified":[0-9]{3,}`, `lastModified":1`},
		{`(?m)^ ?[0-9]+# .*\n?`, ""}, // nix's own stack
	} {
		r.Text = regexp.MustCompile(p[0]).ReplaceAllString(r.Text, p[1])
	}
	return r
}

// record writes the file of one case.
func record(t *testing.T, n Nix, name string, all []Recorded) {
	t.Helper()
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b Recorded) int { return cmp.Compare(a.Path, b.Path) })
	var b strings.Builder
	for _, r := range all {
		header, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimRight(r.Text, "\n") + "\n"
		fmt.Fprintf(&b, "%s%s\n%s", sectionMark, header, text)
	}
	Write(t, filepath.Join("testdata", "errors", n.Version, name+".txt"), b.String())
}
