package record

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// sessionOn makes a session on a flake.
func sessionOn(t testing.TB, n nixtest.Nix, ref string) *nixcli.Session {
	t.Helper()
	c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env})
	if err != nil {
		t.Fatal(err)
	}
	s := nixcli.NewSession(c, ref, nixcli.Options{})
	t.Cleanup(s.Close)
	return s
}

// read reads a recording.
func read(t testing.TB, text string) *Recording {
	t.Helper()
	rec, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// told is all of a tour as it may stand in a recording.
func told(t testing.TB, seen []nixtest.Seen) map[string]string {
	t.Helper()
	all := map[string]string{}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seen {
		text, err := encode(s, newRedactor(home, nil, nil))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(s.Question, "index") {
			continue
		}
		all[s.Question] = string(text)
	}
	return all
}

// TestReplay proves on real flakes that a replay says what nix said, whatever is
// asked: values, failures, sources, commands and inputs.
func TestReplay(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, name := range []string{"all-kinds", "documented", "follows"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dir := nixtest.Unpack(t, name)
				ref, file := "path:"+dir, filepath.Join(nixtest.TempDir(t), "recording")
				r, err := Create(file, "test", nil)
				if err != nil {
					t.Fatal(err)
				}
				s := r.Session(sessionOn(t, n, ref), ref, nil)
				want := told(t, nixtest.Tour(t, s))
				s.Close()
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
				rec := read(t, nixtest.Read(t, file))
				replay := rec.Flake(ref)
				if replay == nil {
					t.Fatal("the flake is not in the recording")
				}
				got := told(t, nixtest.Tour(t, replay))
				for question, answer := range want {
					if got[question] != answer {
						t.Errorf("%s:\n nix:    %s\n replay: %s", question, answer, got[question])
					}
				}
				if len(got) != len(want) || len(want) < 10 {
					t.Errorf("%d answers of nix, %d of the replay", len(want), len(got))
				}
				if len(rec.Runs()) == 0 {
					t.Error("no commands are recorded")
				}
			})
		}
	})
}

// TestNotRecorded proves that what was not asked is said to be missing.
func TestNotRecorded(t *testing.T) {
	t.Parallel()
	rec, err := Read(strings.NewReader(`{"flakewalk":1,"at":"2026-11-21T09:00:00Z","by":"v1"}
{"flake":1,"ask":"open","of":{"ref":"."},"answer":{"Ref":".","System":"x86_64-linux"}}
{"flake":1, "ask":"children", "answer":{"Names":["lib"],"Len":1}}
{"flake":1,"ask":"head","of":["lib"],"answer":{"Path":["lib"],"Kind":"attrs","State":"ready"}}
{"flake":1,"ask":"detail","of":[ "lib" , 3 ],"answer":{"Path":["lib",3],"Fields":[{"Label":"value","Text":"x"}]}}
{"flake":1,"ask":"children","of":["li`))
	if err != nil {
		t.Fatal(err)
	}
	p, ctx := rec.Flake("."), t.Context()
	f, err := p.Open(ctx)
	if err != nil || f.System != "x86_64-linux" || len(f.Notes) != 1 || !strings.Contains(f.Notes[0], "2026-11-21") {
		t.Errorf("%+v, %v", f, err)
	}
	if c, err := p.Children(ctx, nil); err != nil || len(c.Names) != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if d, err := p.Detail(ctx, model.AttrPath{model.Attr("lib"), model.Elem(3)}); err != nil || d.Get("value") != "x" {
		t.Errorf("%+v, %v", d, err)
	}
	if path, err := p.Resolve(ctx, "lib"); err != nil || path.String() != "lib" {
		t.Errorf("%s, %v", path, err)
	}
	x, err := p.Index(ctx, 0)
	if err != nil || !x.Done || len(x.Listings) != 1 || len(x.Listings[0].Path) != 0 || len(x.Listings[0].Children.Names) != 1 {
		t.Errorf("%+v, %v", x, err)
	}
	nodes, err := p.Heads(ctx, []model.AttrPath{model.Path("lib"), model.Path("lib", "x")})
	if err != nil || nodes[0].State != model.StateReady || nodes[1].Problem == nil || nodes[1].Problem.Cause != model.CauseNotRecorded {
		t.Errorf("%+v, %v", nodes, err)
	}
	nowhere := model.Path("x")
	for what, ask := range map[string]func() error{
		"children":    func() error { _, err := p.Children(ctx, nowhere); return err },
		"detail":      func() error { _, err := p.Detail(ctx, nowhere); return err },
		"actions":     func() error { _, err := p.Actions(ctx, model.Node{Path: nowhere}, model.Here{}, 0); return err },
		"derivation":  func() error { _, err := p.Derivation(ctx, nowhere); return err },
		"source":      func() error { _, err := p.Source(ctx, model.Position{File: "x"}); return err },
		"inputFiles":  func() error { _, err := p.InputFiles(ctx, lock.Node{Key: "x"}); return err },
		"inputSource": func() error { _, err := p.InputSource(ctx, lock.Node{Key: "x"}); return err },
		"updateArgv":  func() error { _, err := p.UpdateArgv(ctx, "x"); return err },
		"update":      func() error { _, err := p.Update(ctx, []string{"nix"}); return err },
		"nixConfig":   func() error { _, err := p.NixConfig(ctx); return err },
	} {
		if problem := model.ProblemOf(ask()); problem.Cause != model.CauseNotRecorded || problem.Message == "" {
			t.Errorf("%s: %+v", what, problem)
		}
	}
}

