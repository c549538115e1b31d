package tui

import (
	"slices"
	"strings"

	"flakewalk/model"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// detailFacts is what the detail pane follows from.
type detailFacts struct {
	node          model.Node
	known         bool
	left          int // elements that the row stands for
	count         int // of its children, if counted
	counted       bool
	loading       bool
	detail        *model.Detail
	detailProblem *model.Problem
	commands      []model.Command
}

// detailBlocks writes the detail pane.
func detailBlocks(t *theme.Theme, f detailFacts) []pager.Block {
	if f.left > 0 {
		return []pager.Block{
			{Text: plural(f.left, "more element", "more elements"), Tone: theme.Strong},
			{Text: "Of a long list the first " + grouped(maxElements) + " elements are shown.", Tone: theme.Dim},
		}
	}
	n := f.node
	b := []pager.Block{
		{Text: pathText(n.Path), Tone: theme.Strong},
		{Text: kindLine(f), Tone: theme.Dim},
	}
	b = append(b, aboutBlocks(n, !inFields(f))...)
	b = append(b, fieldBlocks(t, f)...)
	if n.Problem != nil {
		b = append(b, pager.Block{})
		b = append(b, errorBlocks(t, *n.Problem, wordMax)...)
	}
	return append(b, commandBlocks(f.commands)...)
}

// kindLine says in words what the row is and how far it has come.
func kindLine(f detailFacts) string {
	n := f.node
	switch {
	case n.State == model.StateForeign:
		return "other system: evaluated only when you open it"
	case n.State.Bad():
		if word := badWord(n.State, causeOf(n)); n.Kind != model.KindUnknown {
			return n.Kind.Word() + ", " + word
		}
		return badWord(n.State, causeOf(n))
	case !f.known:
		return "not evaluated yet"
	}
	parts := []string{n.Kind.Word()}
	if n.Name != "" {
		parts = append([]string{clean(n.Name)}, parts...)
	}
	if n.Kind == model.KindAttrs || n.Kind == model.KindList {
		size := n.Value.Size
		if f.counted && f.count <= maxElements {
			size = f.count
		}
		parts = append(parts, countText(size, n.Kind == model.KindList))
	}
	return strings.Join(parts, ", ")
}

func causeOf(n model.Node) model.Cause {
	if n.Problem == nil {
		return model.CauseNone
	}
	return n.Problem.Cause
}

// inFields tells whether the details hold more of the value than the node does.
func inFields(f detailFacts) bool {
	return f.detail != nil && slices.ContainsFunc(f.detail.Fields, func(field model.Field) bool {
		return field.Label == "value" && field.Problem == nil && len(field.Text) > len(f.node.Value.Text)
	})
}

// aboutBlocks are the description, value and arguments of a node.
func aboutBlocks(n model.Node, value bool) []pager.Block {
	var b []pager.Block
	if n.Description != "" {
		b = append(b, pager.Block{}, pager.Block{Text: cleanLines(n.Description)})
	}
	if v := longValue(n.Value); v != "" && value {
		b = append(b, pager.Block{}, pager.Block{Text: v, Tone: theme.Accent, Pre: n.Value.Type != model.TypeString})
	}
	if n.Program != "" {
		b = append(b, pager.Block{}, pager.Block{Label: "program", LabelTone: theme.Dim, Text: clean(n.Program)})
	}
	const most = 200
	for i, a := range n.Args {
		if i == 0 {
			b = append(b, pager.Block{}, pager.Block{Text: "arguments", Tone: theme.Dim})
		}
		if i == most {
			return append(b, pager.Block{Text: "  and " + grouped(len(n.Args)-most) + " more", Tone: theme.Dim})
		}
		word := "required"
		if a.Optional {
			word = "optional"
		}
		b = append(b, pager.Block{Label: "  " + stepText(model.Attr(a.Name)), Text: word, Tone: theme.Dim})
	}
	return b
}

// longValue is a plain value in full. A string of several lines is shown as
// such between two single quotes, like Nix writes it.
func longValue(v model.Value) string {
	if v.Type != model.TypeString {
		return shortValue(v)
	}
	short, rest := cut(v.Text, textMax)
	rest += max(0, v.Size-len(v.Text))
	var s string
	if strings.Contains(short, "\n") {
		s = "''\n" + cleanLines(short) + "\n''"
	} else {
		s = cleanLines(model.QuoteNix(short))
	}
	if rest > 0 {
		s += "\n... " + bytesText(rest) + " more"
	}
	return s
}

// fieldBlocks are the details proper.
func fieldBlocks(t *theme.Theme, f detailFacts) []pager.Block {
	switch {
	case f.detailProblem != nil:
		p := *f.detailProblem
		return []pager.Block{{}, {
			Label: "details", LabelTone: theme.Dim,
			Text: t.Failed + " " + firstLine(p.Message) + " " + p.Cause.Advice().Sentence, Tone: theme.Bad,
		}}
	case f.detail == nil && f.loading:
		return []pager.Block{{}, {Text: "asking nix for the details" + t.Ellipsis, Tone: theme.Dim}}
	case f.detail == nil:
		return nil
	}
	var b []pager.Block
	for _, field := range f.detail.Fields {
		block := pager.Block{Label: clean(field.Label), LabelTone: theme.Dim, Text: cleanLines(field.Text)}
		switch {
		case field.Problem != nil:
			block.Text, block.Tone = t.Failed+" "+firstLine(field.Problem.Message), theme.Bad
		case field.Text == "" || said(f.node, field):
			continue
		}
		if b == nil {
			b = append(b, pager.Block{})
		}
		b = append(b, block)
	}
	return b
}

// said tells whether a field repeats what stands at the top of the pane.
func said(n model.Node, f model.Field) bool {
	switch f.Label {
	case "name":
		return f.Text == n.Name
	case "version":
		return f.Text == n.Version && strings.HasSuffix(n.Name, "-"+f.Text)
	case "description":
		return f.Text == n.Description
	case "value":
		return f.Text == n.Value.Text
	}
	return false
}

// commandBlocks are the ready commands, each below the words for what it is for.
func commandBlocks(cmds []model.Command) []pager.Block {
	var b []pager.Block
	for _, c := range cmds {
		b = append(b, pager.Block{},
			pager.Block{Text: purpose(c.Verb) + ":", Tone: theme.Dim},
			pager.Block{Text: clean(c.String()), Tone: theme.Accent})
	}
	return b
}

// purpose says in words what a command is for.
func purpose(v model.Verb) string {
	switch v {
	case model.VerbBuild:
		return "to build it"
	case model.VerbRun:
		return "to run it"
	case model.VerbDevelop:
		return "to enter the dev shell"
	case model.VerbShell:
		return "to have its programs in a shell"
	case model.VerbCheck:
		return "to run all checks"
	case model.VerbFormat:
		return "to format the project"
	case model.VerbInit:
		return "to start a project from it"
	case model.VerbSwitch:
		return "to switch this machine to it"
	case model.VerbEval:
	}
	return "to print the value"
}
