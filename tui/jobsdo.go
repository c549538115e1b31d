package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const jobJobFiles = "job files"

func (p *jobsTab) shows() keymap.Action { return keymap.ShowJobs }

func (p *jobsTab) scopes() []keymap.Scope {
	return []keymap.Scope{keymap.ScopeJobs, p.paneScope(), keymap.ScopeDo, keymap.ScopeMain, keymap.ScopeAlways}
}

func (p *jobsTab) do(a keymap.Action) (cmd tea.Cmd, handled bool) {
	searched := a == keymap.Dismiss && !p.search.pattern.Empty()
	switch {
	case !searched && p.leaveText(a):
		return nil, true
	case p.focus == focusDetail && p.detail.Do(a):
		p.write()
		return nil, true
	case p.focus == focusTree && p.move(a):
		p.refresh()
		return nil, true
	}
	if verb, ok := verbOf(a); ok {
		return p.doVerb(verb), true
	}
	if f := jobCommands[a]; f != nil {
		return f(p), true
	}
	return nil, false
}

// jobCommands are the actions of the tab that are more than moving about.
var jobCommands = map[keymap.Action]func(*jobsTab) tea.Cmd{
	keymap.Cancel:      (*jobsTab).cancelJob,
	keymap.Forget:      (*jobsTab).forgetJob,
	keymap.Retry:       (*jobsTab).jobAgain,
	keymap.CopyPath:    (*jobsTab).copyJobPath,
	keymap.CopyCommand: (*jobsTab).copyJobCommand,
	keymap.Files:       (*jobsTab).jobFiles,
	keymap.SaveLog:     (*jobsTab).askSaveLog,
	keymap.Menu:        (*jobsTab).jobMenu,
	keymap.Find:        (*jobsTab).findInLog,
	keymap.NextHit:     func(p *jobsTab) tea.Cmd { return p.nextInLog(+1) },
	keymap.PreviousHit: func(p *jobsTab) tea.Cmd { return p.nextInLog(-1) },
	keymap.Dismiss:     (*jobsTab).endLogSearch,
	keymap.Activate:    func(*jobsTab) tea.Cmd { return nil },
}

func (p *jobsTab) wheel(x, y, by int) tea.Cmd {
	cmd := p.pane.wheel(x, y, by)
	p.refresh()
	return cmd
}

func (p *jobsTab) click(x, y int) tea.Cmd {
	cmd := p.pane.click(x, y)
	p.refresh()
	return cmd
}

// settle asks what can be done with the row under the cursor, and tells for which
// system the flake on screen is.
func (p *jobsTab) settle() tea.Cmd { return p.askJob() }

func (p *jobsTab) draw() []string {
	if len(p.all) == 0 {
		return p.drawOr("nothing was built yet: " + p.env.key(doVerb(model.VerbBuild), keymap.ScopeDo) + " on an output builds it")
	}
	return p.pane.draw()
}

func (p *jobsTab) place() (row, rows int, text string) {
	row, rows = p.tree.Position()
	return row, rows, p.placeText()
}

// currentJob is the job under the cursor; it says so where there is none.
func (p *jobsTab) currentJob() (b model.Build, ok bool) {
	b, ok = p.current()
	if !ok {
		p.out.say(theme.Dim, "there is no job yet")
	}
	return b, ok
}

// cancelJob ends the job under the cursor.
func (p *jobsTab) cancelJob() tea.Cmd {
	b, ok := p.currentJob()
	switch {
	case !ok:
	case b.State.Ended():
		p.out.say(theme.Dim, "this job has ended: "+p.env.key(keymap.Forget, keymap.ScopeJobs)+" removes it")
	default:
		p.builds.Cancel(b.ID)
		p.out.say(theme.Warn, "cancelling "+text.Path(b.Path))
	}
	return nil
}

// forgetJob removes the job under the cursor from the list.
func (p *jobsTab) forgetJob() tea.Cmd {
	b, ok := p.currentJob()
	switch {
	case !ok:
		return nil
	case !b.State.Ended():
		p.out.say(theme.Dim, "this job still runs: "+p.env.key(keymap.Cancel, keymap.ScopeJobs)+" cancels it")
		return nil
	}
	p.builds.Forget(b.ID)
	p.out.say(theme.Dim, "removed: "+p.name(b))
	return p.watchBuilds()
}

// jobAgain does once more what the job under the cursor did.
func (p *jobsTab) jobAgain() tea.Cmd {
	b, ok := p.currentJob()
	switch {
	case !ok:
		return nil
	case !b.State.Ended():
		p.out.say(theme.Dim, "this job still runs")
		return nil
	}
	if id := p.builds.Again(b.ID); id != 0 {
		p.wish, p.names.flakes[id] = jobRow{id: id}, p.names.flakes[b.ID]
		p.out.say(theme.Good, "started again: "+p.name(b))
	}
	return p.watchBuilds()
}

