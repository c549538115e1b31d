package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/job"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// maxVisits is how many flakes stay open to go back to: each keeps an evaluator.
const maxVisits = 8

// visit is one flake that is open, and all that the explorer knows of it. It
// waits as it was left while another flake is on screen.
type visit struct {
	nix  Nix
	ref  string // as the user gave it
	own  bool   // opened from inside, so closed by us
	jobs *job.Table

	tree   *outline.Model
	store  store
	detail *pager.Model
	page   *pager.Model // what stands in place of the panes while trouble is set

	alone  bool // an input that was opened by its own reference
	topic  topic
	inputs *inputsPane

	flake    *model.Flake // nil while it is not open
	opening  bool
	changed  bool // the files are other than when it was opened
	trouble  *trouble
	start    *startPage // nil unless there is no flake to begin with
	activity []model.Activity

	wish     *wish          // what shall be open, from before a reload
	target   model.AttrPath // where the cursor shall go
	seeking  bool
	fragment string // still to be resolved

	unfolded bool // the first screen was thought of
	touched  bool // a key was pressed

	search   search // what is searched for in the tree
	catalog  catalog
	index    index
	asked    asked
	selected outline.ID
	rested   bool // the cursor has stood still for a moment
	lingered bool // and for longer

	granted model.Grant // what the user has allowed
	memory  *memory
	config  nixConfig
	offered offered

	updated *updatedMsg // what became of the lock file, still to be told

	stale bool // the detail pane must be written anew
}

func (m *Model) newVisit(nix Nix, ref, fragment string) *visit {
	v := &visit{
		nix: nix, ref: ref, fragment: fragment, memory: m.memoryOf(ref),
		jobs:   job.NewTable(m.ctx),
		tree:   outline.New(rows{m}, m.theme),
		detail: pager.New(m.theme),
		page:   pager.New(m.theme),
	}
	v.store = newStore(v.tree)
	v.inputs = newInputsPane(m)
	return v
}

func (v *visit) setTheme(t *theme.Theme) {
	v.tree.SetTheme(t)
	v.detail.SetTheme(t)
	v.page.SetTheme(t)
	v.inputs.setTheme(t)
}

// close ends all that the visit has under way. It may be called twice.
func (v *visit) close() {
	v.jobs.Close()
	if v.own {
		v.nix.Close()
	}
}

// visits are all flakes that are open, the one on screen last.
func (m *Model) visits() []*visit { return append(append([]*visit{}, m.earlier...), m.visit) }

// enter opens another flake; back leads to this one as it is now.
func (m *Model) enter(ref string) tea.Cmd {
	nix, fragment, err := m.opt.Flakes.Open(ref)
	if err != nil {
		m.say(theme.Bad, firstLine(problemOf(err).Message))
		return nil
	}
	return m.enterOpened(nix, ref, fragment)
}

// enterOpened shows a flake that was opened from inside.
func (m *Model) enterOpened(nix Nix, ref, fragment string) tea.Cmd {
	v := m.newVisit(nix, ref, fragment)
	v.own = true
	m.earlier = append(m.earlier, m.visit)
	var forgotten tea.Cmd
	if len(m.earlier) >= maxVisits {
		forgotten = m.leave(m.earlier[0])
		m.earlier = m.earlier[1:]
	}
	m.show(v)
	return tea.Batch(m.open(), forgotten)
}

// back shows the flake that was on screen before this one.
func (m *Model) back() tea.Cmd {
	if len(m.earlier) == 0 {
		m.say(theme.Dim, "there is no flake before this one")
		return nil
	}
	left := m.visit
	last := len(m.earlier) - 1
	v := m.earlier[last]
	m.earlier = m.earlier[:last]
	m.show(v)
	return m.leave(left)
}

// leave closes a visit off the event loop, as that waits for processes to end.
func (m *Model) leave(v *visit) tea.Cmd {
	m.leaving = append(m.leaving, v)
	return func() tea.Msg {
		v.close()
		return leftMsg{v}
	}
}

// leftMsg says that a visit is closed.
type leftMsg struct{ v *visit }

func (a leftMsg) apply(m *Model) tea.Cmd {
	m.leaving = slices.DeleteFunc(m.leaving, func(v *visit) bool { return v == a.v })
	return nil
}

// show puts a visit on screen.
func (m *Model) show(v *visit) {
	m.stopTyping()
	for _, key := range []string{jobWhy, jobFiles, jobCard, jobUpdateArgv, jobActions, jobConsent, jobFill, jobPlan, jobDemo} {
		m.jobs.Cancel(key) // their dialogs are about the flake that leaves the screen
	}
	m.visit = v
	m.note, m.frame = note{}, 0
	m.dialogs.Clear()
	m.rest++
	v.stale = true
	m.setFocus(focusTree)
}

// answered gives a job's message to the flake that it is about, on screen or not.
func (m *Model) answered(d job.Done) tea.Cmd {
	if a, ok := m.work.Take(d).(answer); ok {
		return a.apply(m)
	}
	here, said := m.visit, m.note
	for _, v := range m.visits() {
		if a, ok := v.jobs.Take(d).(answer); ok {
			m.visit = v
			cmd := a.apply(m)
			v.stale = true
			if v != here {
				m.visit, m.note = here, said
			}
			return cmd
		}
	}
	return nil
}
