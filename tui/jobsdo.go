package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

const jobJobFiles = "job files"

// jobScopes are where keys come from on the Jobs tab, innermost first.
func (m *Model) jobScopes() []keymap.Scope {
	pane := keymap.ScopeTree
	if m.focus == focusDetail {
		pane = keymap.ScopeDetail
	}
	return []keymap.Scope{keymap.ScopeJobs, pane, keymap.ScopeDo, keymap.ScopeMain, keymap.ScopeAlways}
}

// jobsDo carries out an action of the Jobs tab; handled is false for those that mean
// the same everywhere.
func (m *Model) jobsDo(a keymap.Action) (cmd tea.Cmd, handled bool) {
	p := m.jobsTab
	if m.focus == focusDetail {
		if a == keymap.Close || a == keymap.Dismiss && p.search.pattern.Empty() {
			m.setFocus(focusTree)
			return nil, true
		}
		if p.detail.Do(a) {
			p.write()
			return nil, true
		}
	}
	if m.focus == focusTree && p.do(a) {
		m.refreshJobs()
		return nil, true
	}
	if letter, ok := a.Letter(); ok {
		return m.doWithJob(letter), true
	}
	if f := jobDeeds()[a]; f != nil {
		return f(m), true
	}
	if !everywhere(a) {
		m.say(theme.Dim, "this key is for the outputs: 1 shows them")
		return nil, true
	}
	return nil, false
}

// jobDeeds are the actions of the tab that are more than moving about.
func jobDeeds() map[keymap.Action]func(*Model) tea.Cmd {
	return map[keymap.Action]func(*Model) tea.Cmd{
		keymap.Cancel:      (*Model).cancelJob,
		keymap.Forget:      (*Model).forgetJob,
		keymap.Retry:       (*Model).jobAgain,
		keymap.CopyPath:    (*Model).copyJobPath,
		keymap.CopyCommand: (*Model).copyJobCommand,
		keymap.Files:       (*Model).jobFiles,
		keymap.SaveLog:     (*Model).askSaveLog,
		keymap.Menu:        (*Model).jobMenu,
		keymap.Find:        (*Model).findInLog,
		keymap.NextHit:     func(m *Model) tea.Cmd { return m.nextInLog(+1) },
		keymap.PreviousHit: func(m *Model) tea.Cmd { return m.nextInLog(-1) },
		keymap.Dismiss:     (*Model).endLogSearch,
		keymap.Activate:    func(m *Model) tea.Cmd { return nil },
	}
}

// currentJob is the job under the cursor; it says so where there is none.
func (m *Model) currentJob() (b model.Build, ok bool) {
	b, ok = m.jobsTab.current()
	if !ok {
		m.say(theme.Dim, "there is no job yet")
	}
	return b, ok
}

// cancelJob ends the job under the cursor.
func (m *Model) cancelJob() tea.Cmd {
	b, ok := m.currentJob()
	switch {
	case !ok:
	case b.State.Ended():
		m.say(theme.Dim, "this job has ended: X removes it")
	default:
		m.opt.Builds.Cancel(b.ID)
		m.say(theme.Warn, "cancelling "+pathText(b.Path))
	}
	return nil
}

// forgetJob removes the job under the cursor from the list.
func (m *Model) forgetJob() tea.Cmd {
	b, ok := m.currentJob()
	switch {
	case !ok:
		return nil
	case !b.State.Ended():
		m.say(theme.Dim, "this job still runs: x cancels it")
		return nil
	}
	m.opt.Builds.Forget(b.ID)
	m.say(theme.Dim, "removed: "+m.jobsTab.name(b))
	return m.watchBuilds()
}

// jobAgain does once more what the job under the cursor did.
func (m *Model) jobAgain() tea.Cmd {
	b, ok := m.currentJob()
	switch {
	case !ok:
		return nil
	case !b.State.Ended():
		m.say(theme.Dim, "this job still runs")
		return nil
	}
	if id := m.opt.Builds.Again(b.ID); id != 0 {
		m.jobsTab.wish, m.jobsTab.flakes[id] = jobRow{id: id}, m.jobsTab.flakes[b.ID]
		m.say(theme.Good, "started again: "+m.jobsTab.name(b))
	}
	return m.watchBuilds()
}

// copyJobPath copies what one wants of a row: the paths of what was built, or that
// of the derivation.
func (m *Model) copyJobPath() tea.Cmd {
	b, ok := m.currentJob()
	row := m.jobsTab.cursor()
	switch {
	case !ok:
		return nil
	case row.drv != "":
		return m.copyText(model.Printable(row.drv))
	case len(b.OutputPaths()) > 0:
		return m.copyText(model.PrintableLines(strings.Join(b.OutputPaths(), "\n")))
	case len(b.Failed) > 0:
		return m.copyText(model.Printable(b.Failed[0].Drv))
	}
	m.say(theme.Dim, "there is no path yet: Y copies the command")
	return nil
}

