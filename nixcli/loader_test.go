package nixcli

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// dump is an output that tells all that a flake can learn of its inputs and itself.
const dump = `
  tell = depth: i: {
    names = builtins.attrNames i;
    source = removeAttrs (i.sourceInfo or i) [ "outPath" ];
    out = i.outPath;
    from = (i.sourceInfo or i).outPath;
    type = i._type or null;
    inputs = if depth == 0 then null else builtins.mapAttrs (_: tell (depth - 1)) (i.inputs or { });
    word = i.word or null;
    file = if builtins.pathExists (i.outPath + "/word") then builtins.readFile (i.outPath + "/word") else null;
  };
  dump = inputs: builtins.toJSON (builtins.mapAttrs (n: i: if n == "self" then removeAttrs (tell 0 i) [ "word" "inputs" ] else tell 3 i) inputs);
`

// dumping is a flake.nix with inputs whose output dump is that.
func dumping(inputs, output string) string {
	return "{ " + inputs + " outputs = inputs: let" + dump + "in { dump = " + output + "; title = \"the root\"; }; }\n"
}

// world makes a folder with flakes that others take as inputs and returns it.
func world(t *testing.T) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	write := func(name, text string) { nixtest.Write(t, filepath.Join(dir, name), text) }
	write("leaf/flake.nix", `{ outputs = _: { word = "leaf"; }; }`)
	write("other/flake.nix", `{ outputs = _: { word = "other"; }; }`)
	write("plain/word", "no flake")
	write("mid/flake.nix", `{ inputs.leaf.url = "path:`+dir+`/leaf"; outputs = { leaf, ... }: { word = "mid of ${leaf.word}"; }; }`)
	write("up/flake.nix", `{ inputs.top.url = "path:`+dir+`/leaf"; outputs = { top, ... }: { word = top.title or "none"; }; }`)
	write("git/flake.nix", `{ outputs = { self }: { word = self.rev or self.dirtyRev or "none"; }; }`)
	write("git/sub/flake.nix", `{ outputs = { self }: { word = self.shortRev or self.dirtyShortRev or "none"; }; }`)
	nixtest.Commit(t, filepath.Join(dir, "git"))
	write("nest/flake.nix", `{ inputs.egg.url = "path:./egg"; outputs = { egg, ... }: { word = "nest of ${egg.word}"; }; }`)
	write("nest/egg/flake.nix", `{ inputs.deep.url = "path:./deep"; outputs = { deep, ... }: { word = "egg of ${deep.word}"; }; }`)
	write("nest/egg/deep/flake.nix", `{ outputs = _: { word = "deep"; }; }`)
	return dir
}

