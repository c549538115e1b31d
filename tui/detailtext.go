package tui

import (
	"strings"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// detailFacts is what the detail pane follows from.
type detailFacts struct {
	node    model.Node
	known   bool
	left    int // elements that the row stands for
	count   int // of its children, if counted
	counted bool
	joined  model.AttrPath // the set of a system that the row stands for, or nil
	// sentence says what it is; "" where nobody wants that.
	sentence string
	loading  bool // the details are asked for, and it takes long
	// instantiating is set while the store is asked for, and it takes long.
	instantiating bool
	entry         entry // what is known beyond the node; empty if nothing is
	commands      []model.Command
}

// detailBlocks writes the detail pane: what the row is, its description, how to
// use it, the facts, and then what may be long.
func detailBlocks(e *env, f detailFacts) []pager.Block {
	t := e.theme
	if f.left > 0 {
		return []pager.Block{
			{Text: words.Count(f.left, "more element"), Tone: theme.Strong},
			{Text: "Of a long list the first " + words.Number(maxElements) + " elements are shown.", Tone: theme.Dim},
		}
	}
	b := titleBlocks(t, f)
	n := f.node
	if f.sentence != "" {
		b = append(b, pager.Block{Text: f.sentence, Tone: theme.Dim})
	}
	if n.Gathers() && n.State == model.StateReady {
		return append(b, pager.Block{}, pager.Block{Text: e.keys.Named("{Activate} opens it; on one of them it lists what can be done.")})
	}
	b = append(b, descriptionBlocks(f)...)
	if n.Problem != nil {
		b = append(b, pager.Block{})
		b = append(b, e.causeBlocks(*n.Problem)...)
	}
	b = append(b, e.commandBlocks(f.commands)...)
	b = append(b, factBlocks(t, f)...)
	b = append(b, derivationBlocks(t, f)...)
	b = append(b, valueBlocks(f)...)
	for _, field := range f.entry.fields {
		b = append(b, field.section...)
	}
	return append(b, sourceBlocks(t, f.entry)...)
}

// titleBlocks say what the row is and how far it has come.
func titleBlocks(t *theme.Theme, f detailFacts) []pager.Block {
	n := f.node
	title := pager.Block{Text: text.Step(n.Path.Last()), Tone: theme.Strong}
	if f.known && n.State != model.StateForeign && (n.Kind != model.KindUnknown || !n.State.Bad()) {
		title.Aside, title.AsideTone = strings.TrimSpace(kindGlyph(t, n.Kind)+" "+n.Kind.Word()), theme.Accent
	}
	b := []pager.Block{title}
	if line := stateLine(f); line.Text != "" {
		b = append(b, line)
	}
	return b
}

// stateLine is the line below the title: a name, a size, or why there is none.
func stateLine(f detailFacts) pager.Block {
	n := f.node
	switch {
	case n.State == model.StateForeign:
		return pager.Block{Text: "other system: evaluated only when you open it", Tone: theme.Dim}
	case n.State == model.StateFailed:
		return pager.Block{Text: badWord(n.State, causeOf(n)), Tone: theme.Bad}
	case n.State.Bad():
		return pager.Block{Text: badWord(n.State, causeOf(n)), Tone: theme.Warn}
	case !f.known:
		return pager.Block{Text: "not evaluated yet", Tone: theme.Dim}
	case n.Kind == model.KindAttrs || n.Kind == model.KindList:
		return pager.Block{Text: countOf(rowFacts{node: n, count: f.count, counted: f.counted, joined: f.joined}), Tone: theme.Dim}
	case n.Name != "" && text.Line(n.Name) != text.Step(n.Path.Last()):
		return pager.Block{Text: text.Line(n.Name), Tone: theme.Dim}
	}
	return pager.Block{}
}

func causeOf(n model.Node) model.Cause {
	if n.Problem == nil {
		return model.CauseNone
	}
	return n.Problem.Cause
}

// descriptionBlocks are what the author says of it, in short.
func descriptionBlocks(f detailFacts) []pager.Block {
	for _, field := range f.entry.fields {
		if len(field.description) > 0 {
			return append([]pager.Block{{}}, field.description...)
		}
	}
	if f.node.Description == "" {
		return nil
	}
	return []pager.Block{{}, {Text: text.Lines(f.node.Description)}}
}

// factBlocks are the facts that take a line each.
func factBlocks(t *theme.Theme, f detailFacts) []pager.Block {
	var b []pager.Block
	add := func(block pager.Block) {
		if b == nil {
			b = append(b, pager.Block{})
		}
		b = append(b, block)
	}
	if f.node.Program != "" && (f.entry.detail == nil || f.entry.detail.Get("program") == "") {
		add(pager.Block{Label: "program", LabelTone: theme.Dim, Text: text.Line(f.node.Program)})
	}
	if args := text.Args(f.node.Args); args != "" && (f.entry.detail == nil || f.entry.detail.Get("arguments") == "") {
		add(pager.Block{Label: "arguments", LabelTone: theme.Dim, Text: args})
	}
	for i, field := range f.entry.fields {
		if field.fact.Label != "" && !said(f.node, f.entry.detail.Fields[i]) {
			add(field.fact)
		}
	}
	switch p := f.entry.detailProblem; {
	case p != nil:
		text := t.Failed + " " + text.First(p.Message) + " " + p.Cause.Advice().Sentence
		add(pager.Block{Label: "details", LabelTone: theme.Dim, Text: text, Tone: theme.Bad})
	case f.entry.detail == nil && f.loading:
		add(pager.Block{Text: "asking nix for the details" + t.Ellipsis, Tone: theme.Dim})
	}
	return b
}

// said tells whether a field repeats what stands elsewhere in the pane.
func said(n model.Node, f model.Field) bool {
	switch f.Label {
	case "name":
		return f.Text == n.Name
	case "description":
		return f.Text == n.Description
	case "value":
		return f.Text == n.Value.Text
	}
	return false
}

// commandBlocks are the ready commands, the most likely first, each with the key that
// does it.
func (e *env) commandBlocks(cmds []model.Command) []pager.Block {
	var b []pager.Block
	before := model.Verb(0)
	for i, c := range cmds {
		key := e.key(doVerb(c.Verb), keymap.ScopeDo)
		switch {
		case i == 0:
			b = append(b, pager.Block{})
		case c.Verb == before:
			key = " " // another way to write it
		}
		before = c.Verb
		b = append(b, pager.Block{Label: key, LabelTone: theme.Accent, Text: text.Line(c.String()), Tone: theme.Accent, Hang: 2})
	}
	return b
}

// section is the heading of a part of the pane.
func section(title string) []pager.Block {
	return []pager.Block{{}, {Text: title, Tone: theme.Dim}}
}
