package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// dialogWhy is the dialog with the ways to an input.
const dialogWhy = "why"

// mostWays bounds the ways that are listed.
const mostWays = 100

// why finds the ways from the flake itself to an input.
func (p *inputsTab) why() tea.Cmd {
	it := p.item()
	if it == nil || it.Node == nil {
		p.out.say(theme.Dim, "this leads nowhere")
		return nil
	}
	g, key, from := p.known.Graph, it.Node.Key, p.env.spot()
	return p.f.jobs.Start(jobWhy, func(context.Context) tea.Msg {
		return whyMsg{p: p, from: from, graph: g, key: key, paths: g.Paths(key, mostWays), top: g.TopLevel(key)}
	})
}

// whyMsg are the ways to an input.
type whyMsg struct {
	p     *inputsTab
	from  spot
	graph *lock.Graph
	key   string
	paths lock.Paths
	top   []string
}

func (a whyMsg) apply() tea.Cmd {
	p := a.p
	name := "the flake itself"
	if home, ok := a.graph.Home(a.key); ok {
		name = inputPathText(home)
	}
	p.out.popUp(a.from, textDialog(p.env, p.out, dialogWhy, "Why "+name+" is here", 96, a.blocks(p.env.theme)))
	return nil
}

// blocksText is the text of blocks, for the clipboard.
func blocksText(blocks []pager.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(block.Text + "\n")
	}
	return b.String()
}

// blocks write the ways, the shortest first.
func (a whyMsg) blocks(t *theme.Theme) []pager.Block {
	var b []pager.Block
	if len(a.top) > 0 {
		names := make([]string, len(a.top))
		for i, name := range a.top {
			names[i] = text.Line(name)
		}
		text := "It is brought along by "
		b = append(b, pager.Block{Text: text + strings.Join(names, ", ") + "."}, pager.Block{})
	}
	b = append(b, pager.Block{Text: a.count(), Tone: theme.Dim})
	for _, p := range a.paths.Paths {
		b = append(b, wayBlock(t, p))
	}
	if n := a.paths.More; n > 0 {
		b = append(b, pager.Block{Text: "and " + atLeast(a.paths.AtLeast) + words.Number(n) + " more", Tone: theme.Dim})
	}
	return b
}

func (a whyMsg) count() string {
	switch n := len(a.paths.Paths); {
	case n == 0:
		return "nothing leads there"
	case n == 1 && a.paths.More == 0:
		return "one way leads there"
	case a.paths.More == 0:
		return words.Number(n) + " ways lead there, the shortest first"
	}
	return "many ways lead there, the shortest first"
}

func atLeast(is bool) string {
	if is {
		return "at least "
	}
	return ""
}

// wayBlock is one way, with what is followed on it.
func wayBlock(t *theme.Theme, p lock.Path) pager.Block {
	b := pager.Block{Indent: 2, Hang: 4}
	for i, e := range p {
		if i > 0 {
			b.Text += " / "
		}
		b.Text += text.Line(e.Input)
		if !e.Direct() {
			from := len(b.Text)
			b.Text += " " + t.Follows + " " + inputPathText(e.Follows)
			b.Marks = append(b.Marks, pager.Mark{From: from, To: len(b.Text), Tone: theme.Accent})
		}
	}
	return b
}
