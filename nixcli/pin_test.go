package nixcli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// captured are the metadata that nix of other families printed, with a store that is
// not on this machine.
func captured(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/families/*/*-metadata.json")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	all := make(map[string][]byte)
	for _, file := range files {
		all[strings.TrimSuffix(strings.TrimPrefix(file, "testdata/families/"), "-metadata.json")] = []byte(strings.ReplaceAll(nixtest.Read(t, file), `"path":"/nix/`, `"path":"/no-such-folder/`))
	}
	return all
}

// TestPrefetchRef proves of the metadata of each family whether they give a pin, and
// what has to be prefetched where they do not, after a garbage collection too.
func TestPrefetchRef(t *testing.T) {
	t.Parallel()
	for name, metadata := range captured(t) {
		f, err := decodeMetadata(metadata)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ref := prefetchRef(f, metadata)
		switch kind := filepath.Base(name); kind {
		case "sample", "samplegitdirty":
			if want := gjson.GetBytes(metadata, "originalUrl").Str; f.Pin != "" || ref != want {
				t.Errorf("%s: pin %q, prefetch %q, want %q", name, f.Pin, ref, want)
			}
			if f.Dirty != (kind == "samplegitdirty") {
				t.Errorf("%s: dirty is %v", name, f.Dirty)
			}
		default:
			if f.Pin != f.URL || !strings.Contains(f.Pin, "rev=") || ref != "" {
				t.Errorf("%s: pin %q, prefetch %q", name, f.Pin, ref)
			}
		}
	}
	if ref := prefetchRef(model.Flake{URL: "path:/x"}, []byte(`{}`)); ref != "path:/x" {
		t.Errorf("without a resolved reference: %q", ref)
	}
}

// TestPinOfCaptures proves that a path with a hash is a pin where it is there, and
// that without a hash it is none.
func TestPinOfCaptures(t *testing.T) {
	t.Parallel()
	there := nixtest.TempDir(t)
	for name, metadata := range captured(t) {
		doc := gjson.ParseBytes(metadata)
		f := model.Flake{URL: doc.Get("url").Str, Path: there, Dirty: doc.Get("dirtyRevision").Exists()}
		got := pin(f, doc.Get("locked"))
		switch kind := filepath.Base(name); {
		case kind != "sample" && kind != "samplegitdirty":
			if got != f.URL {
				t.Errorf("%s: %q", name, got)
			}
		case strings.HasPrefix(name, "determinate"):
			if got != "" {
				t.Errorf("%s: %q", name, got)
			}
		default:
			if !strings.HasPrefix(got, "path:"+there+"?lastModified=1796026196&narHash=sha256-") {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

// TestDecodePrefetch proves what is taken from what nix printed, and that anything
// else is told.
func TestDecodePrefetch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ doc, pin string }{
		{`{"hash":"sha256-a+b=","locked":{"lastModified":7,"dir":"a b","path":"/x","type":"path"},"storePath":"/nix/store/x-source"}`, "path:/nix/store/x-source?dir=a+b&lastModified=7&narHash=sha256-a%2Bb%3D"},
		{`{"hash":"sha256-a+b=","locked":{"path":"/x","type":"path"},"storePath":"/nix/store/x-source"}`, "path:/nix/store/x-source?narHash=sha256-a%2Bb%3D"},
		{`{"hash":"sha256-a+b=","storePath":"/nix/store/x-source"}`, "path:/nix/store/x-source?narHash=sha256-a%2Bb%3D"},
	} {
		p, err := decodePrefetch([]byte(c.doc))
		f := p.pin(model.Flake{URL: "path:/x"})
		if err != nil || f.Pin != c.pin || f.Path != "/nix/store/x-source" || f.URL != "path:/x" || f.LastModified.IsZero() == strings.Contains(c.doc, "lastModified") {
			t.Errorf("%s: %+v, %v", c.doc, f, err)
		}
	}
	for _, doc := range []string{"", "null", "[]", `{}`, `{"hash":"x"}`, `{"storePath":"/x"}`, `{"hash":5,"storePath":"/x"}`, `{"hash":"x","storePath":"x"}`, "<html>"} {
		if p, err := decodePrefetch([]byte(doc)); causeOf(err) != model.CauseGarbage {
			t.Errorf("%q: %+v, %v", doc, p, err)
		}
	}
}

// TestPinOfFamilies proves with metadata such as other families print them, from
// each real nix: folders and dirty trees are pinned by one process more, answers
// come from the warm evaluator, and all of one state, whatever is changed meanwhile.
func TestPinOfFamilies(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for family, like := range map[string]func(testing.TB, nixtest.Nix) nixtest.Nix{
			"Determinate": nixtest.LikeDeterminate, "lazy trees": nixtest.LikeLazyTrees, "head": nixtest.LikeHead,
		} {
			for _, kind := range []string{"path", "git", "dirty"} {
				t.Run(family+"/"+kind, func(t *testing.T) {
					t.Parallel()
					dir, scheme := nixtest.Unpack(t, "shapes"), "path:"
					if kind != "path" {
						dir, scheme = nixtest.UnpackGit(t, "shapes", kind == "dirty"), "git+file://"
					}
					like, log := nixtest.Logs(t, like(t, n))
					s := newSession(t, like, scheme+dir, Config{}, Options{})
					f, err := s.Open(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if fetched := strings.Count(nixtest.Read(t, log), "flake prefetch "); fetched > 1 || (fetched == 1) != (kind != "git") {
						t.Errorf("prefetched %d times", fetched)
					}
					if _, err := os.Stat(f.Path); kind != "git" && err != nil || f.Pin == "" || f.Dirty != (kind == "dirty") {
						t.Errorf("%v, %+v", err, f)
					}
					nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { changed = 1; }; }")
					names, err := s.Children(t.Context(), nil)
					if err != nil || slices.Contains(names.Names, "changed") || !slices.Contains(names.Names, "packages") {
						t.Errorf("%v, %v", names, err)
					}
					s.mu.Lock()
					defer s.mu.Unlock()
					if s.warmOff != "" || !s.proven {
						t.Errorf("the warm evaluator is off: %s", s.warmOff)
					}
				})
			}
		}
	})
}

// TestWholeURL proves that a pin has every attribute of the locked reference that its
// fetcher needs, each once, also where nix left it out of the URL.
func TestWholeURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ link, locked, want string }{
		{"git+file:///r?rev=1", `{"type":"git","shallow":true}`, "git+file:///r?rev=1&shallow=1"},
		{"git+file:///r?rev=1&shallow=1", `{"type":"git","shallow":true}`, "git+file:///r?rev=1&shallow=1"},
		{"git+file:///r?rev=1", `{"type":"git","shallow":false}`, "git+file:///r?rev=1"},
		{"git+file:///r", `{"type":"git","submodules":true,"lfs":true}`, "git+file:///r?submodules=1&lfs=1"},
		{"git+file:///r?rev=1", `{"type":"git","exportIgnore":true,"allRefs":true,"dir":"a b"}`, "git+file:///r?rev=1&exportIgnore=1&allRefs=1&dir=a%20b"},
		{"git+https://h/r?rev=1", `{"type":"git","verifyCommit":true,"publicKey":"k+/="}`, "git+https://h/r?rev=1&verifyCommit=1&publicKey=k%2B%2F%3D"},
		{"git+file:///r?rev=1", `{"type":"git","url":"file:///r","narHash":"sha256-x","revCount":3,"lastModified":5,"__final":true,"ref":"m"}`, "git+file:///r?rev=1"},
		{"gitlab:o/r/1", `{"type":"gitlab","host":"git.example.org"}`, "gitlab:o/r/1?host=git.example.org"},
		{"github:o/r/1?host=h", `{"type":"github","host":"h","dir":"d"}`, "github:o/r/1?host=h&dir=d"},
		{"sourcehut:~o/r/1", `{"type":"sourcehut","host":"h"}`, "sourcehut:~o/r/1?host=h"},
		{"https://h/x.tar.gz?narHash=n", `{"type":"tarball","dir":"d","shallow":true}`, "https://h/x.tar.gz?narHash=n&dir=d"},
	} {
		if got := wholeURL(c.link, gjson.Parse(c.locked)); got != c.want {
			t.Errorf("%s with %s: %s, want %s", c.link, c.locked, got, c.want)
		}
	}
}
