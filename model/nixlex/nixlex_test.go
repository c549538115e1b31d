package nixlex

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// marks writes the tokens as text: each but the plain ones as a letter and its
// words in brackets.
func marks(text string, tokens []Token) string {
	letters := map[Kind]string{
		Name: "n", Attribute: "a", Keyword: "k", Constant: "c", Number: "d", String: "s", Escape: "e",
		Splice: "$", Path: "p", Comment: "#", Opaque: "o",
	}
	var b strings.Builder
	for _, t := range tokens {
		if word := text[t.From:t.To]; t.Kind == Plain {
			b.WriteString(word)
		} else {
			b.WriteString(letters[t.Kind] + "[" + word + "]")
		}
	}
	return b.String()
}

func TestLex(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{``, ``},
		{`x: x + 1`, `a[x]: n[x] + d[1]`},
		{`{ a = 1; b.c = 2; }`, `{ a[a] = d[1]; a[b].a[c] = d[2]; }`},
		{`{ "a b".c = 1; }`, `{ s["a b"].a[c] = d[1]; }`},
		{`a == b`, `n[a] == n[b]`},
		{`{ pkgs, lib ? pkgs.lib, ... }@args: pkgs`, `{ a[pkgs], a[lib] ? n[pkgs].n[lib], ... }@a[args]: n[pkgs]`},
		{`args@{ x }: x`, `a[args]@{ a[x] }: n[x]`},
		{`{ inherit x y; }`, `{ k[inherit] n[x] n[y]; }`},
		{`let a = 1; in if true then a else null`, `k[let] a[a] = d[1]; k[in] k[if] c[true] k[then] n[a] k[else] c[null]`},
		{`"a ${b "c"} d\n"`, `s["a ]$[${]n[b] s["c"]$[}]s[ d]e[\n]s["]`},
		{`"${ { a = 1; }.a }" b`, `s["]$[${] { a[a] = d[1]; }.n[a] $[}]s["] n[b]`},
		{`"$$ $${x} $"`, `s["$$ $${x} $"]`},
		{"''\n  a ${b} '''c ''${d} ''\\n it's ''", "s[''\n  a ]$[${]n[b]$[}]s[ ]e[''']s[c ]e[''$]s[{d} ]e[''\\n]s[ it's '']"},
		{`{ ${x} = 1; }`, `{ $[${]n[x]$[}] = d[1]; }`},
		{`1.5 .5 1e-3 2`, `d[1.5] d[.5] d[1e-3] d[2]`},
		{`./a/b.nix ../. /nix/store/x ~/y <nixpkgs/lib>`, `p[./a/b.nix] p[../.] p[/nix/store/x] p[~/y] p[<nixpkgs/lib>]`},
		{`a // b < c > d / e`, `n[a] // n[b] < n[c] > n[d] / n[e]`},
		{"# note\n1 /* two\nlines */ 2", "#[# note]\nd[1] #[/* two\nlines */] d[2]"},
		{`[ «lambda @ /x.nix:1:2» … ]`, `[ o[«lambda @ /x.nix:1:2»] … ]`},
		{`a' foldl' x-y _z`, `n[a'] n[foldl'] n[x-y] n[_z]`},
		{`a or b`, `n[a] k[or] n[b]`},
		{`"open`, `s["open]`},
		{`"open \`, `s["open ]e[\]`},
		{`''open ''\`, `s[''open ]e[''\]`},
		{`/* open`, `#[/* open]`},
		{`«open`, `o[«open]`},
		{`} } ${`, `} } $[${]`},
		{`日本 = "語"`, `日本 = s["語"]`},
	}
	for _, tt := range tests {
		if got := marks(tt.text, Lex(tt.text)); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestLinesFromTheMiddleOfAString(t *testing.T) {
	t.Parallel()
	lines := []string{"    make install", "  '';", "", "  meta = {", "    license = 1; # it's", "  };"}
	var got strings.Builder
	for i, tokens := range Lines(lines, 3) {
		fmt.Fprintln(&got, marks(lines[i], tokens))
	}
	want := "s[    make install]\ns[  ''];\n\n  a[meta] = {\n    a[license] = d[1]; #[# it's]\n  };\n"
	if got.String() != want {
		t.Errorf("got\n%s", got.String())
	}
	inComment := []string{"it's", "a comment */ 1", "2"}
	if s := marks(inComment[1], Lines(inComment, 2)[1]); s != "#[a comment */] d[1]" {
		t.Errorf("a comment that began before: %s", s)
	}
	allComment := []string{"/* a", "b", "c */"}
	if s := marks(allComment[1], Lines(allComment, 1)[1]); s != "#[b]" {
		t.Errorf("what is no code wherever it begins: %s", s)
	}
	if s := marks(lines[0], Lines(lines[:1], 0)[0]); s != "    n[make] n[install]" {
		t.Errorf("code that begins with code: %s", s)
	}
}

func text() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"a", "{", "}", "${", "\"", "''", "'", "$", "\\", "=", ":", "@", ",", ".", "/", "./x", "<x>", "#", "\n", " ", "/*", "*/", "«", "»", "1", "é", "\xff", "let", "?",
	})
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "") })
}

