package nixcli_test

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// TestClones proves that the outputs of clones of every kind are evaluated, by the
// evaluator that stays and by processes of their own, and what the first says of self.
func TestClones(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	flake := `{ outputs = { self }: { x = builtins.toString (self.revCount or 0) + builtins.readFile ./text; }; }`
	nixtest.Write(t, dir+"/module/text", "module")
	nixtest.Commit(t, dir+"/module")
	for _, sub := range []string{"", "/sub"} {
		nixtest.Write(t, dir+"/full"+sub+"/flake.nix", flake)
		nixtest.Write(t, dir+"/full"+sub+"/text", "text")
	}
	nixtest.Write(t, dir+"/full/deep/flake.nix", `{ outputs = _: { x = "2" + builtins.readFile ./module/text; }; }`)
	nixtest.Commit(t, dir+"/full")
	nixtest.Git(t, dir+"/full", "-c", "protocol.file.allow=always", "submodule", "-q", "add", dir+"/module", "deep/module")
	nixtest.Git(t, dir+"/full", "commit", "-qm", "second")
	nixtest.Git(t, dir, "clone", "-q", "--depth", "1", "file://"+dir+"/full", dir+"/shallow")
	nixtest.Git(t, dir, "clone", "-q", "--bare", "--depth", "1", "file://"+dir+"/full", dir+"/bare.git")
	nixtest.Git(t, dir+"/shallow", "worktree", "add", "-q", dir+"/tree")
	const counted = "#text" // nix may know the number of revisions from another clone
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for ref, want := range map[string]string{
			"git+file://" + dir + "/shallow":                     counted,
			"git+file://" + dir + "/shallow?dir=sub":             counted,
			"git+file://" + dir + "/shallow?shallow=1":           "0text",
			dir + "/shallow":                                     "0text",
			"git+file://" + dir + "/bare.git?shallow=1":          "0text",
			"git+file://" + dir + "/full?dir=sub":                counted,
			"git+file://" + dir + "/full?exportIgnore=1":         counted,
			"git+file://" + dir + "/full?allRefs=1":              counted,
			"git+file://" + dir + "/full?submodules=1&dir=deep":  "2module",
			"git+file://" + dir + "/full?shallow=1&submodules=1": "0text",
			"git+file://" + dir + "/tree?shallow=1&dir=sub":      "0text",
		} {
			t.Run(ref[len("git+file://"):], func(t *testing.T) {
				for name, o := range map[string]nixcli.Options{"warm": {}, "one shot": {NoWarm: true}} {
					s, _, err := open(t, n.With("GIT_ALLOW_PROTOCOL=file:https"), ref, nixcli.Flags{}, o)
					if err != nil {
						t.Errorf("%s: %v", name, err)
						continue
					}
					nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("x")})
					if err != nil {
						t.Errorf("%s: %v", name, err)
						continue
					}
					got := nodes[0].Value.Text
					if want == counted {
						got = strings.NewReplacer("1", "#", "2", "#").Replace(got)
					}
					if got[1:] != want[1:] || !o.NoWarm && got != want {
						t.Errorf("%s: %q, want %q", name, got, want)
					}
				}
			})
		}
	})
}
