package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// slow are the flakes that take seconds; they have tests of their own here or in nixcli.
func slow() []string { return []string{"loop", "memory", "big"} }

// localDir is the folder that a reference names, or "".
func localDir(ref string) string {
	dir := strings.TrimPrefix(strings.TrimPrefix(ref, "path:"), "git+file://")
	dir, _, _ = strings.Cut(dir, "?")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() || !strings.HasPrefix(dir, os.TempDir()+"/") || dir == os.TempDir()+"/" {
		return ""
	}
	return dir
}

// unchanged remembers a flake's folder and returns the check that nothing in it
// has changed, and no lock file came.
func unchanged(t testing.TB, ref string) func() {
	t.Helper()
	dir := localDir(ref)
	if dir == "" {
		return func() {}
	}
	before := nixtest.HashTree(t, dir)
	return func() {
		t.Helper()
		if nixtest.HashTree(t, dir) != before {
			t.Errorf("something in %s changed", dir)
		}
	}
}

// TestShowCorpus proves for every flake of the corpus that `show --json` is per
// the schema and has each node as it must be seen, good and bad, and exit code
// 0; or exit code 1 with nix's message, what it means and what to do about it.
func TestShowCorpus(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, c := range nixtest.Cases() {
			if slices.Contains(slow(), c.Name) {
				continue
			}
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				n, ref := c.Open(t, n)
				same := unchanged(t, ref)
				got := flakewalk(t, n, "show", "--json", "--", ref)
				same()
				if c.OpenError != model.CauseNone {
					checkUnopenable(t, c, got)
					return
				}
				if nothingToSee(c) {
					if got.code != exitError || !strings.HasPrefix(got.errs, "flakewalk: ") || !strings.Contains(got.errs, "\n  What to do: ") {
						t.Errorf("exit code %d, stderr %q", got.code, got.errs)
					}
				} else {
					got.succeeds(t)
				}
				d := parseJSON(t, got.out)
				if d.Flake.Ref != ref || !strings.HasPrefix(n.Version, d.Nix) {
					t.Errorf("ref %q, nix %q; want %q, %q", d.Flake.Ref, d.Nix, ref, n.Version)
				}
				for _, w := range c.Nodes {
					checkWant(t, d, w.For(d.System))
				}
			})
		}
	})
}

// nothingToSee tells whether the outputs of a case fail as a whole.
func nothingToSee(c nixtest.Case) bool {
	return slices.ContainsFunc(c.Nodes, func(w nixtest.Want) bool { return len(w.Path) == 0 && w.Cause != model.CauseNone })
}

func checkUnopenable(t *testing.T, c nixtest.Case, got result) {
	t.Helper()
	got.fails(t, exitError, c.OpenMessage)
	for _, cause := range []model.Cause{c.OpenError, c.OpenOr} {
		a := cause.Advice()
		said := a.Sentence != "" && strings.Contains(got.errs, "flakewalk: "+a.Sentence+"\n")
		below := strings.Contains(got.errs, "  What to do: Name one of the flakes in the folders below: ")
		if said && (strings.Contains(got.errs, "  What to do: "+a.Remedy+"\n") || below) {
			return
		}
	}
	t.Errorf("neither sentence nor remedy of %s:\n%s", c.OpenError, got.errs)
}

// checkWant looks for one node. One that the walk does not go down to (a value
// inside a derivation, an element of a long list) is not missing.
func checkWant(t *testing.T, d *document, w nixtest.Want) {
	t.Helper()
	all := d.all()
	n := all[w.Path.Key()]
	if n == nil || n.State == "unevaluated" {
		above := w.Path.Parent()
		for all[above.Key()] == nil {
			above = above.Parent()
		}
		if p := all[above.Key()]; n == nil && p.Children != nil && p.More == 0 {
			t.Errorf("%s is missing, though %s was opened", w.Path, above)
		}
		return
	}
	causeIs := func(c model.Cause) bool { return c != model.CauseNone && n.Error != nil && n.Error.Cause == c.String() }
	if n.State != w.State.String() && !causeIs(w.Or) || n.Kind != w.Kind.String() {
		t.Errorf("%s: %s, %s %+v, want %s, %s", w.Path, n.Kind, n.State, n.Error, w.Kind, w.State)
		return
	}
	if w.Name != "" && n.Name != w.Name || w.Description != "" && n.Description != w.Description {
		t.Errorf("%s: name %q, description %.80q, want %q, %.80q", w.Path, n.Name, n.Description, w.Name, w.Description)
	}
	if !w.State.Bad() {
		return
	}
	if !causeIs(w.Cause) && !causeIs(w.Or) || !strings.Contains(n.Error.Message, w.Message) {
		t.Errorf("%s: %+v, want %s with %q", w.Path, n.Error, w.Cause, w.Message)
	}
}

