package nixcli_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// lockOfOne is a lock file with one input.
const lockOfOne = `{"nodes":{"m":{"locked":{"lastModified":1700000000,"narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","owner":"o","repo":"r","rev":"1111111111111111111111111111111111111111","type":"github"},"original":{"owner":"o","repo":"r","type":"github"}},"root":{"inputs":{"m":"m"}}},"root":"root","version":7}`

// TestStandingLock proves which lock file a reference leads to without nix.
func TestStandingLock(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(nixtest.TempDir(t), "a b")
	file := filepath.Join(dir, "sub", "flake.lock")
	nixtest.Write(t, file, lockOfOne)
	nixtest.Write(t, filepath.Join(dir, "sub", "flake.nix"), "{")
	nixtest.Write(t, filepath.Join(dir, "sub", "below", "it"), "")
	escaped := (&url.URL{Path: dir}).EscapedPath()
	for ref, found := range map[string]bool{
		dir + "/sub":                                   true,
		dir + "/sub/below":                             true, // nix looks above
		"path:" + dir + "/sub":                         true,
		"path:" + escaped + "/sub":                     true,
		"path:" + dir + "/sub/below":                   false,
		"path:" + dir + "?dir=sub":                     true,
		dir + "?dir=sub":                               true,
		"git+file://" + escaped + "/sub":               true,
		"git+file:" + escaped + "?dir=sub":             true,
		"git+file://" + escaped + "?dir=sub&ref=other": false,
		"git+file://" + escaped + "?dir=sub&rev=1111":  false,
		dir:                                 false,
		"github:o/r":                        false,
		"nixpkgs":                           false,
		"git+ssh://host" + escaped + "/sub": false,
		"https://host" + escaped + "/sub":   false,
	} {
		want := ""
		if found {
			want = file
		}
		if got := nixcli.StandingLock(ref); got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
}

// TestInputsOfRefused proves that the inputs of a flake that nix refuses are those in
// its lock file, also where it was open before, and that a byte order mark does no harm.
func TestInputsOfRefused(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", "{ outputs = _: { }; }")
		s := mustOpen(t, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{NoWarm: true})
		if in, err := s.Inputs(t.Context()); err != nil || in.Graph.Len() != 1 {
			t.Fatalf("open: %v %v", in.Graph, err)
		}
		nixtest.Write(t, dir+"/flake.nix", `{ inputs.m.url = "github:o/r"; outputs = { self, m }: { x = 1 }; }`)
		nixtest.Write(t, dir+"/flake.lock", "\xef\xbb\xbf"+lockOfOne)
		if _, err := s.Open(t.Context()); model.ProblemOf(err).Cause != model.CauseSyntax {
			t.Fatalf("nix does not refuse it: %v", err)
		}
		in, err := s.Inputs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if node, ok := in.Graph.At([]string{"m"}); !ok || node.Locked.Get("owner") != "o" {
			t.Errorf("the inputs are %+v", in.Graph.Nodes())
		}
		nixtest.Write(t, dir+"/flake.lock", strings.Repeat("<", 10))
		if _, err := s.Inputs(t.Context()); err != nil {
			t.Error("what was known is gone:", err)
		}
	})
}
