package match_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/tui/match"
)

func TestPattern(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typed, text string
		want        int
	}{
		{"hello", "say-hello", 4},
		{"hello", "HELLO", 0},
		{"Hello", "hello", -1}, // a capital was typed
		{"Hello", "oHello", 1},
		{"", "x", 0},
		{"abc", "ab", -1},
		{"b", "", -1},
		{"日本", "x日本語", 1},
		{"aab", "aaab", 1},
	}
	for _, tt := range tests {
		if got := match.NewPattern(tt.typed).Index(tt.text); got != tt.want {
			t.Errorf("%q in %q: %d, want %d", tt.typed, tt.text, got, tt.want)
		}
	}
	if p := match.NewPattern("HE"); p.Prefix("hello") || !p.Prefix("HELLO") || p.Prefix("H") {
		t.Error("prefix")
	}
}

// last is where the last component of a path begins.
func last(path string) int { return strings.LastIndexByte(path, '.') + 1 }

// TestRank gives the order in which paths are offered.
func TestRank(t *testing.T) {
	t.Parallel()
	tests := []struct {
		typed string
		want  []string // best first; those after "" do not match
	}{
		{"hello", []string{
			"packages.x.hello", "packages.x86.hello", "packages.x.hello-wayland", "packages.x.say-hello", "packages.x.othello",
			"packages.x.h-e-l-l-o", "packages.x.haeblclo", "hello.x.y", "packages.hello.other", "", "packages.x.olleh",
		}},
		{"pkg gcc", []string{"pkgs.gcc", "pkgs.x.gcc", "gcc.pkgs", "pkgs.gcc13", "", "pkgs.clang", "lib.gcc"}},
		{"GCC", []string{"lib.GCC", "", "lib.gcc"}},
		{"mkS", []string{"lib.mkShell", "lib.xmkSx", "", "lib.mkshell"}},
		{"fb", []string{"x.fb", "x.fooBar", "x.foo-bar", "x.foobar", "x.four.barn"}},
		{"x.fo", []string{"x.fo", "x.foo", "x.y.fo", "", "fo.x"}},
	}
	for _, tt := range tests {
		q := match.NewQuery(tt.typed)
		var got []string
		good := slices.Index(tt.want, "")
		scores := map[string]int{}
		for i, text := range tt.want {
			if text == "" {
				continue
			}
			s, ok := q.Score(text[:last(text)], text[last(text):])
			if ok != (good < 0 || i < good) {
				t.Errorf("%q in %s: %v", tt.typed, text, ok)
			}
			if ok {
				got = append(got, text)
				scores[text] = s
			}
			if hits := q.Hits(text, last(text)); (hits != nil) != ok {
				t.Errorf("%q in %s: hits %v", tt.typed, text, hits)
			}
		}
		slices.SortStableFunc(got, func(a, b string) int { return scores[b] - scores[a] })
		want := slices.DeleteFunc(slices.Clone(tt.want), func(s string) bool { return scores[s] == 0 })
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q\n%v", tt.typed, got, want, scores)
		}
	}
}

func TestHits(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, text, want string }{
		{"hello", "pkgs.hello", "     ^^^^^"},
		{"he", "shell.she.he", "          ^^"},
		{"hlo", "heeheello", "   ^   ^^"}, // close together
		{"pk lo", "pkgs.hello", "^^      ^^"},
		{"fb", "a.foo-bar", "  ^   ^"},
		{"gs.he", "pkgs.hello", "  ^^^^^"},
		{"", "x", ""},
	}
	for _, tt := range tests {
		marks := []byte(strings.Repeat(" ", len(tt.text)))
		for _, h := range match.NewQuery(tt.typed).Hits(tt.text, last(tt.text)) {
			marks[h] = '^'
		}
		if got := strings.TrimRight(string(marks), " "); got != tt.want {
			t.Errorf("%q\n%s\n%s, want\n%s", tt.typed, tt.text, got, tt.want)
		}
	}
}

// TestHitsAreTheWord proves for any word and path that the hits spell what was
// typed, and that a text which contains it always matches.
func TestHitsAreTheWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zA-Z.0-9é-]{1,6}`).Draw(t, "word")
		text := rapid.StringMatching(`([a-zA-Z0-9é-]{0,6}\.){0,3}[a-zA-Z0-9é-]{0,6}`).Draw(t, "text")
		if rapid.Bool().Draw(t, "inside") {
			text += word
		}
		q := match.NewQuery(word)
		_, ok := q.Score(text[:last(text)], text[last(text):])
		hits := q.Hits(text, last(text))
		if strings.Contains(text, word) && !ok {
			t.Fatal("it is there")
		}
		if ok != (hits != nil) {
			t.Fatalf("matches: %v, hits %v", ok, hits)
		}
		var spelled strings.Builder
		for _, h := range hits {
			spelled.WriteByte(text[h])
		}
		if ok && !strings.EqualFold(spelled.String(), word) {
			t.Fatalf("hits spell %q", spelled.String())
		}
	})
}

// BenchmarkScore is the ranking of 200,000 paths of some 40 bytes.
func BenchmarkScore(b *testing.B) {
	paths := make([]string, 200_000)
	for i := range paths {
		paths[i] = fmt.Sprintf("legacyPackages.x86_64-linux.python3-%06d", i)
	}
	for _, typed := range []string{"python", "pyt42", "zzz", "leg 99"} {
		b.Run(typed, func(b *testing.B) {
			q := match.NewQuery(typed)
			b.ReportAllocs()
			for b.Loop() {
				for _, p := range paths {
					_, _ = q.Score(p[:28], p[28:])
				}
			}
		})
	}
}