// TestShowSample proves the form of the JSON on the sample flake, key by key.
func TestShowSample(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := sampleDir(t)
		same := unchanged(t, dir)
		d := parseJSON(t, flakewalk(t, n, "show", "--json", "path:"+dir).succeeds(t).out)
		same()
		if d.Flake.Ref != "path:"+dir || !strings.HasPrefix(d.Flake.URL, "path:"+dir) || d.Flake.LastModified == 0 ||
			d.Flake.Description != "hello-garden: a small garden of everything a flake can hold" || !strings.Contains(d.Flake.Path, "/store/") {
			t.Errorf("flake %+v", d.Flake)
		}
		rose := d.at(t, "packages", d.System, "rose")
		if rose.Kind != "package" || rose.Name != "rose-1.2.0" || rose.Version != "1.2.0" || rose.Description != "A red flower that greets whoever runs it" || rose.Children != nil {
			t.Errorf("rose %+v", rose)
		}
		orchid := d.at(t, "packages", d.System, "orchid")
		if orchid.State != "failed" || orchid.Error.Cause != "throw" || orchid.Error.Message != "orchids need a greenhouse; plant a rose instead" || !strings.Contains(orchid.Error.Trace, "flake.nix") {
			t.Errorf("orchid %+v %+v", orchid, orchid.Error)
		}
		app := d.at(t, "apps", d.System, "water")
		if app.Kind != "app" || !strings.HasSuffix(app.Program, "/bin/watering-can") || app.Description != "Water every plant in the garden once." {
			t.Errorf("app %+v", app)
		}
		if f := d.at(t, "lib", "mkPlant"); f.Kind != "function" || !slices.Equal(f.Args, []string{"greeting", "name", "system"}) {
			t.Errorf("function %+v", f)
		}
		if v := d.at(t, "lib", "motto"); v.Value != "Plant it once,\nbuild it everywhere.\n" {
			t.Errorf("motto %q", v.Value)
		}
		if l := d.at(t, "lib", "calendar"); len(l.Children) != 4 || l.Children[3].path.Last() != model.Elem(3) || l.Children[0].Value != "sow" {
			t.Errorf("list %+v", l)
		}
		if f := d.at(t, "packages", "riscv64-linux"); f.State != "foreign" || f.Children != nil {
			t.Errorf("another system %+v", f)
		}
		if g := d.at(t, "nixosConfigurations", "greenhouse"); g.Kind != "nixosConfiguration" || g.Children != nil {
			t.Errorf("configuration %+v", g)
		}
	})
}

// sampleDir is the sample flake in a folder.
func sampleDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(nixtest.TempDir(t), "garden")
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // a flake is readable
		t.Fatal(err)
	}
	if err := writeSample(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestShowExactBytes proves that text which is not UTF-8 comes as lone
// surrogates, so that names stay apart, and everything else exactly.
func TestShowExactBytes(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		out := flakewalk(t, n, "show", "--json", nixtest.Unpack(t, "bytes")).succeeds(t).out
		for _, want := range []string{`"mid\udcbcdle"`, `["top\udcc3"]`, `"value":"a\udcbcb"`, `"description":"not \udcc3 text"`} {
			if !strings.Contains(out, want) {
				t.Errorf("not in the JSON: %s", want)
			}
		}
		d := parseJSON(t, out)
		if got := d.at(t, "lib").names(); !slices.Equal(got, []string{"a-good", "mid\xbcdle", "z-good", "\xc3"}) && len(got) != 4 {
			t.Errorf("names %q", got)
		}
		names := parseJSON(t, flakewalk(t, n, "show", "--json", nixtest.Unpack(t, "names")).succeeds(t).out)
		for _, name := range nixtest.HostileNames() {
			if names.at(t, name).Value == nil || names.at(t, "packages", names.System, name).Name == "" {
				t.Errorf("nothing at %q", name)
			}
		}
	})
}

