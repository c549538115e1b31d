package tui

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/nixlex"
	"flakewalk/tui/nixtext"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// askSource asks for the lines around the place where the selected row is defined.
func (o *outputsTab) askSource() tea.Cmd {
	e, ok := o.store.known[o.selected]
	if !ok {
		return o.askOfRow(jobSource, &o.asked.source, nil)
	}
	at, ok := e.position()
	if !ok || e.source != nil || e.sourceProblem != nil {
		return o.askOfRow(jobSource, &o.asked.source, nil)
	}
	nix, id := o.nix, o.selected
	return o.askOfRow(jobSource, &o.asked.source, func(ctx context.Context) tea.Msg {
		s, err := nix.Source(ctx, at.Position)
		return sourceMsg{o, id, at.Text, s, err}
	})
}

// position is the first place that the details of a row name.
func (e *entry) position() (at model.Field, ok bool) {
	if e.detail == nil {
		return at, false
	}
	for _, f := range e.detail.Fields {
		if f.Form == model.FormPosition && f.Position.File != "" && f.Position.Line > 0 {
			return f, true
		}
	}
	return at, false
}

// sourceMsg is the answer of Nix.Source for the detail pane.
type sourceMsg struct {
	o      *outputsTab
	id     outline.ID
	place  string // as the details name it
	source model.Source
	err    error
}

func (a sourceMsg) apply() tea.Cmd {
	o := a.o
	e, ok := o.store.known[a.id]
	if !ok {
		return nil
	}
	if a.err != nil {
		p := problemOf(a.err)
		e.sourceProblem = &p
		return nil
	}
	e.source = excerpt(o.env.theme, a.source, excerptLines{before: 3, after: 20})
	e.source[0].Aside = text.Line(a.place)
	return nil
}

// sourceBlocks are the lines that define the row, or why they cannot be read.
func sourceBlocks(t *theme.Theme, e entry) []pager.Block {
	if p := e.sourceProblem; p != nil {
		return append(section("source"), pager.Block{Text: t.Failed + " " + text.First(p.Message), Tone: theme.Dim})
	}
	if len(e.source) == 0 {
		return nil
	}
	return append([]pager.Block{{}}, e.source...)
}

// excerptLines is how many lines are shown before and after the one it is about.
type excerptLines struct{ before, after int }

// around takes as many lines of a source as are wanted, and no more, whatever
// was handed over.
func (n excerptLines) around(s model.Source) model.Source {
	from := min(max(0, s.Position.Line-s.First-n.before), len(s.Lines))
	to := min(max(from, s.Position.Line-s.First+n.after+1), len(s.Lines))
	s.First, s.Lines = s.First+from, s.Lines[from:to]
	return s
}

// excerpt is a part of a source file with the numbers of its lines. The line it
// is about is marked; what all lines are indented by is left out.
func excerpt(t *theme.Theme, s model.Source, n excerptLines) []pager.Block {
	s = n.around(s)
	lines := make([]string, len(s.Lines))
	for i := range lines {
		short, rest := text.Cut(s.Lines[i], text.LineMax)
		lines[i] = strings.TrimRight(model.PrintableLines(strings.ReplaceAll(short, "\n", " ")), " ")
		if rest > 0 {
			lines[i] += t.Ellipsis
		}
	}
	dedent(lines)
	for i, line := range lines {
		lines[i] = text.Base(line)
	}
	known := s.Position.Line - s.First
	tokens := nixlex.Lines(lines, known)
	b := []pager.Block{{Text: "source", Tone: theme.Dim, Aside: placeOf(s), AsideTone: theme.Dim}}
	width := len(strconv.Itoa(s.First + len(lines)))
	for i, line := range lines {
		number := strconv.Itoa(s.First + i)
		label, tone := "  "+strings.Repeat(" ", width-len(number))+number, theme.Dim
		if i == known {
			label, tone = t.Cursor+label[1:], theme.Accent
		}
		b = append(b, pager.Block{Label: label, LabelTone: tone, Text: line, Marks: nixtext.Marks(tokens[i]), Hang: 2, Clip: i != known})
	}
	return b
}

// placeOf is where the lines are: in the user's own files, if they are a copy of them.
func placeOf(s model.Source) string {
	at := s.Position
	if s.Local != "" {
		at.File = s.Local
	}
	at.Column = 0
	return placeText(at)
}

// placeText is a place as it is shown: the name of a folder in the store says
// nothing to anybody.
func placeText(at model.Position) string {
	if rest, ok := strings.CutPrefix(at.File, "/nix/store/"); ok {
		if _, file, ok := strings.Cut(rest, "/"); ok {
			at.File = file
		}
	}
	return text.Line(at.String())
}

// dedent takes away the blanks that all lines begin with.
func dedent(lines []string) {
	common := -1
	for _, l := range lines {
		if blanks := len(l) - len(strings.TrimLeft(l, " ")); l != "" && (common < 0 || blanks < common) {
			common = blanks
		}
	}
	for i, l := range lines {
		lines[i] = l[min(max(common, 0), len(l)):]
	}
}