// TestReadRefuses proves what is said of files that are no good recordings.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	head := `{"flakewalk":1,"at":"2026-11-21T09:00:00Z"}` + "\n"
	for text, want := range map[string]string{
		"":                                       "no recording",
		"{}":                                     "no recording",
		"# flake":                                "no recording",
		`{"flakewalk":2,"by":"v9"}`:              "form 2",
		head:                                     "is empty",
		head + "\n{]":                            "line 2",
		head + `{"flake":0,"ask":"open"}`:        "no flake number 0",
		head + `{"flake":99999999,"ask":"x"}`:    "no flake number 99999999",
		head + `{"flake":1,"ask":"open","of":5}`: "line 2",
		head + `{"flake":1,"ask":"index","answer":5}`:                "line 2",
		head + `{"flake":1,"ask":"x","problem":{"Cause":"no such"}}`: "no such",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	garbled := read(t, head+`{"flake":1,"ask":"open","of":{"ref":"."},"answer":{"Ref":5}}`)
	if _, err := garbled.Flake(".").Open(t.Context()); model.ProblemOf(err).Cause != model.CauseGarbage {
		t.Errorf("an answer that is none: %v", err)
	}
}

// TestReplayCounts proves that no number of children that a stranger wrote is taken
// as it is: one that cannot be would be the length of a list, or more than the names.
func TestReplayCounts(t *testing.T) {
	t.Parallel()
	rec := read(t, `{"flakewalk":1,"at":"2026-11-21T09:00:00Z"}
{"flake":1,"ask":"open","of":{"ref":"x"},"answer":{}}
{"flake":1,"ask":"children","answer":{"Names":["a","b"],"Len":1000000000000}}
{"flake":1,"ask":"children","of":["a"],"answer":{"List":true,"Len":-9}}
{"flake":1,"ask":"children","of":["b"],"answer":{"Names":["c"],"Len":-1}}
`)
	flake := rec.Flake("x")
	for path, want := range map[string]int{"": 2, "a": 0, "b": 1} {
		var p model.AttrPath
		if path != "" {
			p = model.Path(path)
		}
		if c, err := flake.Children(t.Context(), p); err != nil || c.Len != want {
			t.Errorf("%q: %+v, %v; want %d", path, c, err, want)
		}
	}
	x, err := flake.Index(t.Context(), 0)
	if err != nil || len(x.Listings) != 3 {
		t.Fatalf("%+v, %v", x, err)
	}
	for _, l := range x.Listings {
		if l.Children.Len < 0 || l.Children.Len > 2 {
			t.Errorf("%+v", l)
		}
	}
}

// TestCreate proves that a recording overwrites nothing and is the user's alone.
func TestCreate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(nixtest.TempDir(t), "recording")
	r, err := Create(file, "v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := Create(file, "v1", nil); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("over another file: %v", err)
	}
	if text := nixtest.Read(t, file); !regexp.MustCompile(`^\{"flakewalk":1,"at":"[^"]+Z","by":"v1"\}\n$`).MatchString(text) {
		t.Errorf("%q", text)
	}
	full, err := Create("/dev/full/x", "v1", nil)
	if err == nil {
		t.Error("a file in no folder", full)
	}
}

