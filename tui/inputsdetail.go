package tui

import (
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// inputBlocks writes the detail pane of the inputs.
func (p *inputsTab) inputBlocks() []pager.Block {
	it := p.item()
	if it == nil {
		return nil
	}
	d := inputDetail{p: p, t: p.env.theme, g: p.known.Graph, it: it, marks: p.marks.of(it)}
	switch {
	case it.group != nil:
		return d.group(*it.group)
	case it.more:
		return []pager.Block{{Text: "Only the first " + words.Number(maxInputRows) + " inputs are shown.", Tone: theme.Dim}}
	}
	return d.input()
}

// inputDetail writes the details of one row.
type inputDetail struct {
	p     *inputsTab
	t     *theme.Theme
	g     *lock.Graph
	it    *inputItem
	marks someMarks
}

// input are the details of an input.
func (d inputDetail) input() []pager.Block {
	b := d.title()
	b = append(b, d.remarks()...)
	if d.it.Node != nil {
		b = append(b, d.facts()...)
	}
	b = append(b, d.chain()...)
	if d.it.Node == nil {
		return b
	}
	b = append(b, d.users()...)
	b = append(b, d.own()...)
	return append(b, d.commands()...)
}

func (d inputDetail) title() []pager.Block {
	title := pager.Block{Text: inputLabel(d.it), Tone: theme.Strong}
	if n := d.it.Node; n != nil {
		title.Aside, title.AsideTone = text.Line(n.Ref().Type()), theme.Accent
		if !n.Flake {
			title.Aside += " " + d.t.Dot + " no flake"
		}
	}
	b := []pager.Block{title, {Text: text.Path(lock.AttrPath(d.path())), Tone: theme.Dim}}
	if d.it.Node != nil {
		if about := d.p.sources[d.it.Node.Key].Description; about != "" {
			b = append(b, pager.Block{}, pager.Block{Text: text.Lines(about)})
		}
	}
	return b
}

// path is the input path of the row, or of the node where it has none of its own.
func (d inputDetail) path() []string { return d.it.Path }

// remarks are what is to be noticed, each in a sentence.
func (d inputDetail) remarks() []pager.Block {
	var b []pager.Block
	for i, k := range d.marks {
		if i == 0 {
			b = append(b, pager.Block{})
		}
		one := someMarks{k}
		b = append(b, pager.Block{
			Label: one.glyph(d.t) + " " + k.word(), LabelTone: one.tone(), Text: text.First(k.message),
		})
	}
	return b
}

// facts are the references, and what they are locked to.
func (d inputDetail) facts() []pager.Block {
	n := *d.it.Node
	b := []pager.Block{{}}
	add := func(label, body string) {
		if body != "" {
			b = append(b, pager.Block{Label: label, LabelTone: theme.Dim, Text: text.Line(body)})
		}
	}
	add("written", n.Original.Label())
	add("locked", n.Locked.Shown())
	add("branch", n.Locked.Get("ref"))
	add("revision", n.Locked.Rev())
	add("hash", n.Locked.Get("narHash"))
	if when := n.LastModified(); !when.IsZero() {
		add("date", when.UTC().Format(time.DateOnly)+", "+words.Old(d.p.env.opt.Now().Sub(when)))
	}
	if len(n.Parent) > 0 {
		add("within", lock.PathText(n.Parent))
	}
	return append(b, d.store()...)
}

// chain is how the path resolves, hop by hop; nothing where it follows nobody.
func (d inputDetail) chain() []pager.Block {
	c := d.g.Chain(d.path())
	follows := false
	for _, h := range c.Hops {
		follows = follows || !h.Edge.Direct()
	}
	if !follows && c.Problem == "" || c.Unknown {
		return nil
	}
	b := section("how it resolves")
	for _, h := range c.Hops {
		b = append(b, d.hop(h))
	}
	switch {
	case c.Problem != "":
		b = append(b, pager.Block{Text: d.t.Failed + " leads nowhere: " + text.Line(c.Problem), Tone: theme.Bad})
	case c.Cut:
		b = append(b, pager.Block{Text: "and so on", Tone: theme.Dim})
	}
	return b
}

// hop is one step of a chain: what is looked up, and what the lock file has there.
func (d inputDetail) hop(h lock.Hop) pager.Block {
	b := pager.Block{Indent: min(2*h.Level, 20), Hang: 2, Text: inputPathText(h.At)}
	if !h.Edge.Direct() {
		says := "the flake itself"
		if len(h.Declared) > 0 {
			says = inputPathText(h.Declared)
		}
		from := len(b.Text)
		b.Text += " " + d.t.Follows + " " + inputPathText(h.Edge.Follows)
		b.Marks = []pager.Mark{{From: from, To: len(b.Text), Tone: theme.Accent}}
		from = len(b.Text)
		b.Text += "  as " + says + " says"
		if h.Overrides {
			b.Text += ", overriding " + inputPathText(h.At[:len(h.At)-1])
		}
		b.Marks = append(b.Marks, pager.Mark{From: from, To: len(b.Text), Tone: theme.Dim})
		return b
	}
	n, ok := d.g.Node(h.Edge.To)
	if !ok {
		return b
	}
	from := len(b.Text)
	b.Text += "  is " + strings.TrimSpace(inputRefText(n)+" "+shortRevision(n))
	b.Marks = []pager.Mark{{From: from, To: len(b.Text), Tone: theme.Dim}}
	return b
}

// mostListed bounds the lists in the details.
const mostListed = 100

// users are the inputs that lead to the node.
func (d inputDetail) users() []pager.Block {
	users := d.g.UsedBy(d.it.Node.Key)
	if len(users) == 0 {
		return nil
	}
	b := section("used by")
	for i, e := range users {
		if i == mostListed {
			return append(b, andMore(len(users)-i))
		}
		who := "the flake itself"
		if home, ok := d.g.Home(e.From); ok && len(home) > 0 {
			who = inputPathText(home)
		}
		block := pager.Block{Text: who}
		from := len(block.Text)
		block.Text += " as " + text.Line(e.Input)
		if !e.Direct() {
			block.Text += ", following " + inputPathText(e.Follows)
		}
		block.Marks = []pager.Mark{{From: from, To: len(block.Text), Tone: theme.Dim}}
		b = append(b, block)
	}
	return b
}

func andMore(n int) pager.Block {
	return pager.Block{Text: words.More(n), Tone: theme.Dim}
}

// own are the node's own inputs.
func (d inputDetail) own() []pager.Block {
	inputs := d.it.Node.Inputs
	if len(inputs) == 0 {
		return nil
	}
	b := section("its inputs")
	for i, e := range inputs {
		if i == mostListed {
			return append(b, andMore(len(inputs)-i))
		}
		block := pager.Block{Label: text.Line(e.Input), LabelTone: theme.Normal, Tone: theme.Dim}
		if n, ok := d.g.Node(e.To); ok {
			block.Text = inputRefText(n)
		}
		switch {
		case e.To == "":
			block.Text, block.Tone = "leads nowhere", theme.Bad
		case !e.Direct():
			block.Text, block.Tone = d.t.Follows+" "+inputPathText(e.Follows), theme.Accent
		}
		b = append(b, block)
	}
	return b
}

// commands are the ready commands about the input.
func (d inputDetail) commands() []pager.Block {
	var b []pager.Block
	path := d.path()
	if home := d.it.leads(); home != nil { // what follows another is updated with it
		path = home
	}
	if d.p.f.flake == nil {
		return nil // nix refuses it
	}
	for i, c := range lock.Commands(*d.p.f.flake, path, *d.it.Node) {
		if i == 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{Label: c.Does, LabelTone: theme.Dim, Text: text.Line(model.ShellQuote(c.Argv)), Tone: theme.Accent})
	}
	return b
}

// group are the details of a source that is locked more than once.
func (d inputDetail) group(dup lock.Duplicate) []pager.Block {
	b := []pager.Block{
		{Text: text.Line(dup.Source), Tone: theme.Strong},
		{Text: "locked " + copiesText(dup), Tone: theme.Dim},
		{},
	}
	for _, key := range dup.Keys {
		n, _ := d.g.Node(key)
		it := nodeItem(d.g, n)
		b = append(b, pager.Block{
			Label: inputLabel(&it), LabelTone: theme.Normal,
			Text: strings.TrimSpace(shortRevision(n) + "  " + shortAge(n, d.p.env.opt.Now())), Tone: theme.Dim,
		})
	}
	if len(dup.Suggest) > 0 {
		b = append(b, pager.Block{}, pager.Block{
			Text: "These lines in flake.nix save " + words.Count(dup.Saves, "node") + "; " + d.p.env.key(keymap.CopyPath, keymap.ScopeInputs) + " copies them:",
		}, pager.Block{})
	}
	for _, line := range dup.Suggest {
		b = append(b, nixBlock(text.Line(line)))
	}
	for i, note := range dup.Notes {
		if i == 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{Text: text.Line(note), Tone: theme.Dim})
	}
	return b
}