// The tokens are the whole text, in order, without gaps, whatever it is.
func TestTokensAreTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := text().Draw(t, "text")
		for _, tokens := range [][]Token{Lex(s), LexInside(s)} {
			at := 0
			for _, tok := range tokens {
				if tok.From != at || tok.To <= tok.From {
					t.Fatalf("%q: a gap at %d in %v", s, at, tokens)
				}
				at = tok.To
			}
			if at != len(s) {
				t.Fatalf("%q: ends at %d", s, at)
			}
		}
		lines := strings.Split(s, "\n")
		for i, tokens := range Lines(lines, rapid.IntRange(-1, len(lines)).Draw(t, "known")) {
			at := 0
			for _, tok := range tokens {
				if tok.From != at {
					t.Fatalf("%q: a gap at %d of line %d", s, at, i)
				}
				at = tok.To
			}
			if at != len(lines[i]) {
				t.Fatalf("%q: line %d ends at %d", s, i, at)
			}
		}
	})
}

// Text that opens without end must cost no more than other text.
func BenchmarkLex(b *testing.B) {
	for name, piece := range map[string]string{
		"set": "  name = [ \"a ${b}\" 12 ./x ]; # c\n", "braces": "}:", "splices": "${=", "paths": "a.", "calls": "{a,",
	} {
		text := strings.Repeat(piece, 64<<10/len(piece))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Lex(text)
			}
		})
	}
}

func TestIdentifier(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a": true, "_a-b'": true, "x86_64-linux": true, "iff": true, "": false, "1a": false, "-a": false, "'a": false, "a.b": false, "é": false,
		"if": false, "then": false, "else": false, "assert": false, "with": false, "let": false, "in": false, "rec": false, "inherit": false, "or": false,
	} {
		if Identifier(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// FuzzComments proves that whatever a file holds, comments are found in order, each
// from its sign to its end.
func FuzzComments(f *testing.F) {
	for _, s := range []string{"/** a */ f = x: x", "# a\n# b\nf", `"${"${''${x}''}"}" /* c */`, "''' ''$ ''\\n $${ '' # x\n", strings.Repeat(`"${`, 200), "/*", "/*/", "# x", "\"\\", "}}}{ /**/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		end := 0
		for _, c := range Comments(src) {
			text := src[c.From:c.To]
			line := text[0] == '#' && !strings.Contains(text, "\n") && c.To < len(src)
			block := strings.HasPrefix(text, "/*") && strings.HasSuffix(text, "*/") && len(text) >= 4
			if c.From < end || !line && !block {
				t.Fatalf("%q at %+v", text, c)
			}
			end = c.To
		}
	})
}
