package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// rich is a flake whose details are as full as they get.
func rich() *fakeNix {
	at := func(line int) model.Position {
		return model.Position{File: "/nix/store/abc-source/flake.nix", Line: line, Column: 5}
	}
	f := &fakeNix{
		flake:   model.Flake{Ref: ".", Nix: "2.34.8", System: "x86_64-linux"},
		kids:    map[string]model.Children{"": names("lib", "options", "packages")},
		nodes:   map[string]model.Node{"lib": set(3), "options": set(1), "packages": set(1), "packages.x86_64-linux": set(3)},
		details: map[string]model.Detail{}, derivations: map[string]model.Derivation{},
	}
	f.kids["lib"] = names("config", "greet", "long")
	f.kids["options"] = names("enable")
	f.kids["packages"] = names("x86_64-linux")
	f.kids["packages.x86_64-linux"] = names("hello", "world")
	f.nodes["lib.config"] = set(12)
	f.nodes["lib.greet"] = model.Node{Kind: model.KindFunction, State: model.StateReady, Args: []model.Arg{{Name: "name"}, {Name: "punctuation", Optional: true}}}
	f.nodes["lib.long"] = ready(model.KindString, model.TypeString, "cut")
	f.nodes["options.enable"] = model.Node{Kind: model.KindOption, State: model.StateReady, Brief: true}
	for _, name := range []string{"hello", "world"} {
		f.nodes[pkgs+"."+name] = model.Node{
			Kind: model.KindPackage, State: model.StateReady, Name: name + "-2.12", Version: "2.12", Description: "A program that greets", Brief: true,
		}
		f.details[pkgs+"."+name] = model.Detail{Fields: []model.Field{
			{Label: "licence", Text: "GPL-3.0-or-later"},
			{Label: "homepage", Text: "https://example.org/" + name, Form: model.FormURL},
			{Label: "outputs", Text: "out, dev"},
			{Label: "long description", Text: "Greets, *and nothing else*:\n\n- in `English`\n- in German", Form: model.FormMarkdown},
			{Label: "defined at", Text: "flake.nix:14", Form: model.FormPosition, Position: at(14)},
		}}
		f.derivations[pkgs+"."+name] = model.Derivation{DrvPath: "/nix/store/aaa-" + name + "-2.12.drv", Outputs: []model.Output{
			{Name: "out", Path: "/nix/store/bbb-" + name + "-2.12", Built: true, NarSize: 226_560, ClosureSize: 32_768_000},
			{Name: "dev", Path: "/nix/store/ccc-" + name + "-2.12-dev", Built: name == "hello", NarSize: 800},
		}}
	}
	f.details["lib.config"] = model.Detail{Fields: []model.Field{
		{Label: "value", Form: model.FormNix, Text: "{\n  services.nginx.enable = true;\n  users = [ \"alice\" \"bob ${x}\" ]; # comment\n  port = 80;\n  package = «derivation nginx-1.27»;\n}"},
	}}
	f.details["lib.greet"] = model.Detail{Fields: []model.Field{
		{Label: "documentation", Form: model.FormMarkdown, Text: "Greets somebody.\n\n# Example\n```nix\ngreet { name = \"world\"; }\n=> \"Hello, world!\"\n```"},
		{Label: "defined at", Text: "flake.nix:14", Form: model.FormPosition, Position: at(14)},
	}}
	f.details["options.enable"] = model.Detail{Fields: []model.Field{
		{Label: "type", Text: "boolean"},
		{Label: "default", Text: "false", Form: model.FormNix},
		{Label: "value", Text: "true", Form: model.FormNix},
		{Label: "description", Text: "Whether to enable {option}`services.hello`, the greeter.", Form: model.FormMarkdown},
	}}
	f.sources = map[string]model.Source{at(14).String(): {Local: "/home/me/flake.nix", First: 12, Lines: []string{
		"    # says hello", "    lib = {", "      greet = { name, punctuation ? \"!\" }:", "\t\t\"Hello, ${name}${punctuation}\";", "    };",
	}}}
	return f
}

