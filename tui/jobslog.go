package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/pager"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
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
func (p *jobsTab) setSearch(s logSearch) {
	p.search = s
	p.detail.log.SetMarks(p.search.marks)
}

// findInLog opens the line in which one types what to search for in the log.
func (p *jobsTab) findInLog() tea.Cmd {
	if !p.detail.logged {
		p.out.say(theme.Dim, "there is no log here: the derivations below a job have one")
		return nil
	}
	line := p.env.newPrompt(prompt.Options{Label: " /", Empty: "a part of a line"})
	from, _, _ := p.detail.log.OnScreen()
	f := &findingLog{p: p, line: line, before: p.search, origin: from, followed: p.detail.log.Following()}
	p.setSearch(logSearch{at: -1})
	p.finding = true
	return p.out.typeInLine(line, f)
}

// findingLog asks what to search for in a log.
type findingLog struct {
	plainAsker
	p        *jobsTab
	line     *prompt.Model
	before   logSearch
	origin   int // the line that was at the top
	followed bool
}

func (f *findingLog) changed() tea.Cmd {
	p := f.p
	text := f.line.Value()
	p.setSearch(logSearch{text: text, pattern: match.NewPattern(text), at: -1})
	f.line.SetCount("")
	if text == "" {
		p.work.Cancel(jobFindLog)
		f.goBack()
		return nil
	}
	return p.searchLog(f.origin, +1)
}

func (f *findingLog) closed() { f.p.finding = false }

// goBack shows the log as it was before.
func (f *findingLog) goBack() {
	p := f.p
	log := p.detail.log
	if f.followed {
		log.Do(keymap.Bottom)
		return
	}
	log.Do(keymap.Top)
	log.Show(f.origin)
}

func (f *findingLog) do(a keymap.Action) tea.Cmd {
	p := f.p
	switch a {
	case keymap.Down:
		return p.nextInLog(+1)
	case keymap.Up:
		return p.nextInLog(-1)
	}
	return nil
}

// ready lets Enter wait for the answer to what is typed.
func (f *findingLog) ready() bool {
	p := f.p
	f.ask()
	return !p.work.Running(jobFindLog)
}

func (f *findingLog) accept() tea.Cmd {
	p := f.p
	p.sayLogHits()
	return nil
}

func (f *findingLog) abandon() {
	p := f.p
	p.work.Cancel(jobFindLog)
	p.setSearch(f.before)
	f.goBack()
	p.out.hush()
}

// ask says how many were found, beside what is typed.
func (f *findingLog) ask() tea.Cmd {
	p := f.p
	s := p.search
	switch {
	case s.pattern.Empty() || p.work.Running(jobFindLog):
	case s.hits == 0:
		f.line.SetCount("not found")
	default:
		f.line.SetCount(words.Count(s.hits, "line"))
	}
	return nil
}

func (f *findingLog) words() []typingWord {
	return []typingWord{{keymap.Accept, "stay"}, {keymap.Dismiss, "back"}, {keymap.Down, "next"}, {keymap.Up, "previous"}}
}

// nextInLog shows the next line that has what is searched for, or the one before.
func (p *jobsTab) nextInLog(step int) tea.Cmd {
	if !p.detail.logged || p.search.pattern.Empty() {
		p.out.say(theme.Dim, "nothing is searched for; type "+p.keyOf(keymap.Find)+" and a part of a line")
		return nil
	}
	from, _, _ := p.detail.log.OnScreen()
	if p.search.at >= 0 {
		from = p.search.at + step
	}
	return p.searchLog(from, step)
}

// searchLog looks for a line that has what is searched for, at that line or beyond it
// in one direction, and then from the other end.
func (p *jobsTab) searchLog(from, step int) tea.Cmd {
	source, pattern, of := p.source(p.detail.of), p.search.pattern, p.detail.of
	return p.work.Start(jobFindLog, func(ctx context.Context) tea.Msg {
		hits := logHits(ctx, source, pattern)
		return logFoundMsg{p, of, len(hits), nearest(hits, from, step)}
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
	p    *jobsTab
	of   jobRow
	hits int
	at   int
}

func (a logFoundMsg) apply() tea.Cmd {
	p := a.p
	if p.detail.of != a.of {
		return nil
	}
	p.search.hits, p.search.at = a.hits, a.at
	if a.at >= 0 {
		p.detail.log.Show(a.at)
	}
	if !p.finding {
		p.sayLogHits()
	}
	p.refresh()
	return nil
}

// sayLogHits says how many lines were found.
func (p *jobsTab) sayLogHits() {
	s := p.search
	switch {
	case s.pattern.Empty():
	case s.hits == 0:
		p.out.say(theme.Warn, "no line here has "+s.text)
	default:
		p.out.say(theme.Normal, "/"+s.text+"  in "+words.Count(s.hits, "line"))
	}
}

// endLogSearch takes the marks away.
func (p *jobsTab) endLogSearch() tea.Cmd {
	p.work.Cancel(jobFindLog)
	p.setSearch(logSearch{at: -1})
	return nil
}

// askSaveLog asks for the name of the file to save the log to.
func (p *jobsTab) askSaveLog() tea.Cmd {
	if !p.detail.logged {
		p.out.say(theme.Dim, "there is no log here: the derivations below a job have one")
		return nil
	}
	name := "nix.log"
	if p.detail.of.drv != "" {
		name = text.Line(model.DerivationName(p.detail.of.drv)) + ".log"
	}
	return p.askSaveAs(p.detail.of, name)
}

// askSaveAs asks for a name, with one to begin with.
func (p *jobsTab) askSaveAs(of jobRow, name string) tea.Cmd {
	return p.out.askLine("Save the log to a new file", name, &answering{word: "save", then: func(text string) tea.Cmd { return p.saveLog(of, text) }})
}

// saveLog saves a log.
func (p *jobsTab) saveLog(of jobRow, name string) tea.Cmd {
	builds, from := p.builds, p.env.spot()
	return p.work.Start(jobSaveLog, func(ctx context.Context) tea.Msg {
		file, wrote, err := builds.Save(ctx, of.id, of.drv, name)
		return savedLogMsg{p, from, of, name, file, wrote, err}
	})
}

// savedLogMsg is the answer of Builds.Save.
type savedLogMsg struct {
	p          *jobsTab
	from       spot
	of         jobRow
	name, file string
	wrote      model.BuildLog
	err        error
}

func (a savedLogMsg) apply() tea.Cmd {
	p := a.p
	if a.err != nil {
		p.out.want(late{from: a.from, then: func() tea.Cmd { return p.askSaveAs(a.of, a.name) }})
		p.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	}
	text := words.Count(a.wrote.Total-a.wrote.Dropped, "line")
	if a.wrote.Dropped > 0 {
		text = "the last " + text + " of " + words.Number(a.wrote.Total)
	}
	p.out.say(theme.Good, "saved "+text+" to "+a.file+", control characters as they are")
	return nil
}
