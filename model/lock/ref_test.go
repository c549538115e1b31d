package lock_test

import (
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// ref makes a reference of names and texts.
func ref(pairs ...string) lock.Ref {
	var r lock.Ref
	for i := 0; i < len(pairs); i += 2 {
		a := lock.Attr{Name: pairs[i], Type: model.TypeString, Text: pairs[i+1]}
		if a.Text == "true" || a.Text == "false" {
			a.Type = model.TypeBool
		}
		r = append(r, a)
	}
	return r
}

func TestInputRefs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ref               lock.Ref
		label, link, page string
	}{
		{nil, "", "", ""},
		{ref("type", "github", "owner", "o", "repo", "r"), "github:o/r", "github:o/r", "https://github.com/o/r"},
		{
			ref("type", "github", "owner", "o", "repo", "r", "ref", "main", "rev", "abc", "narHash", "h", "dir", "a b"),
			"github:o/r/main?dir=a%20b", "github:o/r/abc?dir=a%20b", "https://github.com/o/r/tree/abc",
		},
		{
			ref("type", "gitlab", "owner", "g%2Fs", "repo", "r", "host", "h.org", "rev", "abc"),
			"gitlab:g%2Fs/r?host=h.org", "gitlab:g%2Fs/r/abc?host=h.org", "https://h.org/g/s/r/-/tree/abc",
		},
		{ref("type", "sourcehut", "owner", "~o", "repo", "r", "ref", "x"), "sourcehut:~o/r/x", "sourcehut:~o/r/x", "https://git.sr.ht/~o/r/tree/x"},
		{ref("type", "indirect", "id", "nixpkgs", "ref", "x"), "flake:nixpkgs/x", "flake:nixpkgs/x", ""},
		{ref("type", "path", "path", "/a b", "narHash", "sha256-a+/="), "path:/a%20b", "path:/a%20b?narHash=sha256-a%2B/=", ""},
		{ref("type", "path", "path", "./a"), "path:./a", "path:./a", ""},
		{
			ref("type", "git", "url", "https://h/r?x=1", "ref", "m", "rev", "abc", "submodules", "true", "shallow", "false"),
			"git+https://h/r?x=1&ref=m&submodules=1", "git+https://h/r?x=1&ref=m&submodules=1&rev=abc", "https://h/r?x=1",
		},
		{ref("type", "git", "url", "git://h/r"), "git://h/r", "git://h/r", ""},
		{ref("type", "mercurial", "url", "https://h/r", "rev", "abc"), "hg+https://h/r", "hg+https://h/r?rev=abc", "https://h/r"},
		{ref("type", "tarball", "url", "https://h/a.tar.gz", "narHash", "x"), "https://h/a.tar.gz", "https://h/a.tar.gz?narHash=x", "https://h/a.tar.gz"},
		{ref("type", "tarball", "url", "https://h/a"), "tarball+https://h/a", "tarball+https://h/a", "https://h/a"},
		{ref("type", "file", "url", "https://h/a.zip"), "file+https://h/a.zip", "file+https://h/a.zip", "https://h/a.zip"},
		{ref("type", "file", "url", "https://h/a"), "https://h/a", "https://h/a", "https://h/a"},
		{ref("type", "tarball", "url", "https://flakehub.com/f/o/r/1.tar.gz"), "https://flakehub.com/f/o/r/1.tar.gz", "https://flakehub.com/f/o/r/1.tar.gz", "https://flakehub.com/flake/o/r"},
		{ref("type", "teleport", "url", "x", "rev", "1"), "teleport:?url=x&rev=1", "teleport:?url=x&rev=1", ""},
	} {
		if got := c.ref.Label(); got != c.label {
			t.Errorf("label %s, want %s", got, c.label)
		}
		if got := c.ref.URL(); got != c.link {
			t.Errorf("URL %s, want %s", got, c.link)
		}
		if got := c.ref.WebPage(); got != c.page {
			t.Errorf("page of %s: %s, want %s", c.link, got, c.page)
		}
	}
}

func TestLastModified(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"": 0, "1": 0, "x": 0, "-5": 0, "1700000000": 1700000000} {
		got := ref("lastModified", text).LastModified()
		if got.IsZero() != (want == 0) || want != 0 && got.Unix() != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