// copyJobCommand copies the command of the job.
func (m *Model) copyJobCommand() tea.Cmd {
	b, ok := m.currentJob()
	if !ok {
		return nil
	}
	return m.copyText(model.ShellQuote(b.Argv))
}

// jobMenu opens the menu of what can be done with the row.
func (m *Model) jobMenu() tea.Cmd {
	b, ok := m.currentJob()
	if !ok {
		return nil
	}
	return m.askJobActions(m.jobsTab.cursor(), func(all []model.Action) tea.Cmd {
		_, covered := m.dialogs.Top()
		switch {
		case covered || m.typing != nil || !m.onJobs():
		case len(all) == 0:
			m.say(theme.Dim, "nothing can be done with this but to do it again")
		default:
			all = m.withEdits(all)
			m.openMenu(m.jobsTab.name(b), all).fill(all)
		}
		return nil
	})
}

// doWithJob does what a letter stands for with the row.
func (m *Model) doWithJob(letter string) tea.Cmd {
	if _, ok := m.currentJob(); !ok {
		return nil
	}
	return m.askJobActions(m.jobsTab.cursor(), func(all []model.Action) tea.Cmd {
		if _, covered := m.dialogs.Top(); covered || m.typing != nil || !m.onJobs() {
			return nil // the user has gone on meanwhile
		}
		for _, a := range m.withEdits(all) {
			if a.Verb.Letter() == letter {
				return m.act(a)
			}
		}
		m.say(theme.Dim, "this cannot be done with a job: a shows what can")
		return nil
	})
}

// jobFiles lists the files of what was built.
func (m *Model) jobFiles() tea.Cmd {
	b, ok := m.currentJob()
	if !ok {
		return nil
	}
	paths := b.OutputPaths()
	if len(paths) == 0 {
		m.say(theme.Dim, "it has built nothing that has files")
		return nil
	}
	builds, name := m.opt.Builds, m.jobsTab.name(b)
	return m.work.Start(jobJobFiles, func(ctx context.Context) tea.Msg {
		list, err := builds.Files(ctx, paths[0])
		return filesMsg{name, list, err}
	})
}

// jobPlace says in the status line where the cursor is.
func (m *Model) jobPlace() string {
	b, ok := m.jobsTab.current()
	if !ok {
		return ""
	}
	if row := m.jobsTab.cursor(); row.drv != "" {
		return clean(m.jobsTab.steps[row].Name)
	}
	return pathText(b.Path)
}

// usefulJobs are the actions worth a hint on the Jobs tab.
func (m *Model) usefulJobs() []keymap.Action {
	b, ok := m.jobsTab.current()
	if !ok {
		return []keymap.Action{keymap.ShowOutputs, keymap.Help, keymap.Quit}
	}
	var a []keymap.Action
	switch {
	case !b.State.Ended():
		a = append(a, keymap.Cancel)
	case b.State == model.BuildSucceeded && len(b.OutputPaths()) > 0:
		a = append(a, keymap.Do(model.VerbRun.Letter()), keymap.Do(model.VerbShell.Letter()), keymap.Files)
	case len(b.Failed) > 0:
		a = append(a, keymap.Do(model.VerbLog.Letter()), keymap.Do(model.VerbDevelop.Letter()), keymap.Retry)
	default:
		a = append(a, keymap.Retry)
	}
	if m.jobsTab.detail.logged {
		if !m.jobsTab.search.pattern.Empty() {
			a = append(a, keymap.NextHit)
		} else {
			a = append(a, keymap.Find)
		}
		a = append(a, keymap.SaveLog)
	}
	return append(a, keymap.NextPane, keymap.CopyPath, keymap.Help, keymap.Quit)
}

// jobWord says what a key does on the Jobs tab, where that differs from what it does
// in general.
func (m *Model) jobWord(a keymap.Action, usual string) string {
	switch {
	case a == keymap.NextPane && m.focus == focusDetail:
		return "list"
	case a == keymap.NextPane && m.jobsTab.detail.logged:
		return "log"
	case a == keymap.Do(model.VerbDevelop.Letter()):
		return "debug shell"
	}
	return usual
}

// jobsList is the list of jobs, or what is to be said in its place.
func (m *Model) jobsList(lines []string) []string {
	if len(m.builds.all) == 0 {
		return m.message("nothing was built yet: b on an output builds it", m.layout.list)
	}
	return lines
}

var _ outline.Source = (*jobsPane)(nil)
