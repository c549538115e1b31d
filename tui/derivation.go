package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// lingerTime is how long the cursor stands still before a derivation is
// instantiated, which may take long. Who goes into the detail pane need not wait.
const lingerTime = time.Second

// lingerMsg says that the cursor may have stood still for long.
type lingerMsg struct {
	o    *outputsTab
	rest int
}

func (a lingerMsg) apply() tea.Cmd {
	o := a.o
	if a.rest == o.rest {
		o.lingered = true
	}
	return nil
}

// askDerivation asks for the store paths of the selected derivation.
func (o *outputsTab) askDerivation() tea.Cmd {
	e, ok := o.store.known[o.selected]
	wanted := o.lingered || o.rested && o.focus == focusDetail
	if !ok || !wanted || !instantiable(e.node) || e.derivation != nil || e.derivationProblem != nil {
		return o.askOfRow(jobDerivation, &o.asked.derivation, nil)
	}
	nix, id, path := o.nix, o.selected, e.node.Path
	return o.askOfRow(jobDerivation, &o.asked.derivation, func(ctx context.Context) tea.Msg {
		d, err := nix.Derivation(ctx, path)
		return derivationMsg{o, id, d, err}
	})
}

// instantiable tells whether a node is a derivation that has store paths.
func instantiable(n model.Node) bool { return n.State == model.StateReady && n.Kind.Derivation() }

// derivationMsg is the answer of Nix.Derivation.
type derivationMsg struct {
	o          *outputsTab
	id         outline.ID
	derivation model.Derivation
	err        error
}

func (a derivationMsg) apply() tea.Cmd {
	o := a.o
	e, ok := o.store.known[a.id]
	if !ok {
		return nil
	}
	if a.err != nil {
		p := problemOf(a.err)
		e.derivationProblem = &p
		return nil
	}
	e.derivation = &a.derivation
	return nil
}

// derivationBlocks tell what of a derivation is in the store.
func derivationBlocks(t *theme.Theme, f detailFacts) []pager.Block {
	if !instantiable(f.node) {
		return nil
	}
	head := section("in the store")
	title := &head[1]
	title.AsideTone = theme.Dim
	switch d, p := f.entry.derivation, f.entry.derivationProblem; {
	case p != nil:
		return append(head, pager.Block{Text: t.Failed + " " + text.First(p.Message), Tone: theme.Bad})
	case d == nil && f.instantiating:
		title.Aside = "asking nix" + t.Ellipsis
		return head
	case d == nil:
		title.Aside = t.Ellipsis
		return head
	case d.Built():
		title.Aside, title.AsideTone = t.Check+" built", theme.Good
	default:
		title.Aside = t.Foreign + " not built"
	}
	d := f.entry.derivation
	head = append(head, pager.Block{Label: "derivation", LabelTone: theme.Dim, Text: text.Line(d.DrvPath)})
	const most = 30
	for i, o := range d.Outputs {
		if i == most {
			return append(head, pager.Block{Text: words.More(len(d.Outputs)-most) + " outputs", Tone: theme.Dim})
		}
		head = append(head, outputBlock(t, o, len(d.Outputs) > 1))
	}
	return head
}

// outputBlock is one output: where it is, whether it is there, and how large.
func outputBlock(t *theme.Theme, o model.Output, several bool) pager.Block {
	b := pager.Block{Label: text.Line(o.Name), LabelTone: theme.Dim, Text: text.Line(o.Path)}
	if b.Label == "" {
		b.Label = " "
	}
	if o.Path == "" {
		b.Text = "its path is known once it is built"
	}
	state, tone := "", theme.Dim
	switch {
	case o.Built && o.ClosureSize > 0:
		state = words.Size(o.NarSize) + ", with all it needs " + words.Size(o.ClosureSize)
		if several {
			state, tone = t.Check+" "+state, theme.Good
		}
	case o.Built && several:
		state, tone = t.Check+" built", theme.Good
	case several:
		state = t.Foreign + " not built"
	}
	if state != "" {
		from := len(b.Text) + 1
		b.Text += "\n" + state
		b.Marks = []pager.Mark{{From: from, To: len(b.Text), Tone: tone}}
	}
	return b
}
