package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// inputRows shows a view of the inputs to its outline.
type inputRows struct {
	p *inputsTab
	v *inputView
}

// Branch implements outline.Source.
func (r inputRows) Branch(id outline.ID) bool {
	return int(id) < len(r.v.ids) && len(r.v.items[r.v.ids[id]].kids) > 0
}

// Row implements outline.Source.
func (r inputRows) Row(id outline.ID) outline.Row {
	it := &r.v.items[r.v.ids[id]]
	row := r.present(it)
	row.Match = r.p.search.match(row.Label)
	return row
}

// present decides how an item looks.
func (r inputRows) present(it *inputItem) outline.Row {
	t := r.p.env.theme
	switch {
	case it.group != nil:
		return presentGroup(*it.group)
	case it.more:
		return outline.Row{Mark: t.Ellipsis, MarkTone: theme.Dim, Label: "more inputs, which are not shown", LabelTone: theme.Dim}
	case it.Node == nil:
		return presentNowhere(t, it)
	case !it.Edge.Direct():
		return presentFollows(t, it, r.p.marks.of(it))
	}
	row := outline.Row{Label: inputLabel(it)}
	if it.Shown {
		row.Mark, row.MarkTone, row.LabelTone = t.Elsewhere, theme.Dim, theme.Dim
		row.Note, row.NoteTone = "as "+inputPathText(it.Home), theme.Dim
		return row
	}
	marks := r.p.marks.of(it)
	row.Note = marks.glyph(t)
	if r.p.marks.dated {
		row.Note = factsText(t, *it.Node, r.p.env.opt.Now(), marks)
	}
	row.Extra = inputRefText(*it.Node)
	if r.v == r.p.views[viewList] {
		row.Note += " " + usedText(len(r.p.known.Graph.Users(it.Node.Key)))
	}
	row.Tag, row.TagTone = marks.words(), marks.tone()
	if !it.Node.Flake {
		row.Tag = joinTags("no flake", row.Tag)
	}
	if it.Deeper {
		row.Tag = joinTags("too deep to show what is below", row.Tag)
	}
	return row
}

// usedText says how many nodes use one, in a column.
func usedText(users int) string {
	if users == 1 {
		return " 1 user "
	}
	return fmt.Sprintf("%2d users", users)
}

// joinTags joins what is not empty.
func joinTags(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}

// presentGroup is a source that is locked more than once.
func presentGroup(d lock.Duplicate) outline.Row {
	row := outline.Row{Label: text.Line(d.Source), Note: words.Count(len(d.Keys), "time"), NoteTone: theme.Dim}
	if d.Saves > 0 {
		row.Tag, row.TagTone = words.Count(d.Saves, "node")+" to save", theme.Good
	}
	return row
}

// copiesText says how often a source is locked.
func copiesText(d lock.Duplicate) string {
	if d.Revisions == 1 {
		return words.Count(len(d.Keys), "time") + ", one revision"
	}
	return words.Count(len(d.Keys), "time") + ", " + words.Count(d.Revisions, "revision")
}

// presentFollows is an input that follows another.
func presentFollows(t *theme.Theme, it *inputItem, marks someMarks) outline.Row {
	row := outline.Row{
		Label: inputLabel(it), LabelTone: theme.Dim,
		Note: t.Follows + " " + inputPathText(it.Edge.Follows), NoteTone: theme.Accent,
		Tag: marks.words(), TagTone: marks.tone(),
	}
	if it.Home != nil && !slices.Equal(it.Home, it.Edge.Follows) {
		row.Extra = "which is " + inputPathText(it.Home)
	}
	return row
}

// presentNowhere is an input that leads nowhere.
func presentNowhere(t *theme.Theme, it *inputItem) outline.Row {
	row := outline.Row{Mark: t.Failed, MarkTone: theme.Bad, Label: inputLabel(it), NoteTone: theme.Bad, Tag: "broken", TagTone: theme.Bad}
	if it.Edge.Direct() {
		row.Note = "not in the lock file"
		return row
	}
	row.Note = t.Follows + " " + inputPathText(it.Edge.Follows) + ", which leads nowhere"
	if it.Edge.Problem == lock.EdgeFollowsCycle {
		row.Note = t.Follows + " " + inputPathText(it.Edge.Follows) + ", in a circle"
	}
	return row
}

// inputLabel is the name of a row.
func inputLabel(it *inputItem) string { return inputNameText(it.Edge.Input) }

// inputNameText is the name of an input as it is shown; a very long one is cut.
func inputNameText(name string) string {
	short, rest := text.Cut(name, text.StepMax)
	if rest > 0 {
		short += "..."
	}
	return text.Line(short)
}