// TestLoaderIsNix proves that the loader gives a flake the very inputs, and the very
// self, that nix gives it: whatever its inputs are, locked or not, overridden or not,
// clean or not, on each nix.
func TestLoaderIsNix(t *testing.T) {
	t.Parallel()
	in := world(t)
	at := func(name, dir string) string { return "inputs." + name + ".url = \"path:" + in + "/" + dir + "\"; " }
	git := func(name, query string) string {
		return "inputs." + name + ".url = \"git+file://" + in + "/git" + query + "\"; "
	}
	cases := map[string]struct {
		inputs string
		output string   // in place of all that there is to tell
		flags  []string // for nix
		dirty  string   // a file of a repository that has changed
	}{
		"none":             {},
		"one":              {inputs: at("leaf", "leaf")},
		"nested":           {inputs: at("mid", "mid")},
		"follows":          {inputs: at("mid", "mid") + at("leaf", "other") + `inputs.mid.inputs.leaf.follows = "leaf"; `},
		"follows nested":   {inputs: at("mid", "mid") + `inputs.leaf.follows = "mid/leaf"; `},
		"follows the root": {inputs: at("up", "up") + `inputs.up.inputs.top.follows = ""; `},
		"no flake":         {inputs: at("plain", "plain") + `inputs.plain.flake = false; `},
		"no flake, a file": {inputs: "inputs.plain = { url = \"file://" + in + "/plain/word\"; flake = false; }; "},
		// What nix tells such an input of its source differs from one version to the next.
		"relative":                       {inputs: at("nest", "nest"), output: "inputs.nest.word + inputs.nest.inputs.egg.inputs.deep.word"},
		"git":                            {inputs: git("g", "")},
		"git, a folder":                  {inputs: git("g", "?dir=sub")},
		"git, submodules":                {inputs: git("g", "?submodules=1")},
		"git, no flake":                  {inputs: git("g", "") + "inputs.g.flake = false; "},
		"odd names":                      {inputs: "inputs.\"q.r s\".url = \"path:" + in + "/leaf\"; inputs.\"é\".url = \"path:" + in + "/other\"; "},
		"overridden":                     {inputs: at("mid", "mid"), flags: []string{"--override-input", "mid/leaf", "path:" + in + "/other"}},
		"overridden by git with changes": {inputs: at("leaf", "leaf"), flags: []string{"--override-input", "leaf", "git+file://" + in + "/git"}, dirty: "git/flake.nix"},
		"git with changes":               {inputs: git("g", ""), dirty: "git/sub/flake.nix"},
	}
	// Each kind of tree with a lock file or without, and a changed one with both.
	for locked, trees := range map[bool][]string{false: {"path", "dirty"}, true: {"clean", "dirty"}} {
		for name, c := range cases {
			t.Run(strings.TrimSuffix(name+", locked", map[bool]string{false: ", locked"}[locked]), func(t *testing.T) {
				t.Parallel()
				nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
					world := in
					if c.dirty != "" { // a repository of its own, since others look at it
						world = nixtest.TempDir(t)
						nixtest.Git(t, "/", "clone", "-q", in+"/git", world+"/git")
						file := filepath.Join(world, c.dirty)
						nixtest.Write(t, file, nixtest.Read(t, file)+"# changed\n")
					}
					here := func(s string) string { return strings.ReplaceAll(s, in+"/git", world+"/git") }
					var flags []string
					for _, f := range c.flags {
						flags = append(flags, here(f))
					}
					for _, tree := range trees {
						ref := kindOfTree(t, tree, here(dumping(c.inputs, cmp.Or(c.output, "dump inputs"))), func(dir string) {
							if locked && c.dirty == "" {
								n.Must(t, "flake", "lock", "path:"+dir)
							}
						})
						sameDump(t, n, ref, flags)
					}
				})
			})
		}
	}
}

// kindOfTree makes a flake in a folder, a repository, or one with changes.
func kindOfTree(t *testing.T, kind, text string, lock func(dir string)) (ref string) {
	t.Helper()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), text)
	nixtest.Write(t, filepath.Join(dir, "word"), "of the flake itself")
	lock(dir)
	if kind == "path" {
		return "path:" + dir
	}
	nixtest.Commit(t, dir)
	if kind == "dirty" {
		nixtest.Write(t, filepath.Join(dir, "word"), "changed")
	}
	return "git+file://" + dir
}

// sameDump compares what nix says of a flake with what the loader makes of it.
func sameDump(t *testing.T, n nixtest.Nix, ref string, flags []string) {
	t.Helper()
	want := n.Must(t, append([]string{"eval", "--raw", "--no-write-lock-file", ref + "#dump"}, flags...)...)
	w := loaderOn(t, testClient(t, n), metadataOf(t, n, ref, flags...))
	got := ask(t.Context(), w, model.Path("dump"), "(v: v)")
	if got.cause != model.CauseNone || got.answer != want {
		same := 0
		for same < min(len(want), len(got.answer)) && want[same] == got.answer[same] {
			same++
		}
		from := max(0, same-100)
		t.Errorf("%s %v: %s %s\nthe loader: …%.300s\nnix:        …%.300s", ref, flags, got.cause, got.message, got.answer[min(from, len(got.answer)):], want[from:])
	}
}