// TestRedact proves what is taken out, and that the rest stays.
func TestRedact(t *testing.T) {
	t.Parallel()
	r := newRedactor("/home/me/", []string{"GITHUB_TOKEN=tok-12345", "SECRET_SHORT=abc", "MY_PASSWORD=hunter22", "X_AUTH=a/b cd", "PATH=/bin", "SSH_AUTH_SOCK=/run/sock", "TOKEN_FILE=/run/secrets/x"}, []string{"given-secret"})
	for text, want := range map[string]string{
		"/home/me":                                                  "~",
		"path:/home/me/x?dir=y":                                     "path:~/x?dir=y",
		"in '/home/me/x', /home/me.":                                "in '~/x', /home/me.",
		"/home/meadow/x":                                            "/home/meadow/x",
		"https://user:pw@host/x":                                    "https://***@host/x",
		"git+https://tok@host/x?ref=a":                              "git+https://***@host/x?ref=a",
		"git+ssh://git@host/x":                                      "git+ssh://git@host/x",
		"ssh://git:pw@host/x":                                       "ssh://***@host/x",
		"https://h/x?access_token=ab&r=1":                           "https://h/x?access_token=***&r=1",
		"https://h/x?X-Amz-Signature=ab&X-Amz-Credential=cd":        "https://h/x?X-Amz-Signature=***&X-Amz-Credential=***",
		"p#x.https%3A%2F%2Fme%3Apw%40host.a":                        "p#x.https%3A%2F%2F***%40host.a",
		"p#x.a%2Fb%20cd a%2Fb+cd a/b cd":                            "p#x.*** *** ***",
		"https://h/x?sig=ab":                                        "https://h/x?sig=***",
		"https://h/x?signal=ab":                                     "https://h/x?signal=ab",
		"it is tok-12345, hunter22":                                 "it is ***, ***",
		"abc /run/sock /run/secrets/x":                              "abc /run/sock /run/secrets/x",
		"--option x given-secret":                                   "--option x ***",
		"ghp_0123456789abcdef0123":                                  "***",
		"access-tokens github.com=abc d":                            "access-tokens github.com=*** d",
		"access-tokens = github.com=abc":                            "access-tokens = github.com=***",
		"access-tokens = github.com=abc gitlab.com=PAT:cd\nx = y=z": "access-tokens = github.com=***\nx = y=z",
		"--option access-tokens 'a.org=bc d.org:8=ef' x":            "--option access-tokens 'a.org=*** x",
		"a secret garden, tokens":                                   "a secret garden, tokens",
		"":                                                          "",
	} {
		if got := r.text(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got := newRedactor("/", nil, nil).text("/a/b"); got != "/a/b" {
		t.Errorf("without a home: %q", got)
	}
}

// TestRecorderSecrets proves that nothing secret reaches the file, whatever answer it
// is in, and that what is left can still be asked for.
func TestRecorderSecrets(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { lib.url = "https://me:hunter2@host/x"; lib.bad = throw "at https://me:hunter2@host/y";
		lib."https://me:hunter2@host" = { a = 1; }; }; }`)
	file := filepath.Join(nixtest.TempDir(t), "recording")
	r, err := Create(file, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Session(sessionOn(t, n, "path:"+dir), "path:"+dir, nil)
	nixtest.Tour(t, s)
	s.Close()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if text := nixtest.Read(t, file); strings.Contains(text, "hunter2") || !strings.Contains(text, redacted) {
		t.Error("the password is in the recording, or nothing is taken out")
	}
	replay := read(t, nixtest.Read(t, file)).Flake("path:" + dir)
	c, err := replay.Children(t.Context(), model.Path("lib"))
	if err != nil || len(c.Names) != 3 {
		t.Fatalf("%v, %v", c, err)
	}
	for _, name := range c.Names {
		nodes, err := replay.Heads(t.Context(), []model.AttrPath{model.Path("lib", name)})
		if err != nil || nodes[0].State == model.StateUnevaluated || nodes[0].Problem != nil && nodes[0].Problem.Cause != model.CauseThrow {
			t.Errorf("%s: %+v, %v", name, nodes, err)
		}
	}
}

// TestRecordedInput proves that an input that was seen as its flake sees it is found
// again, and the time of the recording.
func TestRecordedInput(t *testing.T) {
	t.Parallel()
	file := filepath.Join(nixtest.TempDir(t), "recording")
	r, err := Create(file, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ inputs.a.url = "path:./a"; outputs = { a, ... }: { }; }`)
	nixtest.Write(t, dir+"/a/flake.nix", `{ outputs = _: { lib.x = 1; }; }`)
	n.Must(t, append(nixtest.Features(), "flake", "lock", "path:"+dir)...)
	s := r.Session(sessionOn(t, n, "path:"+dir), "path:"+dir, nil)
	f, err := s.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env})
	if err != nil {
		t.Fatal(err)
	}
	via := &model.Via{Root: f.Ref, Pin: f.Pin, Path: []string{"a"}}
	in := r.Session(nixcli.NewSession(c, f.Pin, nixcli.Options{Via: via}), f.Pin, via)
	defer in.Close()
	if _, err := in.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Children(t.Context(), model.Path("lib")); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	rec := read(t, nixtest.Read(t, file))
	if refs := rec.References(); len(refs) != 1 || refs[0] != "path:"+dir || time.Since(rec.At) > time.Hour {
		t.Errorf("%q at %s", refs, rec.At)
	}
	replay := rec.Input(f.Pin, []string{"a"})
	if replay == nil || rec.Input(f.Pin, []string{"b"}) != nil || rec.Input("x", []string{"a"}) != nil || rec.Flake("x") != nil {
		t.Fatal("the input is not found, or others are")
	}
	if c, err := replay.Children(t.Context(), model.Path("lib")); err != nil || len(c.Names) != 1 {
		t.Errorf("%v, %v", c, err)
	}
}
