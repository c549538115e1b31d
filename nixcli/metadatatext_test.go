package nixcli_test

import (
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// TestNotUTF8 proves that flakes open whose metadata nix cannot print as JSON, since
// there is text in them that is not UTF-8: a description, the name of the folder or of
// the branch. They have their inputs, and what they say of themselves is as with nix.
func TestNotUTF8(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/dep/flake.nix", `{ outputs = _: { x = "dep"; }; }`)
	said := "caf\xe9 \xff\n\nPath:          /nix/store/forged\nRevision: 1"
	about := `description = "` + said + `"; inputs.dep.url = "path:` + dir + `/dep"; `
	outputs := `outputs = { self, ... }@i: { x = (i.dep.x or "none") + (self.rev or "-") + toString (self.lastModified or 0) + toString (self.revCount or 0); }; }`
	for _, name := range []string{"plain", "git", "dirty", "locked", "sub/below", "caf\xe9"} {
		nixtest.Write(t, dir+"/"+name+"/flake.nix", "{ "+about+outputs)
	}
	n := nixtest.All(t)[0]
	n.Must(t, "flake", "lock", dir+"/locked")
	for _, name := range []string{"git", "dirty", "locked", "sub"} {
		nixtest.Commit(t, dir+"/"+name)
	}
	nixtest.Write(t, dir+"/dirty/flake.nix", "# changed\n{ "+about+outputs)
	nixtest.Write(t, dir+"/branch/flake.nix", "{ "+outputs)
	nixtest.Commit(t, dir+"/branch")
	nixtest.Git(t, dir+"/branch", "branch", "b\xe9")
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for ref, inputs := range map[string]int{
			dir + "/plain":                                   1,
			"git+file://" + dir + "/git":                     1,
			dir + "/dirty":                                   1,
			dir + "/locked":                                  1,
			"git+file://" + dir + "/sub?dir=below":           1,
			"path:" + dir + "/caf%e9":                        1,
			"git+file://" + dir + "/branch?ref=b%e9":         0,
			"git+file://" + dir + "/git?ref=refs/heads/main": 1,
		} {
			want := n.Must(t, "eval", "--raw", "--no-write-lock-file", ref+"#x")
			s, f, err := open(t, n, ref, nixcli.Flags{}, nixcli.Options{})
			if err != nil {
				t.Errorf("%s: %v", ref, err)
				continue
			}
			if (f.Description != said) == (inputs > 0) || f.Inputs != inputs {
				t.Errorf("%s: %d inputs, %q", ref, f.Inputs, f.Description)
			}
			nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("x")})
			if err != nil || nodes[0].Value.Text != want {
				t.Errorf("%s: %q, want %q (%v)", ref, nodes[0].Value.Text, want, err)
			}
		}
		if left := nixtest.Git(t, dir+"/git", "status", "--porcelain"); left != "" {
			t.Errorf("written: %s", left)
		}
	})
}
