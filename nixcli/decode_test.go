package nixcli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

const locks = `"locks":{"nodes":{"root":{"inputs":{"a":"a","b":["a","b"]}},"a":{},"b":{}},"root":"root","version":7}`

// TestDecodeMetadata proves what is read and which pin is taken, for each kind of flake.
func TestDecodeMetadata(t *testing.T) {
	t.Parallel()
	store := nixtest.TempDir(t) // a path that exists, as of a store before 2.35
	const hash, rev = "sha256-AAAA+/BBBB=", "0123456789abcdef0123456789abcdef01234567"
	for name, c := range map[string]struct {
		doc  string
		want model.Flake
	}{
		"git, clean": {
			`{"description":"A flake.","lastModified":1700000000,"locked":{"lastModified":1700000000,"narHash":"` + hash + `","rev":"` + rev + `","type":"git","url":"file:///src/x"},` +
				`"original":{"type":"git","url":"file:///src/x"},"path":"` + store + `","revision":"` + rev + `","url":"git+file:///src/x?rev=` + rev + `",` + locks + `}`,
			model.Flake{URL: "git+file:///src/x?rev=" + rev, Pin: "git+file:///src/x?rev=" + rev, Description: "A flake.", Revision: rev, Path: store, Dir: "/src/x", Inputs: 2, LastModified: time.Unix(1700000000, 0)},
		},
		"git, dirty, in a folder": {
			`{"dirtyRevision":"` + rev + `-dirty","lastModified":5,"locked":{"dir":"sub dir","dirtyRev":"` + rev + `-dirty","lastModified":5,"narHash":"` + hash + `","type":"git","url":"file:///src/x"},` +
				`"original":{"dir":"sub","type":"git","url":"file:///src/x"},"path":"` + store + `","url":"git+file:///src/x?dir=sub",` + locks + `}`,
			model.Flake{
				URL: "git+file:///src/x?dir=sub", Pin: "path:" + store + "?dir=sub+dir&lastModified=5&narHash=sha256-AAAA%2B%2FBBBB%3D", Revision: rev + "-dirty", Dirty: true, Path: store, Dir: "/src/x/sub", Inputs: 2, LastModified: time.Unix(5, 0),
			},
		},
		"path": {
			`{"lastModified":7,"locked":{"lastModified":7,"narHash":"` + hash + `","path":"/src/x","type":"path"},"original":{"path":"/src/x","type":"path"},"path":"` + store + `","url":"path:/src/x?lastModified=7&narHash=x",` + locks + `}`,
			model.Flake{URL: "path:/src/x?lastModified=7&narHash=x", Pin: "path:" + store + "?lastModified=7&narHash=sha256-AAAA%2B%2FBBBB%3D", Path: store, Dir: "/src/x", Inputs: 2, LastModified: time.Unix(7, 0)},
		},
		"path that is not on the disk": {
			`{"locked":{"narHash":"` + hash + `","type":"path"},"path":"/no/such/store/path","url":"path:/src/x",` + locks + `}`,
			model.Flake{URL: "path:/src/x", Path: "/no/such/store/path", Inputs: 2},
		},
		"path that is none": {
			`{"locked":{"narHash":"` + hash + `","type":"path"},"path":".","url":"path:/src/x",` + locks + `}`,
			model.Flake{URL: "path:/src/x", Path: ".", Inputs: 2},
		},
		"path without a hash": {
			`{"locked":{"type":"path"},"path":"` + store + `","url":"path:/src/x",` + locks + `}`,
			model.Flake{URL: "path:/src/x", Path: store, Inputs: 2},
		},
		"tarball": {
			`{"locked":{"narHash":"` + hash + `","type":"tarball","url":"https://x/y.tar.gz"},"original":{"type":"tarball","url":"https://x/y.tar.gz"},"path":"` + store + `","url":"https://x/y.tar.gz?narHash=z",` + locks + `}`,
			model.Flake{URL: "https://x/y.tar.gz?narHash=z", Pin: "https://x/y.tar.gz?narHash=z", Path: store, Inputs: 2},
		},
		"github": {
			`{"locked":{"owner":"o","repo":"r","rev":"` + rev + `","type":"github"},"revision":"` + rev + `","url":"github:o/r/` + rev + `",` + locks + `}`,
			model.Flake{URL: "github:o/r/" + rev, Pin: "github:o/r/" + rev, Revision: rev, Inputs: 2},
		},
		"nothing locked, Determinate without a path": {
			`{"url":"github:o/r",` + locks + `}`, model.Flake{URL: "github:o/r", Inputs: 2},
		},
		"types nobody expects": {
			`{"url":"x","description":5,"lastModified":"soon","locked":[],"original":"no","path":{},"revision":null,"locks":{"nodes":[1],"root":3}}`,
			model.Flake{URL: "x"},
		},
	} {
		got, err := decodeMetadata([]byte(c.doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !json.Valid(got.Locks) || !bytes.HasPrefix(got.Locks, []byte(`{"nodes"`)) {
			t.Errorf("%s: locks %s", name, got.Locks)
		}
		got.Locks = nil
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n%+v, want\n%+v", name, got, c.want)
		}
	}
	for _, doc := range []string{"", "{", "null", "[]", `"x"`, `{}`, `{"url":"x"}`, `{"url":5,` + locks + `}`, `{"url":"x","locks":[]}`, `{` + locks + `}`, "<html>", `{"url":"x",` + locks} {
		if _, err := decodeMetadata([]byte(doc)); causeOf(err) != model.CauseGarbage {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

func FuzzDecodeMetadata(f *testing.F) {
	f.Add([]byte(`{"url":"x","locked":{"narHash":"h","dir":"d","type":"git"},"path":"/tmp","dirtyRevision":"r","lastModified":1,` + locks + `}`))
	f.Add([]byte(`{"url":"x","original":{"type":"git","url":"file:///\u0000%zz"},"locks":{"root":"r","nodes":{"r":{"inputs":[]}}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		flake, err := decodeMetadata(doc)
		if err != nil {
			if causeOf(err) != model.CauseGarbage {
				t.Fatal(err)
			}
			return
		}
		if flake.URL == "" || !json.Valid(flake.Locks) || flake.Inputs < 0 {
			t.Fatalf("%+v", flake)
		}
	})
}

// TestMetadataOfRealFlakes proves on each nix for each kind of local flake that
// the pin evaluates to what the flake's own reference does, in the warm evaluator
// too, and that the facts of the flake are right.
func TestMetadataOfRealFlakes(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		clean, dirty := nixtest.UnpackGit(t, "shapes", false), nixtest.UnpackGit(t, "shapes", true)
		fresh := nixtest.Unpack(t, "shapes")
		nixtest.Git(t, fresh, "init", "-q") // no commit yet: neither a revision nor a dirty one
		nixtest.Git(t, fresh, "add", ".")
		plain := nixtest.Unpack(t, "shapes")
		outer := nixtest.TempDir(t)
		nixtest.Write(t, filepath.Join(outer, "sub", "flake.nix"), nixtest.Read(t, filepath.Join(plain, "flake.nix")))
		nixtest.Commit(t, outer)
		nixtest.Write(t, filepath.Join(outer, "sub", "flake.nix"), nixtest.Read(t, filepath.Join(plain, "flake.nix"))+"# changed\n")
		tarball := filepath.Join(nixtest.TempDir(t), "flake.tar.gz")
		nixtest.Git(t, clean, "archive", "--prefix=flake/", "-o", tarball, "HEAD")
		for name, c := range map[string]struct {
			ref, dir      string
			dirty, unborn bool
		}{
			"git, clean":       {ref: "git+file://" + clean, dir: clean},
			"git, dirty":       {ref: "git+file://" + dirty, dir: dirty, dirty: true},
			"git, no commit":   {ref: "git+file://" + fresh, dir: fresh, dirty: true, unborn: true},
			"git, in a folder": {ref: "git+file://" + outer + "?dir=sub", dir: outer + "/sub", dirty: true},
			"path":             {ref: "path:" + plain, dir: plain},
			"plain path":       {ref: plain, dir: plain},
			"tarball":          {ref: "file://" + tarball},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newSession(t, n, c.ref, Config{}, Options{})
				f, err := s.Open(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if f.Dirty != c.dirty || f.Dir != c.dir || f.Pin == "" || f.URL == "" || f.Inputs != 0 || f.LastModified.IsZero() != c.unborn || !strings.HasPrefix(f.Nix, n.Version) {
					t.Errorf("%+v", f)
				}
				if (c.dirty && !c.unborn) != strings.HasSuffix(f.Revision, "-dirty") || slices.Contains(f.Notes, "dirty tree") != c.dirty {
					t.Errorf("revision %q, notes %q", f.Revision, f.Notes)
				}
				want := n.Must(t, "eval", "--json", "--no-write-lock-file", c.ref+"#.", "--apply", "builtins.attrNames")
				if got := n.Must(t, "eval", "--json", "--no-write-lock-file", f.Pin+"#.", "--apply", "builtins.attrNames"); got != want {
					t.Errorf("the pin has %s, want %s", got, want)
				}
				names, err := s.Children(t.Context(), nil)
				if got, _ := json.Marshal(names.Names); err != nil || strings.TrimSpace(want) != string(got) {
					t.Errorf("names %s, %v, want %s", got, err, want)
				}
				s.mu.Lock()
				off, proven := s.warmOff, s.proven
				s.mu.Unlock()
				if off != "" || !proven {
					t.Errorf("the warm evaluator is off: %s", off)
				}
			})
		}
	})
}

// newSession makes a session whose processes must all be gone at the end.
func newSession(t testing.TB, n nixtest.Nix, ref string, cfg Config, o Options) *Session {
	t.Helper()
	cfg.Bin, cfg.Env = n.Bin, n.Env
	if cfg.MemoryLimit == 0 {
		cfg.MemoryLimit = 512 << 20
	}
	c, err := NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSession(c, ref, o)
	t.Cleanup(func() {
		s.Close()
		if left := nixtest.WaitGone(Marker+"="+c.MarkerValue(), 20*time.Second); len(left) > 0 {
			t.Errorf("left running: %v", left)
		}
	})
	return s
}

func opened(t testing.TB, n nixtest.Nix, ref string, cfg Config, o Options) *Session {
	t.Helper()
	s := newSession(t, n, ref, cfg, o)
	if _, err := s.Open(t.Context()); err != nil {
		t.Fatalf("open %s: %v (%s)", ref, err, causeOf(err))
	}
	return s
}

// determinate is a document as Determinate Nix writes it from 3.17 on (source:
// src/nix/flake.cc there), with names that mean something to whoever walks it.
func determinate() string {
	leaf := func(name string) string {
		return `{"what":"package","shortDescription":"says ` + name + `","derivation":{"name":"` + name + `-1","path":"/nix/store/x.drv","outputs":{"out":"/nix/store/x"}},"forSystems":["x86_64-linux"]}`
	}
	return `{"version":2,"inventory":{
 "packages":{"doc":"The packages.","output":{"children":{
   "x86_64-linux":{"children":{"a.b":` + leaf("dots") + `,"*":` + leaf("star") + `,"#":` + leaf("hash") + `,"@x":` + leaf("at") + `,"type":` + leaf("type") + `,
     "children":` + leaf("children") + `,"derivation":` + leaf("derivation") + `,"\u001b":` + leaf("escape") + `,"":` + leaf("empty") + `,"bad":{"failed":true}}},
   "aarch64-darwin":{"filtered":true}}}},
 "devShells":{"output":{"children":{"x86_64-linux":{"children":{"default":{"what":"development environment","derivation":{"name":"shell"}}}}}}},
 "apps":{"output":{"children":{"x86_64-linux":{"children":{"x":{"what":"app","shortDescription":"an app"}}}}}},
 "legacyPackages":{"doc":"...","output":{"children":{"x86_64-linux":{"isLegacy":true}}}},
 "output":{"output":{"children":{"x86_64-linux":{"what":"x","derivation":{"name":5}}}}},
 "old":{"skipped":true,"output":[]},
 "lib":{"unknown":true}}}`
}

// classic is a document of Nix and Lix with the same names.
const classic = `{"packages":{"x86_64-linux":{"a.b":{"type":"derivation","name":"dots-1","description":"says dots"},
  "*":{"type":"derivation","name":"star-1","description":""},"#":{"type":"derivation","name":"hash-1"},"@x":{"type":"derivation","name":"at-1"},
  "type":{"type":"derivation","name":"type-1"},"\u001b":{"type":"derivation","name":"escape-1"},"":{"type":"derivation","name":"empty-1"},
  "version":{"type":"derivation","name":"version-1"},"odd":{"type":"derivation","name":7},"bad":{}},"aarch64-darwin":{"x":{}}},
 "version":{"type":"unknown"},"inventory":{"type":"unknown"},
 "devShells":{"x86_64-linux":{"default":{"type":"derivation","name":"shell"}}},
 "apps":{"x86_64-linux":{"x":{"type":"app","description":"an app"}}},
 "nixosConfigurations":{"host":{"type":"nixos-configuration"}},"nixosModules":{"m":{"type":"nixos-module"}},"overlay":{"type":"nixpkgs-overlay"},
 "templates":{"t":{"type":"template","description":"A template."}},"hydraJobs":{"a":{"b":{"type":"derivation","name":"job-1"}}},
 "formatter":{"x86_64-linux":{"type":"derivation","name":"fmt-1"}},"lib":{"type":"unknown"},"strange":{"type":"never heard of"}}`

func TestDecodeShow(t *testing.T) {
	t.Parallel()
	type want struct {
		kind              model.Kind
		name, description string
	}
	pkg := func(name, description string) want { return want{model.KindPackage, name + "-1", description} }
	p := func(names ...string) string { return model.Path(names...).Key() }
	in := func(name string) string { return p("packages", "x86_64-linux", name) }
	for name, c := range map[string]struct {
		doc  string
		want map[string]want
	}{
		"determinate": {determinate(), map[string]want{
			in("a.b"): pkg("dots", "says dots"), in("*"): pkg("star", "says star"), in("#"): pkg("hash", "says hash"), in("@x"): pkg("at", "says at"),
			in("type"): pkg("type", "says type"), in("children"): pkg("children", "says children"), in("derivation"): pkg("derivation", "says derivation"),
			in("\x1b"): pkg("escape", "says escape"), in(""): pkg("empty", "says empty"),
			p("devShells", "x86_64-linux", "default"): {model.KindDevShell, "shell", ""},
		}},
		"classic": {classic, map[string]want{
			in("a.b"): pkg("dots", "says dots"), in("*"): pkg("star", ""), in("#"): pkg("hash", ""), in("@x"): pkg("at", ""), in("type"): pkg("type", ""),
			in("\x1b"): pkg("escape", ""), in(""): pkg("empty", ""), in("version"): pkg("version", ""),
			p("devShells", "x86_64-linux", "default"): {model.KindDevShell, "shell", ""},
			p("templates", "t"):                       {model.KindTemplate, "", "A template."},
			p("hydraJobs", "a", "b"):                  {model.KindHydraJob, "job-1", ""},
			p("formatter", "x86_64-linux"):            {model.KindFormatter, "fmt-1", ""},
		}},
		"nothing":           {`{}`, nil},
		"early determinate": {`{"version":2,"inventory":{}}`, nil},
		"called version":    {`{"version":{"x":{"type":"derivation","name":"v-1"}},"inventory":{"y":{}}}`, map[string]want{p("version", "x"): pkg("v", "")}},
	} {
		nodes, err := decodeShow([]byte(c.doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, n := range nodes {
			w, ok := c.want[n.Path.Key()]
			if !ok || n.Kind != w.kind || n.Name != w.name || n.Description != w.description || n.State != model.StateReady || !n.Brief {
				t.Errorf("%s: %s is %+v, want %+v", name, n.Path, n, w)
			}
			delete(c.want, n.Path.Key())
		}
		if len(c.want) > 0 {
			t.Errorf("%s: not found: %v", name, c.want)
		}
	}
	for _, doc := range []string{"", "[]", "null", "{", `"x"`, `{"a":}`, "{}{}"} {
		if nodes, err := decodeShow([]byte(doc)); causeOf(err) != model.CauseGarbage || nodes != nil {
			t.Errorf("%q: %v, %v", doc, nodes, err)
		}
	}
	deep := strings.Repeat(`{"a":`, 5000) + "{}" + strings.Repeat("}", 5000)
	if nodes, err := decodeShow([]byte(deep)); err != nil || nodes != nil {
		t.Errorf("a deep document: %v, %v", len(nodes), err)
	}
}

func FuzzDecodeShow(f *testing.F) {
	f.Add([]byte(classic))
	f.Add([]byte(determinate()))
	f.Add([]byte(`{"a":{"type":{"type":"derivation","name":"x"}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		nodes, err := decodeShow(doc)
		if err != nil {
			if causeOf(err) != model.CauseGarbage || nodes != nil {
				t.Fatal(nodes, err)
			}
			return
		}
		for _, n := range nodes {
			if n.State != model.StateReady || n.Kind == model.KindUnknown || len(n.Path) == 0 && n.Kind != model.KindAttrs {
				t.Fatalf("%+v", n)
			}
		}
	})
}

func TestDecodeNames(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]model.Children{
		`{"t":"set","names":[]}`:                          {},
		`{"t":"set","names":["a","b.c","","\u001b","é"]}`: {Names: []string{"a", "b.c", "", "\x1b", "é"}, Len: 5},
		"{\"t\":\"set\",\"names\":[\"\xff\"]}":            {Names: []string{"\xff"}, Len: 1},
		`{"t":"list","n":1000000}`:                        {List: true, Len: 1000000},
		`{"t":"list","n":0}`:                              {List: true},
	} {
		got, err := decodeNames(answer)
		if err != nil || !slices.Equal(got.Names, want.Names) || got.Len != want.Len || got.List != want.List {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
	}
	for answer, want := range map[string]model.Cause{
		`{"t":"string"}`: model.CauseType, `{"t":"lambda"}`: model.CauseType, `{"t":"set"}`: model.CauseType, `{"t":"list","n":-1}`: model.CauseType,
		``: model.CauseGarbage, `{}`: model.CauseGarbage, `[]`: model.CauseGarbage, `{"t":5}`: model.CauseGarbage, `{"t":"set","names":["a"`: model.CauseGarbage, "null": model.CauseGarbage,
	} {
		if got, err := decodeNames(answer); causeOf(err) != want || got.Names != nil {
			t.Errorf("%s: %+v, %v", answer, got, err)
		}
	}
}

func TestDecodeHead(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]model.Head{
		`{"t":"set","n":3,"m":136,"y":"derivation"}`:                    {Value: model.Value{Type: model.TypeSet, Size: 3}, TypeAttr: "derivation", Marks: model.MarkProgram | model.MarkDrvPath},
		`{"t":"list","n":7}`:                                            {Value: model.Value{Type: model.TypeList, Size: 7}},
		`{"t":"lambda","a":[{"n":"lib","o":false},{"n":"x","o":true}]}`: {Value: model.Value{Type: model.TypeFunction}, Args: []model.Arg{{Name: "lib"}, {Name: "x", Optional: true}}},
		`{"t":"string","n":2,"v":"é"}`:                                  {Value: model.Value{Type: model.TypeString, Text: "é", Size: 2}},
		"{\"t\":\"string\",\"n\":9,\"v\":\"aé\xc3\"}":                   {Value: model.Value{Type: model.TypeString, Text: "aé", Size: 9}},
		"{\"t\":\"string\",\"n\":4,\"v\":\"aé\xc3\"}":                   {Value: model.Value{Type: model.TypeString, Text: "aé\xc3", Size: 4}},
		`{"t":"int","n":2,"v":"42"}`:                                    {Value: model.Value{Type: model.TypeInt, Text: "42", Size: 2}},
		`{"t":"float","n":3,"v":"1.5"}`:                                 {Value: model.Value{Type: model.TypeFloat, Text: "1.5", Size: 3}},
		`{"t":"bool","n":4,"v":"true"}`:                                 {Value: model.Value{Type: model.TypeBool, Text: "true", Size: 4}},
		`{"t":"path","n":2,"v":"/x"}`:                                   {Value: model.Value{Type: model.TypePath, Text: "/x", Size: 2}},
		`{"t":"null"}`:                                                  {Value: model.Value{Type: model.TypeNull}},
	} {
		if got, err := decodeHead(answer); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %+v, %v, want %+v", answer, got, err, want)
		}
	}
	for _, answer := range []string{"", "{}", "0", "null", "[]", `{"t":"thunk"}`, `{"t":1}`, `{"t":"set"`} {
		if _, err := decodeHead(answer); causeOf(err) != model.CauseGarbage {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestDecodeTexts(t *testing.T) {
	t.Parallel()
	got, err := decodeTexts(`["a",null,"",5,"\u001b"]`)
	if err != nil || len(got) != 5 || *got[0] != "a" || got[1] != nil || *got[2] != "" || got[3] != nil || *got[4] != "\x1b" {
		t.Errorf("%v, %v", got, err)
	}
	for _, answer := range []string{"", "[", `["a"`} {
		if _, err := decodeTexts(answer); causeOf(err) != model.CauseGarbage {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

// FuzzAnswers proves that no answer, whatever it is, does more than fail.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{`{"t":"set","names":["a"]}`, `{"t":"string","n":9,"v":"` + "\xc3" + `"}`, `{"t":"lambda","a":{"n":1}}`, `["a",null]`, `{"t":"list","n":1e300}`, "0", `{"a":"b"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		if names, err := decodeNames(answer); err == nil && (names.Len < 0 || !names.List && names.Len != len(names.Names)) {
			t.Fatalf("%+v", names)
		}
		if h, err := decodeHead(answer); err == nil && h.Value.Type == model.TypeUnknown {
			t.Fatalf("%+v", h)
		}
		_, _ = decodeTexts(answer)
		p := model.Path("packages", "x86_64-linux", "a")
		if n := headNode(p, answer, nil); n.State != model.StateReady && n.Problem == nil {
			t.Fatalf("%+v", n)
		}
		if n := briefNode(model.Node{Path: p, Kind: model.KindPackage, State: model.StateReady}, answer, nil); n.NeedsBrief() {
			t.Fatalf("it would be asked for ever: %+v", n)
		}
	})
}

func TestWholeRunes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "a": "a", "é": "é", "a\xc3": "a", "日": "日", "a\xe6\x97": "a", "a\xe6": "a", "🦊": "🦊", "a\xf0\x9f\xa6": "a", "\xff": "\xff", "\x80\x80\x80\x80": "\x80\x80\x80\x80",
	} {
		if got := wholeRunes(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestLiteral proves by nix itself that a literal is the text it was made of, in
// printable ASCII on one line.
func TestLiteral(t *testing.T) {
	t.Parallel()
	texts := append(nixtest.HostileNames(), "plain", "'' ''${a}", "\U0001f98a", "\ud7ff\ue000\uffff", "nul is none", "\x01\x1f\x7f", "fw.u", "\"); abort \"")
	var expr strings.Builder
	for _, s := range texts {
		l, ok := literal(s)
		if !ok {
			t.Fatalf("%q has no literal", s)
		}
		for i := range len(l) {
			if l[i] < ' ' || l[i] > '~' {
				t.Fatalf("%q is not printable ASCII", l)
			}
		}
		expr.WriteString(l + " ")
	}
	if _, ok := literal("a\xffb"); ok {
		t.Error("text that is not UTF-8 has a literal")
	}
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		out := n.Must(t, "eval", "--json", "--expr", "let fw.u = builtins.fromJSON; in ["+expr.String()+"]")
		var got []string
		if err := json.Unmarshal([]byte(out), &got); err != nil || !slices.Equal(got, texts) {
			t.Errorf("%q, %v, want\n%q", got, err, texts)
		}
	})
}

// TestProbeFile proves that the probes are plain text that nix can read, and that
// what nix is given is the file without its comments.
func TestProbeFile(t *testing.T) {
	t.Parallel()
	for i, line := range strings.Split(probeSource, "\n") {
		for _, c := range line {
			if c < ' ' || c > '~' {
				t.Errorf("line %d holds %q", i+1, c)
			}
		}
		if text := strings.TrimSpace(line); strings.Contains(text, " # ") && text[0] != '#' {
			t.Errorf("line %d has a comment behind code", i+1)
		}
	}
	text := probeText()
	if strings.Contains(text, "# ") || len(text) > 100<<10 || !utf8.ValidString(text) {
		t.Errorf("the probes are %d bytes, or hold a comment", len(text))
	}
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, source := range []string{probeSource, text} {
			got := n.Must(t, "eval", "--json", "--expr", "builtins.attrNames (("+source+") (s: null))")
			if want := `["at","briefs","derivation","fields","h","heads","names","s","same","self","sets","u"]`; strings.TrimSpace(got) != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	})
	// Every field that is asked for must be one of the probes'.
	for k := model.KindUnknown; k <= model.KindNull; k++ {
		for v := model.TypeUnknown; v <= model.TypeNull; v++ {
			n := model.Node{Kind: k, State: model.StateReady, Value: model.Value{Type: v}}
			for _, f := range append(factNames(factsOf(n)), briefFields(k)...) {
				if !strings.Contains(probeSource, "\n    "+f+" = limit: p: s: v:") {
					t.Errorf("%s: there is no field %s", k, f)
				}
			}
		}
	}
}

func TestItemsText(t *testing.T) {
	t.Parallel()
	a := func(name string, place int) item { return item{model.Attr(name), place} }
	for want, items := range map[string][]item{
		`[ ]`:                      nil,
		`[ "a" ]`:                  {a("a", -1)},
		`[ "a" "b" ]`:              {a("a", -1), a("b", -1)},
		`[ (fw.s 0 3) ]`:           {a("a", 0), a("b", 1), a("c", 2)},
		`[ "a" (fw.s 2 2) "z" ]`:   {a("a", 0), a("c", 2), a("d", 3), a("z", 9)},
		`[ 0 7 ]`:                  {{model.Elem(0), -1}, {model.Elem(7), -1}},
		`[ (fw.u "\"\\u00e9\"") ]`: {a("é", -1)},
		"[ (fw.h \"" + "a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89" + "\") ]": {a("\xff", -1)},
	} {
		if got := itemsText(items); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestErrorsAreErrors(t *testing.T) {
	t.Parallel()
	e := &Error{Cause: model.CauseCancelled, Err: os.ErrPermission}
	if !errors.Is(e, os.ErrPermission) || e.Error() != model.CauseCancelled.Advice().Sentence || model.ProblemOf(fmt.Errorf("x: %w", e)).Cause != model.CauseCancelled {
		t.Errorf("%v", e)
	}
}
