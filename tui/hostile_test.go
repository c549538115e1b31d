package tui

import (
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/tui/text"
)

// hostile are texts that would do something to a terminal.
func hostile() []string {
	return []string{
		"\x1b[2J\x1b[31mred", "\x1b]0;title\x07", "\x1b]52;c;aGVsbG8=\x1b\\", "\x1bP+q\x1b\\", "\u009b31m", "\u009d0;x\u009c",
		"\u202egnp.exe", "\u2066x\u2069", "zero\u200bwidth\u200d\ufeff", "tab\there", "line\nbreak\r\n\n", "\r\roverwrite", "\x00\x07\x08\x7f",
		"not utf-8 \xff\xfe\xc0", "sep\u2028ar\u2029ator", "\u0301combining first", "🏽 modifier first", "z" + strings.Repeat("\u0336", 200),
		"日本語日本語日本語", strings.Repeat("long ", 500), "", " ", "%s%d", "\u2800\u3164", "👨‍👩‍👧‍👦 family ⚙️", "🇩🇪🇪", "\u0600\u0d4e prepend",
	}
}

// hostileNix is a flake whose every text is one of those.
func hostileNix(pick func() string) *fakeNix {
	names := append(hostile(), "packages")
	f := &fakeNix{
		flake: model.Flake{
			Ref: pick(), Revision: pick(), Description: pick(), Nix: pick(), System: "x86_64-linux", Notes: []string{pick(), pick()},
			LastModified: now().Add(-time.Hour),
		},
		kids:        map[string]model.Children{"": {Names: names, Len: len(names)}},
		nodes:       map[string]model.Node{},
		briefs:      map[string]model.Node{},
		details:     map[string]model.Detail{},
		sources:     map[string]model.Source{},
		derivations: map[string]model.Derivation{},
		runs: []model.Run{
			{ID: 1, Argv: []string{"nix", pick(), "--" + pick(), pick()}, Problem: &model.Problem{Message: pick()}}, {ID: 2, Argv: []string{pick()}, Running: true},
		},
		activity: []model.Activity{
			{What: pick(), Fetching: pick(), Since: now()},
		},
	}
	causes := []model.Cause{model.CauseThrow, model.CauseIFD, model.CauseImpure}
	problem := func() *model.Problem {
		at := "\n at /" + pick() + ":1:2:\n 1| " + pick() + "\n  | ^" + pick() + "\n"
		return &model.Problem{Cause: causes[len(pick())%len(causes)], Message: pick(), Trace: "error:\n … " + pick() + at + pick()}
	}
	for i, name := range names {
		p := model.Path(name)
		n := model.Node{
			Kind: model.Kind(i % int(model.KindNull+1)), State: model.StateReady, Name: pick(), Version: pick(), Description: pick(),
			Program: pick(), Value: model.Value{Type: model.ValueType(i % 10), Text: pick(), Size: i}, Args: []model.Arg{{Name: pick()}, {Name: pick(), Optional: true}},
		}
		switch i % 4 {
		case 1:
			n.State, n.Problem = model.State(2+i%5), problem()
		case 2:
			n.Problem = problem()
		}
		f.nodes[p.String()] = n
		n.Brief = true
		f.briefs[p.String()] = n
		at := model.Position{File: pick() + "/f", Line: 7}
		fields := []model.Field{{Label: pick(), Problem: problem()}, {Label: "homepage", Text: pick(), Form: model.FormURL}}
		for form := model.FormText; form <= model.FormPosition; form++ {
			fields = append(fields, model.Field{Label: pick(), Text: pick() + pick(), Form: form, Position: at})
		}
		f.details[p.String()] = model.Detail{Fields: fields}
		f.sources[at.String()] = model.Source{Local: pick(), First: 6, Lines: []string{pick(), pick(), pick()}}
		f.derivations[p.String()] = model.Derivation{DrvPath: pick(), Outputs: []model.Output{
			{Name: pick(), Path: pick(), Built: i%2 == 0, NarSize: 1 << i, ClosureSize: 1 << (2 * i)}, {Name: pick()},
		}}
	}
	return f
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}, {20, 5}, {1, 1}} {
		i := 0
		pick := func() string {
			i++
			return hostile()[i%len(hostile())]
		}
		nix := hostileNix(pick)
		u := start(t, nix, size[0], size[1], Options{Ref: pick(), Fragment: pick()})
		for range len(nix.nodes) {
			u.rest()
			u.linger()
			u.tick()
			u.press("enter", "space", "G", "j", "y", "esc", "@", "k", "y", "esc", "!", "n", "y", "Y", "l", "tab", "enter", "G", "esc", "tab", "j")
		}
		nix.setErr("open", failure(model.CauseCrash, pick()))
		u.press("R", "G", "y")
	}
}

func TestHostileTextProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(hostile()), rapid.String()), 1, 12).Draw(rt, "texts")
		i := 0
		pick := func() string {
			i++
			return parts[i%len(parts)]
		}
		w, h := rapid.IntRange(0, 130).Draw(rt, "width"), rapid.IntRange(0, 40).Draw(rt, "height")
		u := start(t, hostileNix(pick), w, h, Options{Ref: pick(), ASCII: rapid.Bool().Draw(rt, "ascii")})
		defer u.m.Close()
		keys := []string{"j", "k", "l", "h", "enter", "space", "tab", "y", "Y", "!", "o", "@", "?", "esc", "G", "g", "-", "R", "x", "r", "ctrl+d", "pgup"}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 1, 25).Draw(rt, "keys") {
			u.press(k)
			u.rest()
		}
		u.tick()
		u.send(tea.WindowSizeMsg{Width: h, Height: w})
		if t.Failed() {
			rt.Fatal("see above")
		}
	})
}

// TestHugeTextsAreCutFirst counts memory, so it must run alone.
//
//nolint:paralleltest // see above
func TestHugeTextsAreCutFirst(t *testing.T) {
	huge := strings.Repeat("\x1b", 10<<20)
	for name, f := range map[string]func() string{
		"clean":      func() string { return text.Line(huge) },
		"cleanLines": func() string { return text.Lines(huge) },
		"firstLine":  func() string { return text.First(huge) },
		"path":       func() string { return text.Path(model.Path(huge, huge)) },
		"value":      func() string { return text.Value(model.Value{Type: model.TypeString, Text: huge, Size: len(huge)}) },
		"long value": func() string { return longValue(model.Value{Type: model.TypeString, Text: huge, Size: len(huge)}) },
		"args":       func() string { return text.Args([]model.Arg{{Name: huge}}) },
		"revision":   func() string { return revisionText(huge) },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := f()
		runtime.ReadMemStats(&after)
		if len(got) > 4*text.Max || got == "" {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%s: %d bytes of memory for a text of 10 MB", name, used)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile())).Draw(t, "text")
		n := rapid.IntRange(4, 40).Draw(t, "bytes")
		short, rest := text.Cut(s, n)
		if len(short) > n || len(short)+rest != len(s) || !strings.HasPrefix(s, short) {
			t.Fatalf("%q: %q and %d", s, short, rest)
		}
		if strings.ToValidUTF8(s, "") == s && strings.ToValidUTF8(short, "") != short {
			t.Fatalf("%q: half a character at the end of %q", s, short)
		}
	})
}

func TestCleanIsOneLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile())).Draw(t, "text")
		for _, got := range []string{text.Line(s), text.Lines(s)} {
			for line := range strings.SplitSeq(got, "\n") {
				if bad := control(line); bad != "" || strings.Contains(line, "\x1b") {
					t.Fatalf("%q: %q is left", s, bad)
				}
			}
		}
		if got := text.Line(s); strings.Contains(got, "\n") || ansi.Strip(got) != got {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
