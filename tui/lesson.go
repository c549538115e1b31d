package tui

import (
	"slices"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// lesson explains the selected row, and names its commands.
func (o *outputsTab) lesson() []pager.Block {
	if o.f.flake == nil || o.selected == outline.Root || o.store.left(o.selected) > 0 {
		return o.env.taught("", model.SubjectFlake.Lesson())
	}
	n, known := o.store.node(o.selected, o.f.system())
	b := o.env.taught(text.Path(n.Path), model.LessonsOf(n, o.f.system())...)
	if known && !n.State.Bad() {
		b = append(b, o.env.commandBlocks(o.nix.Commands(n))...)
	}
	return b
}

// explain says what each row is, or ceases to.
func (m *Model) explain() {
	m.env.unexplained = !m.env.unexplained
	for _, v := range m.visits() {
		v.outputs.stale = true
	}
	if m.env.unexplained {
		m.say(theme.Dim, "rows are not explained; "+m.env.key(keymap.Help, keymap.ScopeAlways)+" still does")
	}
}

// lesson explains the selected row, and what stands behind all of them.
func (p *inputsTab) lesson() []pager.Block {
	if p.f.flake == nil {
		return p.env.taught("", model.SubjectFlake.Lesson())
	}
	about := ""
	subjects := []model.Subject{model.SubjectInputs, model.SubjectLockFile}
	it := p.item()
	switch {
	case it == nil || it.more:
		subjects = append(subjects, model.SubjectFollows)
	case it.group != nil:
		about = text.Line(it.group.Source)
		subjects = []model.Subject{model.SubjectDuplicates, model.SubjectFollows, model.SubjectLockFile}
	default:
		about = inputPathText(it.Path)
		subjects = p.inputSubjects(*it)
	}
	lessons := make([]model.Lesson, len(subjects))
	for i, s := range subjects {
		lessons[i] = s.Lesson()
	}
	b := p.env.taught(about, lessons...)
	if it != nil && it.Node != nil {
		d := inputDetail{p: p, t: p.env.theme, g: p.known.Graph, it: it}
		b = append(b, d.commands()...)
	}
	return b
}

// inputSubjects are what one wants to know of an input, what it shows first.
func (p *inputsTab) inputSubjects(it inputItem) []model.Subject {
	var all []model.Subject
	if !it.Edge.Direct() {
		all = append(all, model.SubjectFollows)
	}
	all = append(all, model.SubjectInputs, model.SubjectLockFile)
	if slices.ContainsFunc(p.marks.of(&it), func(k inputMark) bool { return k.duplicate }) {
		all = append(all, model.SubjectDuplicates)
	}
	if it.Edge.Direct() {
		all = append(all, model.SubjectFollows)
	}
	return append(all, model.SubjectRegistry)
}

// taught writes lessons about something with that name; "" is nothing in particular.
func (e *env) taught(about string, lessons ...model.Lesson) []pager.Block {
	var b []pager.Block
	for i, l := range lessons {
		head := pager.Block{Text: l.Title, Tone: theme.Strong}
		switch {
		case i > 0:
			b = append(b, pager.Block{})
		case about != "":
			head.Text = about
			if l.Title != about {
				head.Aside, head.AsideTone = l.Title, theme.Accent
			}
		}
		b = append(b, head, pager.Block{Text: e.keys.Named(l.Text)})
	}
	return b
}