func TestDetailScreens(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		for _, path := range []string{"options.enable", "lib.greet", pkgs + ".hello", "lib.config"} {
			t.Run(fmt.Sprintf("%s/%dx%d", path, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				u := start(t, rich(), size[0], size[1], Options{Fragment: path})
				u.rest()
				u.linger()
				golden.RequireEqual(t, u.screen()+"\n")
			})
		}
	}
}

func TestSourceOfTheRowThatIsSelected(t *testing.T) {
	t.Parallel()
	u := start(t, rich(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.hold = []string{jobSource}
	u.rest()
	u.misses("▌ 14")
	u.press("j") // its answer comes too late
	u.release()
	u.misses("▌ 14")
	u.rest()
	u.sees("▌ 14    greet = { name", "  12  # says hello", "flake.nix:14")
	if n := len(u.nix.called("source")); n != 2 {
		t.Errorf("asked %d times", n)
	}
	u.press("k", "j")
	u.rest()
	if n := len(u.nix.called("source")); n != 1 {
		t.Errorf("asked %d times more: once for the row whose answer was dropped", n)
	}
	u.nix.sources = nil
	u.press("R")
	u.rest()
	u.sees("✗ ENOENT: /nix/store/abc-source/flake.nix")
}

func TestDerivationIsAskedForWhenTheCursorLingers(t *testing.T) {
	t.Parallel()
	u := start(t, rich(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.rest()
	u.press("j")
	u.rest()
	if got := u.nix.called("derivation"); len(got) > 0 {
		t.Errorf("instantiated %q without lingering", got)
	}
	u.press("k") // the timers of the rows before mean nothing any more
	u.linger()
	u.sees("/nix/store/aaa-hello-2.12.drv", "221 KiB", "31 MiB", "✓ ")
	u.snap("lingered on", theDetail)
	if got := u.nix.called("derivation"); !slices.Equal(got, []string{pkgs + ".hello"}) {
		t.Errorf("instantiated %q", got)
	}
	u.press("j")
	u.send(lingerMsg{u.m.visit.outputs, u.m.visit.outputs.rest - 1}) // the timer of the row before
	u.rest()
	if got := u.nix.called("derivation"); len(got) > 0 {
		t.Errorf("instantiated %q after another row was lingered on", got)
	}
	u.press("tab") // who goes to the details wants them
	u.sees("○ ", "/nix/store/ccc-world-2.12-dev")
	u.snap("another row", theDetail)
	u.nix.setErr("derivation "+pkgs+".hello", failure(model.CauseIFD, "cannot build x.drv"))
	u.press("R", "tab")
	u.goTo(pkgs + ".hello")
	u.linger()
	u.sees("✗ cannot build x.drv")
}

func TestLateDerivationIsNotShownElsewhere(t *testing.T) {
	t.Parallel()
	u := start(t, rich(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.hold = []string{jobDerivation}
	u.rest()
	u.linger()
	u.running(jobDerivation, true)
	u.snap("for a moment", theDetail)
	u.tick()
	u.snap("for long", theDetail)
	u.press("j")
	u.rest()
	u.release()
	u.misses("aaa-hello")
}

func TestBrowse(t *testing.T) {
	t.Parallel()
	var opened []string
	o := Options{Fragment: pkgs + ".hello", Browse: func(address string) error {
		opened = append(opened, address)
		if len(opened) > 1 {
			return errors.New("no browser over ssh")
		}
		return nil
	}}
	u := start(t, rich(), 120, 36, o)
	u.press("o")
	u.said(theme.Dim)
	u.snap("before the details", theNote)
	u.rest()
	u.press("o")
	u.said(theme.Good)
	u.snap("a browser", theNote)
	u.press("o")
	u.said(theme.Warn)
	u.snap("no browser", theNote)
	if len(u.clip) != 1 || u.clip[0] != opened[0] {
		t.Errorf("copied %q", u.clip)
	}
	u.goTo("lib")
	u.rest()
	u.press("o")
	u.said(theme.Dim)
	u.snap("no homepage", theNote)
	if len(opened) != 2 {
		t.Errorf("opened %q", opened)
	}
	u = start(t, rich(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.rest()
	u.press("o")
	if want := []string{"https://example.org/hello"}; !slices.Equal(u.clip, want) {
		t.Errorf("copied %q", u.clip)
	}
}

func TestOnlyPagesOfTheWebAreOpened(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"https://example.org/a?b=c#d":            "https://example.org/a?b=c#d",
		"http://example.org, https://other.org":  "http://example.org",
		"https://example.org/ü":                  "https://example.org/%C3%BC",
		"file:///etc/passwd":                     "",
		"javascript:alert(1)":                    "",
		"--help":                                 "",
		"https://":                               "",
		"https://user:pass@example.org":          "",
		"https://example.org/\x1b]0;x\x07":       "",
		"https://example.org/$(id)`id`":          "https://example.org/$%28id%29%60id%60",
		"":                                       "",
		"https://" + strings.Repeat("x", 1<<20):  "",
		"https://example.org/\u202etxt.exe":      "https://example.org/%E2%80%AEtxt.exe",
		"https://exa\u202emple.org":              "https://exa%E2%80%AEmple.org",
		"ftp://example.org":                      "",
		"HTTPS://example.org":                    "https://example.org",
		"  https://example.org":                  "",
		"https://example.org/a b":                "https://example.org/a%20b",
		"https://example.org/'; rm -rf ~; echo'": "https://example.org/%27;%20rm%20-rf%20~;%20echo%27",
	}
	for in, want := range tests {
		if got := webAddress(in); got != want {
			t.Errorf("%.60q: got %q, want %q", in, got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	long := strings.Repeat("x", 10<<20)
	s := model.Source{Position: model.Position{File: "/nix/store/abc-source/a.nix", Line: 9}, First: 8, Lines: []string{"    a = 1;", "", "      " + long, "    \x1b[2J"}}
	b := excerpt(th, s, excerptLines{5, 5})
	if b[0].Aside != "a.nix:9" {
		t.Errorf("it is at %q", b[0].Aside)
	}
	for i, want := range []string{"a = 1;", "", "  x", `\e[2J`} {
		if got := b[i+1].Text; !strings.HasPrefix(got, want) || len(got) > 2*text.LineMax {
			t.Errorf("line %d is %.40q", i, got)
		}
	}
	if b[2].Label != "▌  9" || b[3].Label != "  10" {
		t.Errorf("labels %q and %q", b[2].Label, b[3].Label)
	}
	s.First, s.Lines = 1, make([]string, 10_000)
	if b := excerpt(th, s, excerptLines{5, 5}); len(b) != 12 || b[1].Label != "   4" {
		t.Errorf("%d lines from %q", len(b), b[1].Label)
	}
	s.First, s.Position.Line = 50, -7
	if b := excerpt(th, s, excerptLines{5, 5}); len(b) > 12 {
		t.Errorf("%d lines", len(b))
	}
}

// BenchmarkDetailKey is a key in the detail pane while it shows a value of 64 KB.
func BenchmarkDetailKey(b *testing.B) {
	nix := rich()
	nix.details["lib.config"] = model.Detail{Fields: []model.Field{{Label: "value", Form: model.FormNix, Text: strings.Repeat("{ name = [ 1 \"two\" ./three ]; }\n", 2048)}}}
	u := start(b, nix, 120, 36, Options{Fragment: "lib.config"})
	u.rest()
	u.press("tab")
	keys := []string{"j", "ctrl+d", "k", "ctrl+u"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		u.m.visit.outputs.stale = i%2 == 0 // an answer about another row
		_, _ = u.m.Update(keyMsg(keys[i%4]))
		_ = u.m.View()
	}
}
