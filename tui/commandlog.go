package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// showRuns opens the log of the commands that were run.
func (m *Model) showRuns() {
	body := newCommandLog(m.env)
	body.set(m.env.opt.Commands.Runs())
	m.dialogs.Push(overlay.Dialog{
		ID: dialogRuns, Title: "Commands", Body: body, Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeText},
		Do: func(a keymap.Action) (tea.Cmd, bool) {
			if a != keymap.CopyText || len(body.runs) == 0 {
				return nil, false
			}
			return m.out.copyText(model.ShellQuote(body.runs[body.cursor].Argv)), true
		},
	})
}

// refreshRuns brings the log up to date while it is on screen.
func (m *Model) refreshRuns() {
	if log := m.runsOnTop(); log != nil && m.news {
		log.set(m.env.opt.Commands.Runs())
		m.dialogs.Refit()
	}
	m.news = false
}

// runsOnTop is the log if it has the keys, else nil.
func (m *Model) runsOnTop() *commandLog {
	d, _ := m.dialogs.Top()
	log, _ := d.Body.(*commandLog)
	return log
}

// commandLog is a list of commands, the newest at the bottom, above the one that
// is selected in full. It fills a dialog.
type commandLog struct {
	theme  *theme.Theme
	now    func() time.Time
	runs   []model.Run
	cursor int
	top    int
	width  int
	height int
	whole  *pager.Model // the selected command
}

func newCommandLog(e *env) *commandLog {
	return &commandLog{theme: e.theme, now: e.opt.Now, whole: pager.New(e.theme)}
}

// useful are the actions worth a hint.
func (l *commandLog) useful() []keymap.Action {
	return []keymap.Action{keymap.CopyText, keymap.Dismiss, keymap.Help}
}

// set changes the commands. The cursor stays on its command, or at the end.
func (l *commandLog) set(runs []model.Run) {
	atEnd := l.cursor >= len(l.runs)-1
	id := 0
	if l.cursor < len(l.runs) {
		id = l.runs[l.cursor].ID
	}
	l.runs = runs
	l.cursor = slices.IndexFunc(runs, func(r model.Run) bool { return r.ID == id })
	if atEnd || l.cursor < 0 {
		l.cursor = len(runs) - 1
	}
	l.move(0)
}

// running tells whether a command has not ended yet.
func (l *commandLog) running() bool {
	return slices.ContainsFunc(l.runs, func(r model.Run) bool { return r.Running })
}

// wholeMax is how many lines the selected command has at most.
const wholeMax = 8

// SetSize implements overlay.Body.
func (l *commandLog) SetSize(width, height int) {
	l.width, l.height = width, height
	l.move(0)
}

// Height implements overlay.Body.
func (l *commandLog) Height() int { return max(1, len(l.runs)) + 1 + wholeMax }

// SetTheme implements overlay.Body.
func (l *commandLog) SetTheme(t *theme.Theme) {
	l.theme = t
	l.whole.SetTheme(t)
}

// Do implements overlay.Body.
func (l *commandLog) Do(a keymap.Action) bool {
	page := max(1, l.listHeight()-1)
	switch a {
	case keymap.Up:
		l.move(-1)
	case keymap.Down:
		l.move(1)
	case keymap.HalfUp:
		l.move(-max(1, page/2))
	case keymap.HalfDown:
		l.move(max(1, page/2))
	case keymap.PageUp:
		l.move(-page)
	case keymap.PageDown:
		l.move(page)
	case keymap.Top:
		l.move(-len(l.runs))
	case keymap.Bottom:
		l.move(len(l.runs))
	default:
		return false
	}
	return true
}

// move moves the cursor, and the list so far that it is seen.
func (l *commandLog) move(by int) {
	l.cursor = max(0, min(l.cursor+by, len(l.runs)-1))
	h := l.listHeight()
	if h > 0 { // else it is only being measured
		l.top = max(0, min(l.top, l.cursor, len(l.runs)-h))
		l.top = max(l.top, l.cursor-h+1)
	}
	var b []pager.Block
	if len(l.runs) > 0 {
		b = wholeRun(l.theme, l.runs[l.cursor])
	}
	l.whole.SetBlocks(b)
	l.whole.SetSize(l.width, max(0, l.height-h-1))
	l.whole.ToTop()
}

