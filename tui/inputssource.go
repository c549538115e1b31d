package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// inputSource is what is known of the source of one node.
type inputSource struct {
	lock.Source
	problem *model.Problem
}

// askInputSource looks for the source of the selected input in the store, when
// the cursor has rested there.
func (p *inputsTab) askInputSource() tea.Cmd {
	it := p.item()
	if !p.rested || it == nil || it.Node == nil || p.f.jobs.Running(jobInputSource) {
		return nil
	}
	key := it.Node.Key
	if _, known := p.sources[key]; known {
		return nil
	}
	nix, n := p.nix, *it.Node
	return p.f.jobs.Start(jobInputSource, func(ctx context.Context) tea.Msg {
		src, err := nix.InputSource(ctx, n)
		return inputSourceMsg{p, key, src, err}
	})
}

// inputSourceMsg is the answer of Nix.InputSource.
type inputSourceMsg struct {
	p      *inputsTab
	key    string
	source lock.Source
	err    error
}

func (a inputSourceMsg) apply() tea.Cmd {
	p := a.p
	src := inputSource{Source: a.source}
	if a.err != nil {
		p := problemOf(a.err)
		src.problem = &p
	}
	p.sources[a.key] = src
	p.writeInput()
	return nil
}

// inputRestMsg says that the cursor may have rested on an input.
type inputRestMsg struct {
	pane  *inputsTab
	moves int
}

func (a inputRestMsg) apply() tea.Cmd {
	if a.moves == a.pane.moves {
		a.pane.rested = true
	}
	return nil
}

// store says where the source is, and whether it is there.
func (d inputDetail) store() []pager.Block {
	src, known := d.p.sources[d.it.Node.Key]
	b := pager.Block{Label: "store", LabelTone: theme.Dim}
	switch {
	case !known || src.Path == "" && src.problem == nil:
		return nil
	case src.problem != nil:
		b.Text, b.Tone = d.t.Failed+" "+text.First(src.problem.Message), theme.Bad
	case src.Present:
		b.Text = text.Line(src.Path)
		b.Text += ", " + words.Size(src.NarSize)
	default:
		b.Text, b.Tone = "not in the store, would be "+text.Line(src.Path), theme.Dim
	}
	return []pager.Block{b}
}