// TestShowOptions proves what --depth, --all-systems, --no-details and a path do.
func TestShowOptions(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "all-kinds")
		show := func(args ...string) *document {
			t.Helper()
			return parseJSON(t, flakewalk(t, n, append([]string{"show", "--json"}, args...)...).succeeds(t).out)
		}
		whole := show(dir)
		system := whole.System
		if legacy := whole.at(t, "legacyPackages", system); len(legacy.Children) < 3 || legacy.Children[0].State != "unevaluated" {
			t.Errorf("legacyPackages must be names only: %+v", legacy.Children[0])
		}
		if d := show("--depth", "1", dir); slices.ContainsFunc(d.Outputs.Children, func(c *outputsNode) bool { return c.Children != nil }) || len(d.Outputs.Children) < 10 {
			t.Errorf("--depth 1 shows %v", d.Outputs.names())
		}
		if d := show("--depth", "4", dir); d.at(t, "packages", system, "default", "name").Value != "kind-1.0" || d.at(t, "legacyPackages", system, "hello").Name != "legacy-1.0" {
			t.Error("--depth 4 must go into a derivation and legacyPackages")
		}
		if d := show(dir + "#legacyPackages." + system); d.Outputs.path.String() != "legacyPackages."+system || d.at(t, "legacyPackages", system, "hello").Name != "legacy-1.0" {
			t.Errorf("a path into legacyPackages shows %+v", d.Outputs)
		}
		if d := show(dir + "#hello"); d.Outputs.path.String() != "legacyPackages."+system+".hello" {
			t.Errorf("#hello is found at %s", d.Outputs.path)
		}
		if d := show("--no-details", dir); d.at(t, "packages", system, "default").Name != "" || d.at(t, "packages", system, "default").Kind != "package" {
			t.Errorf("--no-details: %+v", d.at(t, "packages", system, "default"))
		}
		if d := show("--all-systems", sampleDir(t)); d.at(t, "packages", "aarch64-darwin", "rose").Name != "rose-1.2.0" || d.at(t, "packages", "riscv64-linux", "rake").State != "ready" {
			t.Error("--all-systems must evaluate all systems")
		}
	})
}

// TestShowTextIsHarmless proves that nothing but text and newlines is printed of
// flakes that try to do something to the terminal, and that the good is there.
func TestShowTextIsHarmless(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for args, want := range map[string]string{
			"names":                          `"\e]0;title\x07"  "top-16"`,
			"bytes":                          `"mid\xbcdle"  "value 2"`,
			"printing":                       `escapes  package  escapes-1.0`,
			"big#packages":                   `described  package  described-1.0  0123456789`,
			"big#lib --depth 1 --no-details": `line  "0123456789`,
			"errors":                         `throws: `,
			"shadow":                         `builtins`,
		} {
			t.Run(args, func(t *testing.T) {
				t.Parallel()
				words := strings.Fields(args)
				name, path, _ := strings.Cut(words[0], "#")
				dir := nixtest.Unpack(t, name)
				same := unchanged(t, dir)
				got := flakewalk(t, n, append([]string{"show", dir + "#" + path}, words[1:]...)...).succeeds(t)
				same()
				if bad := controls(got.out); bad != "" {
					t.Errorf("%q is printed", bad)
				}
				if !strings.Contains(got.out, want) {
					t.Errorf("%q is missing in\n%.3000s", want, got.out)
				}
				for line := range strings.Lines(got.out) {
					if len(line) > 3000 {
						t.Errorf("a line of %d bytes: %.100q", len(line), line)
					}
				}
			})
		}
	})
}

// TestWithoutTerminal proves that `flakewalk REF | cat` does what show does, and
// so does demo, whose temporary folder is gone afterwards.
func TestWithoutTerminal(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "errors")
		plain, show := flakewalk(t, n, dir).succeeds(t), flakewalk(t, n, "show", dir).succeeds(t)
		if plain.out != show.out || !strings.HasPrefix(show.out, dir+"\n├── lib\n") {
			t.Errorf("flakewalk REF prints\n%s\nand show\n%s", plain.out, show.out)
		}
		tmp := nixtest.TempDir(t)
		demo := flakewalk(t, n.With("TMPDIR="+tmp), "demo").succeeds(t)
		if !strings.HasPrefix(demo.out, "path:"+tmp+"/") || !strings.Contains(demo.out, "orchid  throws: orchids need a greenhouse; plant a rose instead") {
			t.Errorf("demo prints\n%s", demo.out)
		}
		if left, err := filepath.Glob(tmp + "/*garden*"); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

// TestHere proves that no reference is the flake of the current folder.
func TestHere(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.UnpackGit(t, "relative", true)
	for _, args := range [][]string{nil, {"."}, {"#lib"}, {"show"}, {"show", ".#lib"}} {
		cmd := programCommand(t, n, args...)
		cmd.Dir = dir
		if got := finish(t, cmd).succeeds(t); !strings.Contains(got.out, "from-sub") && !strings.Contains(got.out, "text") {
			t.Errorf("%q prints\n%s", args, got.out)
		}
	}
}

// TestVerbose proves that -v says on stderr what nix was asked, and that stdout
// stays the result.
func TestVerbose(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.Unpack(t, "outputs-empty")
	got := flakewalk(t, n, "show", "-v", dir)
	if got.code != 0 || !strings.Contains(got.errs, "flake metadata") || got.out != flakewalk(t, n, "show", dir).succeeds(t).out {
		t.Errorf("exit code %d\n%s\n%s", got.code, got.out, got.errs)
	}
	if bad := controls(got.errs); bad != "" {
		t.Errorf("%q on stderr: %s", bad, got.errs)
	}
}