// listHeight is what the list has of the height: all where there is no room for
// the selected command too.
func (l *commandLog) listHeight() int {
	if l.height < 2*wholeMax/3+2 {
		return l.height
	}
	return l.height - 1 - min(wholeMax, l.height/2)
}

// View implements overlay.Body.
func (l *commandLog) View() []string {
	return listAbove(l.theme, l.width, l.height, l.listHeight(), l.whole, func(line int) string {
		switch i := l.top + line; {
		case i < len(l.runs):
			return l.row(l.runs[i], i == l.cursor)
		case i == 0:
			return bar(l.theme, l.width, []span{{theme.Dim, "no nix command has been started yet"}}, nil)
		}
		return ""
	})
}

// listAbove draws the lines of a list, of which empty ones are blank, and below a
// rule, where there is room for it, the text about what is selected.
func listAbove(t *theme.Theme, width, height, lines int, text *pager.Model, line func(int) string) []string {
	out := make([]string, 0, height)
	for i := range lines {
		l := line(i)
		if l == "" {
			l = strings.Repeat(" ", width)
		}
		out = append(out, l)
	}
	if lines < height {
		out = append(out, t.Render(theme.Dim, strings.Repeat(t.Rule, width)))
		out = append(out, text.View()...)
	}
	return out
}

// row is one command on one line: when it began, how it went, how long it took.
func (l *commandLog) row(r model.Run, selected bool) string {
	mark, word, tone, took := l.theme.Check, "done", theme.Good, r.Took
	switch {
	case r.Running:
		took = l.now().Sub(r.Began)
		frame := int(max(0, took) / tickTime)
		mark, word, tone = l.theme.Spinner[frame%len(l.theme.Spinner)], "running", theme.Accent
	case r.Problem != nil:
		mark, word, tone = l.theme.Failed, "failed", theme.Bad
	}
	command, _ := text.Cut(shortCommand(r.Argv), 4*l.width) // what cannot be seen need not be measured
	spans := []span{{tone, mark + " "}, {theme.Normal, padLeft(l.theme, tookText(took), 7) + "  "}, {theme.Normal, command}}
	const roomy = 60
	if l.width >= roomy {
		spans = slices.Insert(spans, 0, span{theme.Dim, r.Began.Format(time.TimeOnly) + "  "})
		spans[1].text += padRight(l.theme, word, 7)
	}
	cursor := span{theme.Accent, "  "}
	if selected {
		cursor.text = l.theme.Cursor + " "
		spans[len(spans)-1].tone = theme.Strong
	}
	return bar(l.theme, l.width, append([]span{cursor}, spans...), nil)
}

func padLeft(t *theme.Theme, s string, width int) string {
	return strings.Repeat(" ", max(0, width-t.Width(s))) + s
}

func padRight(t *theme.Theme, s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-t.Width(s)))
}

// tookText is how long something took.
func tookText(d time.Duration) string {
	if d < time.Second {
		return max(0, d).Round(time.Millisecond).String()
	}
	return clockText(d)
}

// shortCommand is what tells a command from the others: its words up to the first
// option, and its last argument.
func shortCommand(argv []string) string {
	n := slices.IndexFunc(argv, func(a string) bool { return strings.HasPrefix(a, "-") })
	if n < 0 {
		return text.Line(model.ShellQuote(argv))
	}
	s := model.ShellQuote(argv[:n]) + " ..."
	if last := argv[len(argv)-1]; n < len(argv)-1 {
		short, _ := text.Cut(last, text.LineMax)
		s += " " + model.ShellQuote([]string{short})
	}
	return text.Line(s)
}

// wholeRun is a command in full, as it can be pasted into a shell, and why it failed.
func wholeRun(t *theme.Theme, r model.Run) []pager.Block {
	var b []pager.Block
	if r.Problem != nil {
		b = append(b, pager.Block{Text: t.Failed + " " + text.First(r.Problem.Message), Tone: theme.Bad, Hang: 2})
	}
	const most = 4 << 10
	argv, room := r.Argv, most
	for i, a := range argv {
		if room -= len(a); room < 0 {
			short, _ := text.Cut(a, max(0, room+len(a)))
			argv = append(slices.Clone(argv[:i]), short+"...")
			break
		}
	}
	return append(b, pager.Block{Text: text.LinesUpTo(model.ShellQuote(argv), 2*most), Hang: 2})
}
