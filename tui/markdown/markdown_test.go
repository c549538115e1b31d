package markdown

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

const sample = `# Heading #
A paragraph of two
lines with ` + "`code`, ``a ` b``, {option}`services.x.enable`" + `, **strong**, *light*, snake_case_name,
2 * 3 * 4, \*stars\*, [a link](https://example.org/a), [the option](#opt-x), [](#opt-services.y),
<https://example.org> and {not a role}.

- an item that is long enough to go on with a second line when it is drawn
- another
  that goes on
  1. an ordered one

  a paragraph of the item
* the last

` + "```nix" + `
{ a = "x";
    b = 1; }
` + "```" + `
text right behind it
::: {.warning title="x"}
Careful.
:::

    indented = code;
      more

a term
: what it means,
  on two lines

| a | b |
|---|---|
> a quote
> of two lines
---
a line that ends  
here, and\
here
`

func draw(text string, width int) string {
	p := pager.New(theme.New(true, false))
	p.SetBlocks(Blocks(text))
	p.SetSize(width, 0)
	p.SetSize(width, p.Height())
	lines := p.View()
	for i, l := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, draw(sample, 62))
}

func TestTones(t *testing.T) {
	t.Parallel()
	text, marks := inline("a `b` **c** [d](https://e)")
	want := map[string]theme.Tone{"b": theme.Accent, "c": theme.Strong, "d": theme.Accent, " (https://e)": theme.Dim}
	if text != "a b c d (https://e)" || len(marks) != len(want) {
		t.Fatalf("%q with %v", text, marks)
	}
	for _, m := range marks {
		if word := text[m.From:m.To]; want[word] != m.Tone {
			t.Errorf("%q has tone %d", word, m.Tone)
		}
	}
	b := Blocks("```nix\nlet x = 1; in x\n```")
	if len(b) != 1 || len(b[0].Marks) == 0 {
		t.Errorf("code is not marked: %v", b)
	}
}

// Whatever the text is: marks lie inside it and in order, and nothing that was
// written disappears but the marks of CommonMark.
func TestAnyText(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{
		"word", " ", "\n", "\n\n", "`", "``", "```\n", "*", "**", "[", "](", ")", "{", "}", "<", ">", "\\", "#", "# ", "- ", "1. ", "    ", ":::", "|", "é", "---\n", "http://",
	})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
		for _, b := range Blocks(s) {
			at := 0
			for _, m := range b.Marks {
				if m.From < at || m.To <= m.From || m.To > len(b.Text) {
					t.Fatalf("%q: marks %v of %q", s, b.Marks, b.Text)
				}
				at = m.To
			}
		}
		if got, want := strings.Count(draw(s, 20), "w"), strings.Count(s, "w"); !strings.ContainsAny(s, "`:[") && got != want {
			t.Fatalf("%q: %d words of %d", s, got, want)
		}
	})
}
