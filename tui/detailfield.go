package tui

import (
	"strings"

	"flakewalk/model"
	"flakewalk/model/nixlex"
	"flakewalk/model/words"
	"flakewalk/tui/markdown"
	"flakewalk/tui/nixtext"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// fieldText is a field of a detail, ready to be laid out: it is made once, when
// the detail comes, as long values take their time.
type fieldText struct {
	fact    pager.Block   // a line among the facts; without a label when it is none
	section []pager.Block // a part of its own, further down
	// description is what stands below the title.
	description []pager.Block
}

// Bounds of what stands among the facts, in bytes.
const (
	factMax  = 300
	nixMax   = 60
	valueMax = 128 << 10 // of the details' texts; nixcli cuts them at half of it
)

// fieldTexts makes the fields of a detail ready. Fields that say nothing are empty.
func fieldTexts(t *theme.Theme, fields []model.Field) []fieldText {
	out := make([]fieldText, len(fields))
	for i, f := range fields {
		switch {
		case f.Problem != nil:
			out[i].fact = fact(f, t.Failed+" "+text.First(f.Problem.Message))
			out[i].fact.Tone = theme.Bad
		case f.Text == "":
		case f.Label == "description" && f.Form == model.FormMarkdown: // it stands at the top
			out[i].description = longField(f)
		case long(f):
			out[i].section = append(section(text.Line(f.Label)), longField(f)...)
		default:
			out[i].fact = shortField(f)
		}
	}
	return out
}

func fact(f model.Field, body string) pager.Block {
	label := text.Line(f.Label)
	if label == "" {
		label = " " // what has a label is a fact
	}
	return pager.Block{Label: label, LabelTone: theme.Dim, Text: body}
}

// long tells whether a field needs a part of its own.
func long(f model.Field) bool {
	switch f.Form {
	case model.FormNix:
		return len(f.Text) > nixMax || strings.Contains(f.Text, "\n")
	case model.FormMarkdown:
		return true
	case model.FormText, model.FormURL, model.FormPosition:
	}
	return len(f.Text) > factMax
}

func shortField(f model.Field) pager.Block {
	b := fact(f, text.Lines(f.Text))
	if warns(f) {
		b.Tone = theme.Warn
	}
	if f.Form == model.FormNix {
		b.Marks = nixMarks(b.Text)
	}
	return b
}

// warns tells whether a field says that a package is not to be used light-heartedly.
func warns(f model.Field) bool {
	switch f.Label {
	case "broken", "insecure", "unfree", "unsupported", "known vulnerabilities":
		return f.Text != "false"
	}
	return false
}

func longField(f model.Field) []pager.Block {
	text := text.LinesUpTo(f.Text, valueMax)
	switch f.Form {
	case model.FormMarkdown:
		return markdown.Blocks(text)
	case model.FormNix:
		return []pager.Block{nixBlock(text)}
	case model.FormText, model.FormURL, model.FormPosition:
	}
	return []pager.Block{{Text: text}}
}

// nixBlock is a Nix expression, which must be clean.
func nixBlock(text string) pager.Block {
	return pager.Block{Text: text, Marks: nixMarks(text), Hang: 2}
}

func nixMarks(text string) []pager.Mark { return nixtext.Marks(nixlex.Lex(text)) }

// valueBlocks are a plain value as far as the node has it, unless the details
// tell more of it.
func valueBlocks(f detailFacts) []pager.Block {
	if f.entry.detail != nil {
		if v := f.entry.detail.Get("value"); v != "" && len(v) > len(f.node.Value.Text) {
			return nil
		}
	}
	text := longValue(f.node.Value)
	if text == "" {
		return nil
	}
	b := pager.Block{Text: text, Hang: 2}
	if f.node.Value.Type == model.TypeString {
		b.Tone = theme.Good
	} else {
		b.Marks = nixMarks(text)
	}
	return append(section("value"), b)
}

// longValue is a plain value in full. A string of several lines is shown as
// such between two single quotes, like Nix writes it.
func longValue(v model.Value) string {
	if v.Type != model.TypeString {
		return text.Value(v)
	}
	short, rest := text.Cut(v.Text, text.Max)
	rest += max(0, v.Size-len(v.Text))
	var s string
	if strings.Contains(short, "\n") {
		s = "''\n" + text.Lines(short) + "\n''"
	} else {
		s = text.Lines(model.QuoteNix(short))
	}
	if rest > 0 {
		s += "\n... " + words.Size(rest) + " more"
	}
	return s
}
