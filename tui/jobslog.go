package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/pager"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// Jobs of a log.
const (
	jobFindLog = "find in log"
	jobSaveLog = "save log"
)

// logSearch is what is searched for in the log on screen.
type logSearch struct {
	text    string
	pattern match.Pattern
	hits    int // how many lines have it, when it was last looked
	at      int // the line of the hit that is shown; -1 is none yet
}

// marks are the parts of a line that are searched for.
func (s *logSearch) marks(line string) []pager.Mark {
	var marks []pager.Mark
	for from := 0; !s.pattern.Empty(); {
		i := s.pattern.Index(line[from:])
		if i < 0 {
			break
		}
		hit := whole(line, from+i, from+i+s.pattern.Len())
		marks = append(marks, pager.Mark{From: hit[0], To: hit[1], Tone: theme.Match})
		from = hit[1]
	}
	return marks
}

// set searches for another text.
func (p *jobsPane) setSearch(s logSearch) {
	p.search = s
	p.detail.log.SetMarks(p.search.marks)
}

// findInLog opens the line in which one types what to search for in the log.
func (m *Model) findInLog() tea.Cmd {
	p := m.jobsTab
	if !p.detail.logged {
		m.say(theme.Dim, "there is no log here: the derivations below a job have one")
		return nil
	}
	line := m.newPrompt(prompt.Options{Label: " /", Empty: "a part of a line"})
	from, _, _ := p.detail.log.OnScreen()
	f := &findingLog{line: line, before: p.search, origin: from, followed: p.detail.log.Following()}
	p.setSearch(logSearch{at: -1})
	return m.typeInLine(line, f)
}

// findingLog asks what to search for in a log.
type findingLog struct {
	line     *prompt.Model
	before   logSearch
	origin   int // the line that was at the top
	followed bool
}

func (f *findingLog) changed(m *Model) tea.Cmd {
	text := f.line.Value()
	m.jobsTab.setSearch(logSearch{text: text, pattern: match.NewPattern(text), at: -1})
	f.line.SetCount("")
	if text == "" {
		m.work.Cancel(jobFindLog)
		f.goBack(m)
		return nil
	}
	return m.searchLog(f.origin, +1)
}

// goBack shows the log as it was before.
func (f *findingLog) goBack(m *Model) {
	log := m.jobsTab.detail.log
	if f.followed {
		log.Do(keymap.Bottom)
		return
	}
	log.Do(keymap.Top)
	log.Show(f.origin)
}

func (f *findingLog) do(m *Model, a keymap.Action) tea.Cmd {
	switch a {
	case keymap.Down:
		return m.nextInLog(+1)
	case keymap.Up:
		return m.nextInLog(-1)
	}
	return nil
}

// ready lets Enter wait for the answer to what is typed.
func (f *findingLog) ready(m *Model) bool {
	f.ask(m)
	return !m.work.Running(jobFindLog)
}

func (f *findingLog) accept(m *Model) tea.Cmd {
	m.sayLogHits()
	return nil
}

func (f *findingLog) abandon(m *Model) {
	m.work.Cancel(jobFindLog)
	m.jobsTab.setSearch(f.before)
	f.goBack(m)
	m.note = note{}
}

// ask says how many were found, beside what is typed.
func (f *findingLog) ask(m *Model) tea.Cmd {
	s := m.jobsTab.search
	switch {
	case s.pattern.Empty() || m.work.Running(jobFindLog):
	case s.hits == 0:
		f.line.SetCount("not found")
	default:
		f.line.SetCount(plural(s.hits, "line", "lines"))
	}
	return nil
}

func (f *findingLog) jobs() []string { return nil }

func (f *findingLog) status(*Model) (string, theme.Tone) { return "", theme.Normal }

func (f *findingLog) words() []typingWord {
	return []typingWord{{keymap.Accept, "stay"}, {keymap.Dismiss, "back"}, {keymap.Down, "next"}, {keymap.Up, "previous"}}
}

// nextInLog shows the next line that has what is searched for, or the one before.
func (m *Model) nextInLog(step int) tea.Cmd {
	p := m.jobsTab
	if !p.detail.logged || p.search.pattern.Empty() {
		m.say(theme.Dim, "nothing is searched for; type / and a part of a line")
		return nil
	}
	from, _, _ := p.detail.log.OnScreen()
	if p.search.at >= 0 {
		from = p.search.at + step
	}
	return m.searchLog(from, step)
}

