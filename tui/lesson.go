package tui

import (
	"slices"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// lessonBlocks explain what is selected, for the beginning of the help; nil where
// nothing is.
func (m *Model) lessonBlocks() []pager.Block {
	var b []pager.Block
	switch {
	case m.onJobs():
		return nil
	case m.flake == nil || m.troubled():
		b = taught("", model.SubjectFlake.Lesson())
	case m.onInputs():
		b = m.inputLessons()
	default:
		b = m.rowLessons()
	}
	return append(b, pager.Block{})
}

// rowLessons explain the selected row of the outputs, and name its commands.
func (m *Model) rowLessons() []pager.Block {
	if m.selected == outline.Root || m.store.left(m.selected) > 0 {
		return taught("", model.SubjectFlake.Lesson())
	}
	n, known := m.store.node(m.selected, m.system())
	b := taught(pathText(n.Path), model.LessonsOf(n, m.system())...)
	if known && !n.State.Bad() {
		b = append(b, commandBlocks(m.nix.Commands(n))...)
	}
	return b
}

// inputLessons explain the selected row of the inputs, and what stands behind all of them.
func (m *Model) inputLessons() []pager.Block {
	about := ""
	subjects := []model.Subject{model.SubjectInputs, model.SubjectLockFile}
	it := m.inputs.item()
	switch {
	case it == nil || it.more:
		subjects = append(subjects, model.SubjectFollows)
	case it.group != nil:
		about = clean(it.group.Source)
		subjects = []model.Subject{model.SubjectDuplicates, model.SubjectFollows, model.SubjectLockFile}
	default:
		about = inputPathText(it.Path)
		subjects = m.inputSubjects(*it)
	}
	lessons := make([]model.Lesson, len(subjects))
	for i, s := range subjects {
		lessons[i] = s.Lesson()
	}
	b := taught(about, lessons...)
	if it != nil && it.Node != nil {
		d := inputDetail{m: m, t: m.theme, g: m.inputs.known.Graph, it: it}
		b = append(b, d.commands()...)
	}
	return b
}

// inputSubjects are what one wants to know of an input, what it shows first.
func (m *Model) inputSubjects(it inputItem) []model.Subject {
	var all []model.Subject
	if !it.Edge.Direct() {
		all = append(all, model.SubjectFollows)
	}
	all = append(all, model.SubjectInputs, model.SubjectLockFile)
	if slices.ContainsFunc(m.inputs.marks.of(&it), func(k inputMark) bool { return k.duplicate }) {
		all = append(all, model.SubjectDuplicates)
	}
	if it.Edge.Direct() {
		all = append(all, model.SubjectFollows)
	}
	return append(all, model.SubjectRegistry)
}

// taught writes lessons about something with that name; "" is nothing in particular.
func taught(about string, lessons ...model.Lesson) []pager.Block {
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
		b = append(b, head, pager.Block{Text: l.Text})
	}
	return b
}