// inputPathText is an input path as it is shown; very long names in it are cut.
func inputPathText(path []string) string {
	const most = 20
	names := make([]string, 0, most)
	for i, name := range path {
		if i == most {
			names = append(names, "...")
			break
		}
		short, rest := text.Cut(name, text.StepMax)
		if rest > 0 {
			short += "..."
		}
		names = append(names, short)
	}
	return text.Line(lock.PathText(names))
}

// inputRefText is the reference of a node as people write it.
func inputRefText(n lock.Node) string {
	if n.Original != nil {
		return text.Line(n.Original.Label())
	}
	return text.Line(n.Locked.Label())
}

// factsText are the facts of a node that stand in columns: whether something is
// to be noticed, its age, and its revision.
func factsText(t *theme.Theme, n lock.Node, now time.Time, marks someMarks) string {
	return fmt.Sprintf("%s %4s  %-7s", marks.glyph(t), shortAge(n, now), shortRevision(n))
}

// shortRevision is as much of a revision as people compare.
func shortRevision(n lock.Node) string {
	short, _ := text.Cut(n.Locked.Rev(), 7)
	return ansi.Truncate(text.Line(short), 7, "")
}

// shortAge is an age in at most four columns, such as 3mo.
func shortAge(n lock.Node, now time.Time) string {
	when := n.LastModified()
	if when.IsZero() {
		return ""
	}
	return words.ShortAge(now.Sub(when))
}

// inputMarks is what is worth a mark: by the key of a node, and by the path of an
// input that has no node to be marked.
type inputMarks struct {
	byNode map[string]someMarks
	byPath map[string]someMarks
	dated  bool // some input has a date or a revision: they have columns
}

// someMarks are the marks of one row.
type someMarks []inputMark

// inputMark is one of them.
type inputMark struct {
	kind      lock.FindingKind
	duplicate bool // instead of a finding
	message   string
}

// marksOf sorts the findings by what they are about.
func marksOf(known lock.Inputs) inputMarks {
	all := inputMarks{byNode: map[string]someMarks{}, byPath: map[string]someMarks{}}
	all.dated = slices.ContainsFunc(known.Graph.Nodes(), func(n lock.Node) bool {
		return !n.LastModified().IsZero() || n.Locked.Rev() != ""
	})
	for _, f := range known.Findings {
		mark := inputMark{kind: f.Kind, message: f.Message}
		switch f.Kind {
		case lock.FindingFollows, lock.FindingMissing, lock.FindingCycle, lock.FindingUnused:
			key := inputKey(f.Path)
			all.byPath[key] = append(all.byPath[key], mark)
		default:
			all.byNode[f.Key] = append(all.byNode[f.Key], mark)
		}
	}
	for _, d := range known.Duplicates {
		for _, key := range d.Keys {
			all.byNode[key] = append(all.byNode[key], inputMark{duplicate: true, message: text.Line(d.Source) + " is locked " + copiesText(d)})
		}
	}
	return all
}

// of are the marks of an item.
func (a inputMarks) of(it *inputItem) someMarks {
	marks := a.byPath[inputKey(it.Path)]
	if it.Node != nil && it.Edge.Direct() && !it.Shown {
		marks = append(marks[:len(marks):len(marks)], a.byNode[it.Node.Key]...)
	}
	return marks
}

// word says what a mark means.
func (k inputMark) word() string {
	if k.duplicate {
		return "duplicate"
	}
	return k.kind.String()
}

// bad tells a mark of what is broken from one of what is to be noticed.
func (k inputMark) bad() bool {
	if k.duplicate {
		return false
	}
	switch k.kind { //nolint:exhaustive // the others are worth a look, no more
	case lock.FindingFollows, lock.FindingMissing, lock.FindingCycle, lock.FindingInsecure, lock.FindingUnlocked:
		return true
	}
	return false
}

// words are the marks in words.
func (s someMarks) words() string {
	words := make([]string, len(s))
	for i, k := range s {
		words[i] = k.word()
	}
	return strings.Join(words, ", ")
}

// tone is how loud they are together.
func (s someMarks) tone() theme.Tone {
	switch {
	case slices.ContainsFunc(s, inputMark.bad):
		return theme.Bad
	case slices.ContainsFunc(s, inputMark.loud):
		return theme.Warn
	}
	return theme.Dim
}

// loud tells whether a mark is more than a remark: most inputs are old.
func (k inputMark) loud() bool {
	return k.duplicate || k.kind != lock.FindingOld && k.kind != lock.FindingFork && k.kind != lock.FindingBranch
}

// glyph is one sign for all of them.
func (s someMarks) glyph(t *theme.Theme) string {
	switch {
	case len(s) == 0:
		return " "
	case slices.ContainsFunc(s, inputMark.bad):
		return t.Failed
	case slices.ContainsFunc(s, inputMark.loud):
		return t.Odd
	}
	return t.Timeout
}
