// Package markdown lays out the texts that flakes document themselves with:
// nixpkgs' long descriptions, the descriptions of options, documentation comments
// of functions. It knows of CommonMark what these use, and of nixpkgs' additions
// (roles such as {option}`x`, admonitions); what it does not know stays as it is.
package markdown

import (
	"strings"

	"flakewalk/model/nixlex"
	"flakewalk/tui/nixtext"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// Blocks lays out a text that is safe to print.
func Blocks(text string) []pager.Block {
	p := parser{}
	for line := range strings.SplitSeq(text, "\n") {
		p.line(line)
	}
	p.end()
	return p.out
}

// parser takes one line after the other. Lines that belong together wait in
// pending until their end is seen.
type parser struct {
	out     []pager.Block
	pending []string
	block   pager.Block // what pending becomes
	fence   string      // what ends the code that is open
	lang    string      // its language
	gap     bool        // a blank line was seen since the last block
	inList  bool
}

// line takes one line.
func (p *parser) line(line string) {
	trimmed := strings.TrimSpace(line)
	if p.fence != "" {
		p.code(line, trimmed)
		return
	}
	indent := len(line) - len(strings.TrimLeft(line, " "))
	switch {
	case trimmed == "":
		p.end()
		p.gap = true
	case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
		p.end()
		p.gap = true
		p.fence = trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, trimmed[:1]))]
		p.lang = strings.Trim(trimmed[len(p.fence):], " {}.")
		p.block = pager.Block{Indent: min(indent, 8) + 2, Pre: true}
	case strings.HasPrefix(trimmed, ":::"):
		p.admonition(strings.Trim(trimmed, ": "))
	case heading(trimmed) > 0:
		p.single(strings.Trim(trimmed, "# "), theme.Strong)
	case ruler(trimmed):
		p.end()
		p.gap = true
	case trimmed[0] == '|':
		p.row(indent, trimmed)
	case strings.HasPrefix(trimmed, ": "): // what the term above means
		p.begin(pager.Block{Indent: 2}, trimmed[2:])
	case trimmed[0] == '>':
		p.goOn(pager.Block{Indent: 2, Tone: theme.Dim}, strings.TrimSpace(trimmed[1:]))
	case bullet(trimmed) > 0:
		p.item(indent, trimmed)
	case indent >= 4 && len(p.pending) == 0 && !p.inList:
		p.begin(pager.Block{Indent: 2, Pre: true}, line[4:])
	default:
		p.paragraph(indent, line)
	}
}

// paragraph begins a paragraph, or goes on with what is open.
func (p *parser) paragraph(indent int, line string) {
	if p.block.Pre && indent >= 4 && len(p.pending) > 0 {
		p.pending = append(p.pending, line[4:])
		return
	}
	own := pager.Block{}
	if p.inList && indent > 0 {
		own.Indent = min(indent, 12)
	}
	p.goOn(own, line)
}

// row takes a row of a table, which stays as it is.
func (p *parser) row(indent int, row string) {
	if p.block.Pre && len(p.pending) > 0 {
		p.pending = append(p.pending, row)
		return
	}
	p.begin(pager.Block{Indent: indent, Pre: true}, row)
}

// goOn adds a line to the block that is open, or begins one.
func (p *parser) goOn(b pager.Block, line string) {
	if len(p.pending) > 0 && !p.block.Pre {
		p.pending = append(p.pending, line)
		return
	}
	p.begin(b, line)
}

func (p *parser) begin(b pager.Block, line string) {
	p.end()
	p.block, p.pending = b, []string{line}
	p.inList = p.inList && b.Indent > 0
}

// single is a block of one line.
func (p *parser) single(line string, tone theme.Tone) {
	p.begin(pager.Block{Tone: tone}, line)
	p.gap = true
	p.end()
	p.gap = false
}

// item begins an item of a list. Items without a blank line between them stay together.
func (p *parser) item(indent int, trimmed string) {
	n := bullet(trimmed)
	mark := strings.TrimSpace(trimmed[:n])
	if len(mark) == 1 {
		mark = "-"
	}
	p.end()
	if !p.inList {
		p.gap = true
	}
	p.block = pager.Block{Indent: min(indent, 12), Hang: len(mark) + 1}
	p.pending = []string{mark + " " + strings.TrimSpace(trimmed[n:])}
	p.inList = true
}

// admonition begins or ends a box such as ::: {.note}.
func (p *parser) admonition(what string) {
	p.end()
	p.gap = true
	word, _, _ := strings.Cut(strings.Trim(what, "{}. "), " ")
	if word != "" {
		p.single(strings.ToUpper(word[:1])+word[1:]+":", theme.Warn)
	}
}

// code takes a line of code between fences.
func (p *parser) code(line, trimmed string) {
	if strings.HasPrefix(trimmed, p.fence) && strings.Trim(trimmed, p.fence[:1]) == "" {
		p.fence = ""
		p.end()
		return
	}
	own := p.block.Indent - 2 // of the fence
	blanks := len(line) - len(strings.TrimLeft(line, " "))
	p.pending = append(p.pending, line[min(own, blanks):])
}

// end makes a block of what is pending.
func (p *parser) end() {
	if len(p.pending) == 0 {
		return
	}
	b := p.block
	if b.Pre {
		b.Text = strings.Join(p.pending, "\n")
		if p.lang == "nix" {
			b.Marks = Nix(b.Text)
		}
	} else {
		b.Text, b.Marks = inline(join(p.pending))
	}
	if p.gap && len(p.out) > 0 {
		p.out = append(p.out, pager.Block{})
	}
	p.out = append(p.out, b)
	p.pending, p.gap, p.lang, p.fence = nil, b.Pre, "", ""
}

// join puts the lines of a paragraph together. A line that ends in two blanks or
// a backslash is the end of a line.
func join(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			before := lines[i-1]
			if strings.HasSuffix(before, "  ") || strings.HasSuffix(before, `\`) {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		l = strings.TrimSpace(l)
		if i < len(lines)-1 {
			l = strings.TrimSuffix(l, `\`)
		}
		b.WriteString(l)
	}
	return b.String()
}

// heading is the level of the heading that a line is, or 0.
func heading(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "#"))
	if n == 0 || n > 6 || len(s) == n || s[n] != ' ' {
		return 0
	}
	return n
}

// ruler tells whether a line only parts what is above and below.
func ruler(s string) bool {
	return len(s) >= 3 && strings.Trim(s, s[:1]) == "" && strings.IndexByte("-*_", s[0]) >= 0
}

// bullet is the number of bytes of the mark that an item of a list begins with,
// its blank included, or 0.
func bullet(s string) int {
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	switch {
	case n == 0 && strings.IndexByte("-*+", s[0]) >= 0:
	case n > 0 && n < len(s) && (s[n] == '.' || s[n] == ')'):
	default:
		return 0
	}
	if n+1 < len(s) && s[n+1] == ' ' {
		return n + 2
	}
	return 0
}

// Nix are the tones of a Nix expression.
func Nix(text string) []pager.Mark { return nixtext.Marks(nixlex.Lex(text)) }
