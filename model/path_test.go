package model_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model"
)

// anyName draws names of any bytes, with a liking for what means something in a path.
func anyName() *rapid.Generator[string] {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "Z", "0", "7", "_", "-", "'", ".", `"`, `\`, "$", "${", "$${", "{", "}", "n", "\n", "\r", "\t", " ", "#",
		"if", "or", "\x00", "\x01", "\x02", "\x1b", "\xff", "\xc3", "é", "日", "\u202e", "1\x02x",
	}), 0, 8)
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return strings.Join(pieces.Draw(t, "pieces"), "") }),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes")) }),
		rapid.String(),
	)
}

func anyStep() *rapid.Generator[model.Step] {
	return rapid.OneOf(
		rapid.Map(anyName(), model.Attr),
		rapid.Map(rapid.IntRange(0, 2_000_000), model.Elem),
		rapid.Map(rapid.IntRange(0, 20), model.Elem),
	)
}

func anyPath() *rapid.Generator[model.AttrPath] {
	return rapid.Map(rapid.SliceOfN(anyStep(), 0, 6), func(s []model.Step) model.AttrPath { return s })
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	attr, elem := model.Attr, model.Elem
	for _, c := range []struct {
		text string
		want model.AttrPath
		back string // String of it, where it differs from the text
	}{
		{"", nil, ""},
		{"packages", model.AttrPath{attr("packages")}, ""},
		{"packages.x86_64-linux.hello", model.Path("packages", "x86_64-linux", "hello"), ""},
		{`packages."foo.bar"`, model.Path("packages", "foo.bar"), ""},
		{`""`, model.Path(""), ""},
		{".", model.Path("", ""), `"".""`},
		{"a.", model.Path("a", ""), `a.""`},
		{"a..b", model.Path("a", "", "b"), `a."".b`},
		{"list.0.name", model.AttrPath{attr("list"), elem(0), attr("name")}, ""},
		{`list."0"`, model.Path("list", "0"), ""},
		{"12", model.AttrPath{elem(12)}, ""},
		{"007", model.Path("007"), `"007"`},
		{"-1", model.Path("-1"), `"-1"`},
		{"+1", model.Path("+1"), `"+1"`},
		{"99999999999999999999", model.Path("99999999999999999999"), `"99999999999999999999"`},
		{"with", model.Path("with"), `"with"`},
		{"or.in", model.Path("or", "in"), `"or"."in"`},
		{"a'", model.Path("a'"), ""},
		{"'a", model.Path("'a"), `"'a"`},
		{"_", model.Path("_"), ""},
		{"foo bar", model.Path("foo bar"), `"foo bar"`},
		{`a"b`, model.Path(`a"b`), `"a\"b"`},
		{`"a\"b"`, model.Path(`a"b`), ""},
		{`"a\\b"`, model.Path(`a\b`), ""},
		{`"a\nb\rc\td"`, model.Path("a\nb\rc\td"), ""},
		{`"\${x}"`, model.Path("${x}"), ""},
		{`"${x}"`, model.Path("${x}"), `"\${x}"`},
		{`"$x"`, model.Path("$x"), ""},
		{`"$\${x}"`, model.Path("$${x}"), ""},
		{`"\q"`, model.Path("q"), "q"},
		{"é", model.Path("é"), `"é"`},
		{"\xff", model.Path("\xff"), "\"\xff\""},
	} {
		got, err := model.ParsePath(c.text)
		if err != nil || !got.Equal(c.want) {
			t.Errorf("ParsePath(%q) = %#v, %v, want %#v", c.text, got, err, c.want)
			continue
		}
		back := c.back
		if back == "" {
			back = c.text
		}
		if got.String() != back {
			t.Errorf("ParsePath(%q).String() = %s, want %s", c.text, got, back)
		}
	}
}

func TestParsePathRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		`"`: model.ErrUnclosedQuote, `a."b`: model.ErrUnclosedQuote, `"a\"`: model.ErrUnclosedQuote, `"a\`: model.ErrUnclosedQuote,
		`"a"b`: model.ErrAfterQuote, `x."a" .b`: model.ErrAfterQuote, `"a""b"`: model.ErrAfterQuote,
	} {
		if p, err := model.ParsePath(text); !errors.Is(err, want) || p != nil {
			t.Errorf("ParsePath(%q) = %v, %v, want %v", text, p, err, want)
		}
	}
}

// TestPathRoundTrip proves that what String writes, ParsePath reads, for names of
// any bytes, and that the text stands on one line.
func TestPathRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPath().Draw(t, "path")
		text := p.String()
		back, err := model.ParsePath(text)
		if err != nil || !back.Equal(p) {
			t.Fatalf("%#v -> %q -> %#v, %v", p, text, back, err)
		}
		if strings.ContainsAny(text, "\n\r\t") {
			t.Fatalf("%q runs over a line", text)
		}
	})
}

// TestKeyTellsPathsApart proves that keys are equal for equal paths only, and
// that one key begins with another where one path lies below the other, and only
// there: a cache may be searched by it.
func TestKeyTellsPathsApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPath().Draw(t, "p"), anyPath().Draw(t, "q")
		if rapid.Bool().Draw(t, "related") {
			common := anyPath().Draw(t, "common")
			p, q = append(append(model.AttrPath{}, common...), p...), append(append(model.AttrPath{}, common...), q...)
		}
		if (p.Key() == q.Key()) != p.Equal(q) {
			t.Fatalf("keys of %#v and %#v: %q, %q", p, q, p.Key(), q.Key())
		}
		if strings.HasPrefix(p.Key(), q.Key()) != p.HasPrefix(q) {
			t.Fatalf("%#v below %#v: %v, by the keys %q and %q: %v", p, q, p.HasPrefix(q), p.Key(), q.Key(), !p.HasPrefix(q))
		}
	})
}

// TestKeysOfElements proves the same of the elements of one list, by all pairs.
func TestKeysOfElements(t *testing.T) {
	t.Parallel()
	for i := range 120 {
		for j := range 120 {
			p, q := model.AttrPath{model.Elem(i)}, model.AttrPath{model.Elem(j)}
			if strings.HasPrefix(p.Key(), q.Key()) != (i == j) {
				t.Fatalf("the key of element %d begins with that of %d", i, j)
			}
		}
	}
}

func TestPathFamily(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, s, u := anyPath().Draw(t, "p"), anyStep().Draw(t, "s"), anyStep().Draw(t, "u")
		c := p.Child(s)
		if !c.Parent().Equal(p) || c.Last() != s || !c.HasPrefix(p) || p.HasPrefix(c) || len(c) != len(p)+1 {
			t.Fatalf("%#v, child %#v", p, c)
		}
		// Growing a parent must not write into the child.
		grown := append(c.Parent(), u)
		if c.Last() != s || grown.Last() != u {
			t.Fatal("a path shares memory with its child")
		}
	})
	var root model.AttrPath
	if root.Parent() != nil || root.Last() != (model.Step{}) || root.String() != "" || root.Key() != "" {
		t.Error("the empty path is not its own parent, or has steps")
	}
}

// TestQuoteNix proves that a quoted name holds no way out of the quotes and no
// interpolation, by a reader of Nix's lexer rules (Nix manual, "String literal").
func TestQuoteNix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyName().Draw(t, "s")
		q := model.QuoteNix(s)
		var back []byte
		i := 1
		for ; q[i] != '"'; i++ {
			switch {
			case q[i] == '\\':
				i++
				back = append(back, map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', '"': '"', '\\': '\\', '$': '$'}[q[i]])
			case q[i] == '$' && q[i+1] == '$': // two dollars are two dollars, whatever follows
				back = append(back, '$', '$')
				i++
			case q[i] == '$' && q[i+1] == '{':
				t.Fatalf("%q has an interpolation", q)
			default:
				back = append(back, q[i])
			}
		}
		if i != len(q)-1 || string(back) != s {
			t.Fatalf("%q reads as %q and ends at %d of %d", q, back, i, len(q)-1)
		}
	})
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"", ".", "a.b", `a."b.c".0`, `"`, `"a"b`, `"\`, `"\n\${x}"`, "\xff.\x00", "-1.007.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := model.ParsePath(s)
		if err != nil {
			if p != nil || !errors.Is(err, model.ErrUnclosedQuote) && !errors.Is(err, model.ErrAfterQuote) {
				t.Fatalf("%v, %v", p, err)
			}
			return
		}
		again, err := model.ParsePath(p.String())
		if err != nil || !again.Equal(p) {
			t.Fatalf("%q -> %#v -> %q -> %#v, %v", s, p, p.String(), again, err)
		}
		if (len(p) == 0) != (s == "") {
			t.Fatalf("%q has %d steps", s, len(p))
		}
	})
}