// searchLog looks for a line that has what is searched for, at that line or beyond it
// in one direction, and then from the other end.
func (m *Model) searchLog(from, step int) tea.Cmd {
	p := m.jobsTab
	source, pattern, of := p.source(p.detail.of), p.search.pattern, p.detail.of
	return m.work.Start(jobFindLog, func(ctx context.Context) tea.Msg {
		hits := logHits(ctx, source, pattern)
		return logFoundMsg{of, len(hits), nearest(hits, from, step)}
	})
}

// logHits are the numbers of the lines that have a pattern.
func logHits(ctx context.Context, source pager.Source, pattern match.Pattern) []int {
	const some = 1_000
	var hits []int
	for from := 0; ctx.Err() == nil; {
		part := source(from, some)
		if len(part.Lines) == 0 {
			break
		}
		for i, line := range part.Lines {
			if pattern.Index(line) >= 0 {
				hits = append(hits, part.First+i)
			}
		}
		from = part.First + len(part.Lines)
	}
	return hits
}

// nearest is the first of some lines at a place or beyond it in one direction, or
// from the other end; -1 of none.
func nearest(lines []int, from, step int) int {
	if len(lines) == 0 {
		return -1
	}
	if step > 0 {
		for _, n := range lines {
			if n >= from {
				return n
			}
		}
		return lines[0]
	}
	last := lines[len(lines)-1]
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] <= from {
			return lines[i]
		}
	}
	return last
}

// logFoundMsg is the answer of a search in a log.
type logFoundMsg struct {
	of   jobRow
	hits int
	at   int
}

func (a logFoundMsg) apply(m *Model) tea.Cmd {
	p := m.jobsTab
	if p.detail.of != a.of {
		return nil
	}
	p.search.hits, p.search.at = a.hits, a.at
	if a.at >= 0 {
		p.detail.log.Show(a.at)
	}
	if m.typing == nil {
		m.sayLogHits()
	}
	m.refreshJobs()
	return nil
}

// sayLogHits says how many lines were found.
func (m *Model) sayLogHits() {
	s := m.jobsTab.search
	switch {
	case s.pattern.Empty():
	case s.hits == 0:
		m.say(theme.Warn, "no line here has "+s.text)
	default:
		m.say(theme.Normal, "/"+s.text+"  in "+plural(s.hits, "line", "lines"))
	}
}

// endLogSearch takes the marks away.
func (m *Model) endLogSearch() tea.Cmd {
	m.work.Cancel(jobFindLog)
	m.jobsTab.setSearch(logSearch{at: -1})
	return nil
}

// askSaveLog asks for the name of the file to save the log to.
func (m *Model) askSaveLog() tea.Cmd {
	p := m.jobsTab
	if !p.detail.logged {
		m.say(theme.Dim, "there is no log here: the derivations below a job have one")
		return nil
	}
	name := "nix.log"
	if p.detail.of.drv != "" {
		name = clean(model.DerivationName(p.detail.of.drv)) + ".log"
	}
	return m.askSaveAs(p.detail.of, name)
}

// askSaveAs asks for a name, with one to begin with.
func (m *Model) askSaveAs(of jobRow, name string) tea.Cmd {
	return m.askLine("Save the log to a new file", name, &answering{word: "save", then: func(text string) tea.Cmd { return m.saveLog(of, text) }})
}

// saveLog saves a log.
func (m *Model) saveLog(of jobRow, name string) tea.Cmd {
	builds := m.opt.Builds
	return m.work.Start(jobSaveLog, func(ctx context.Context) tea.Msg {
		file, wrote, err := builds.Save(ctx, of.id, of.drv, name)
		return savedLogMsg{of, name, file, wrote, err}
	})
}

// savedLogMsg is the answer of Builds.Save.
type savedLogMsg struct {
	of         jobRow
	name, file string
	wrote      model.BuildLog
	err        error
}

func (a savedLogMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		var cmd tea.Cmd
		if _, covered := m.dialogs.Top(); !covered && m.typing == nil {
			cmd = m.askSaveAs(a.of, a.name)
		}
		m.say(theme.Bad, firstLine(problemOf(a.err).Message))
		return cmd
	}
	text := plural(a.wrote.Total-a.wrote.Dropped, "line", "lines")
	if a.wrote.Dropped > 0 {
		text = "the last " + text + " of " + grouped(a.wrote.Total)
	}
	m.say(theme.Good, "saved "+text+" to "+a.file)
	return nil
}