// copyJobPath copies what one wants of a row: the paths of what was built, or that
// of the derivation.
func (p *jobsTab) copyJobPath() tea.Cmd {
	b, ok := p.currentJob()
	row := p.cursor()
	switch {
	case !ok:
		return nil
	case row.drv != "":
		return p.out.copyText(model.Printable(row.drv))
	case len(b.OutputPaths()) > 0:
		return p.out.copyText(model.PrintableLines(strings.Join(b.OutputPaths(), "\n")))
	case len(b.Failed) > 0:
		return p.out.copyText(model.Printable(b.Failed[0].Drv))
	}
	p.out.say(theme.Dim, "there is no path yet: "+p.env.key(keymap.CopyCommand, keymap.ScopeJobs)+" copies the command")
	return nil
}

// copyJobCommand copies the command of the job.
func (p *jobsTab) copyJobCommand() tea.Cmd {
	b, ok := p.currentJob()
	if !ok {
		return nil
	}
	return p.out.copyText(model.ShellQuote(b.Argv))
}

// offering opens a menu of actions of a job, where the user still is where it was asked
// for.
type offering struct {
	title string
	all   []model.Action
}

func (r offering) meet(m *Model) tea.Cmd {
	a := m.visit.actions
	a.openMenu(r.title, nil).fill(a.withEdits(r.all))
	return nil
}

// jobMenu opens the menu of what can be done with the row.
func (p *jobsTab) jobMenu() tea.Cmd {
	b, ok := p.currentJob()
	if !ok {
		return nil
	}
	return p.askJobActions(p.cursor(), func(all []model.Action) tea.Cmd {
		if len(all) == 0 {
			p.out.say(theme.Dim, "nothing can be done with this but to do it again")
			return nil
		}
		p.out.want(offering{p.name(b), all})
		return nil
	})
}

// doVerb does a verb with the row.
func (p *jobsTab) doVerb(verb model.Verb) tea.Cmd {
	if _, ok := p.currentJob(); !ok {
		return nil
	}
	return p.askJobActions(p.cursor(), func(all []model.Action) tea.Cmd {
		i := slices.IndexFunc(all, func(a model.Action) bool { return a.Verb == verb })
		if i < 0 {
			p.out.say(theme.Dim, "this cannot be done with a job: "+p.env.key(keymap.Menu, keymap.ScopeDo)+" shows what can")
			return nil
		}
		p.out.want(acting{all[i]})
		return nil
	})
}

// jobFiles lists the files of what was built.
func (p *jobsTab) jobFiles() tea.Cmd {
	b, ok := p.currentJob()
	if !ok {
		return nil
	}
	paths := b.OutputPaths()
	if len(paths) == 0 {
		p.out.say(theme.Dim, "it has built nothing that has files")
		return nil
	}
	builds, name := p.builds, p.name(b)
	from := p.env.spot()
	return p.work.Start(jobJobFiles, func(ctx context.Context) tea.Msg {
		list, err := builds.Files(ctx, paths[0])
		return filesMsg{p.out, from, name, list, err}
	})
}

// placeText is what the cursor is on.
func (p *jobsTab) placeText() string {
	b, ok := p.current()
	if !ok {
		return ""
	}
	if row := p.cursor(); row.drv != "" {
		return text.Line(p.steps[row].Name)
	}
	return text.Path(b.Path)
}

func (p *jobsTab) useful() []keymap.Action {
	b, ok := p.current()
	if !ok {
		return []keymap.Action{keymap.ShowOutputs, keymap.Help, keymap.Quit}
	}
	var a []keymap.Action
	switch {
	case !b.State.Ended():
		a = append(a, keymap.Cancel)
	case b.State == model.BuildSucceeded && len(b.OutputPaths()) > 0:
		a = append(a, doVerb(model.VerbRun), doVerb(model.VerbShell), keymap.Files)
	case len(b.Failed) > 0:
		a = append(a, doVerb(model.VerbLog), doVerb(model.VerbDevelop), keymap.Retry)
	default:
		a = append(a, keymap.Retry)
	}
	if p.detail.logged {
		if !p.search.pattern.Empty() {
			a = append(a, keymap.NextHit)
		} else {
			a = append(a, keymap.Find)
		}
		a = append(a, keymap.SaveLog)
	}
	return append(a, keymap.NextPane, keymap.CopyPath, keymap.Help, keymap.Quit)
}

func (p *jobsTab) word(a keymap.Action, usual string) string {
	switch {
	case a == keymap.NextPane && p.focus == focusDetail:
		return "list"
	case a == keymap.NextPane && p.detail.logged:
		return "log"
	case a == doVerb(model.VerbDevelop):
		return "debug shell"
	}
	return usual
}

var _ outline.Source = (*jobsTab)(nil)
