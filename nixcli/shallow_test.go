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
	// Of what is not shallow nix may know the number of revisions from another clone.
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.With("GIT_ALLOW_PROTOCOL=file:https")
		for ref, shallow := range map[string]bool{
			"git+file://" + dir + "/shallow":                     false,
			"git+file://" + dir + "/shallow?dir=sub":             false,
			"git+file://" + dir + "/shallow?shallow=1":           true,
			dir + "/shallow":                                     true,
			"git+file://" + dir + "/bare.git?shallow=1":          true,
			"git+file://" + dir + "/full?dir=sub":                false,
			"git+file://" + dir + "/full?exportIgnore=1":         false,
			"git+file://" + dir + "/full?allRefs=1":              false,
			"git+file://" + dir + "/full?submodules=1&dir=deep":  false,
			"git+file://" + dir + "/full?shallow=1&submodules=1": true,
			"git+file://" + dir + "/tree?shallow=1&dir=sub":      true,
		} {
			t.Run(ref[len("git+file://"):], func(t *testing.T) {
				counts := map[bool]string{true: n.Must(t, "eval", "--raw", ref+"#x")[:1], false: "12"}[shallow]
				text := map[bool]string{true: "module", false: "text"}[strings.Contains(ref, "deep")]
				for name, o := range map[string]nixcli.Options{"warm": {}, "one shot": {NoWarm: true}} {
					s, _, err := open(t, n, ref, nixcli.Flags{}, o)
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
					if got[1:] != text || !o.NoWarm && !strings.Contains(counts, got[:1]) {
						t.Errorf("%s: %q, want %s, counted as one of %s", name, got, text, counts)
					}
				}
			})
		}
	})
}
