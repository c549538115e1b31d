package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/job"
	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// maxVisits is how many flakes stay open to go back to: each keeps an evaluator.
const maxVisits = 8

// openFlake is one flake that is open, or is to be: what its tabs share of it.
type openFlake struct {
	env  *env
	out  *outbox
	jobs *job.Table
	ref  string // as the user gave it

	own   bool // opened from inside, so closed by us
	alone bool // an input that was opened by its own reference

	flake   *model.Flake // nil while it is not open
	opening bool
	trouble *trouble
	reload  func() tea.Cmd // opens it again
	// fetchArgv is Flake.FetchArgv.
	fetchArgv func(context.Context, model.Problem) ([]string, error)
	permits   permits
	memory    *memory

	frame    int // ticks since nix began to be busy
	activity []model.Activity
}

// system is the system nix builds for, or "" while it is not known.
func (f *openFlake) system() string {
	if f.flake == nil {
		return ""
	}
	return f.flake.System
}

// visit is one flake with its tabs. It waits as it was left while another flake is on
// screen.
type visit struct {
	*openFlake
	nix Flake

	outputs *outputsTab
	inputs  *inputsTab
	actions *actions
	failure *troublePage
	start   *startPage // nil unless there is no flake to begin with

	tab     keymap.Action // the tab that the user has chosen, by what shows it
	changed bool          // the files are other than when it was opened
	every   time.Duration // how often to ask whether they are
}

func newVisit(e *env, nix Nix, ref, fragment string) *visit {
	f := &openFlake{env: e, out: &outbox{env: e}, jobs: job.NewTable(e.ctx), ref: ref, memory: e.memoryOf(ref)}
	v := &visit{openFlake: f, nix: nix, tab: keymap.ShowOutputs}
	f.reload, f.fetchArgv = v.reopen, nix.FetchArgv
	v.actions = &actions{env: e, out: f.out, f: f, nix: nix}
	v.outputs = newOutputsTab(f, nix, v.actions, fragment)
	v.inputs = newInputsTab(f, nix)
	v.failure = newTroublePage(f, v.outputs)
	return v
}

// tabs are the tabs of the flake, in their order.
func (v *visit) tabs() []tab { return []tab{v.outputs, v.inputs} }

// page is what stands in place of a tab that is not available.
func (v *visit) page() view {
	if v.start != nil && v.flake == nil && v.trouble != nil {
		return v.start
	}
	return v.failure
}

// views are all that the flake may have on screen.
func (v *visit) views() []view {
	all := []view{v.outputs, v.inputs, v.failure}
	if v.start != nil {
		all = append(all, v.start)
	}
	return all
}

func (v *visit) setTheme(t *theme.Theme) {
	for _, one := range v.views() {
		one.setTheme(t)
	}
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

// entering opens another flake by its reference.
type entering struct {
	ref   string
	alone bool // it is an input, by its own reference
}

func (r entering) meet(m *Model) tea.Cmd {
	cmd, ok := m.enter(r.ref)
	if ok {
		m.visit.alone = r.alone
	}
	return cmd
}

// enteringInput shows an input as a flake sees it. It is another flake than the one of
// its reference, so that what the user has said about it is kept under a name.
type enteringInput struct {
	nix       Nix
	ref, name string
}

func (r enteringInput) meet(m *Model) tea.Cmd {
	cmd := m.enterOpened(r.nix, r.ref, "")
	m.visit.memory = m.env.memoryOf(r.name)
	return cmd
}

// enter opens another flake; back leads to this one as it is now. ok tells whether it
// is on screen.
func (m *Model) enter(ref string) (cmd tea.Cmd, ok bool) {
	nix, fragment, err := m.env.opt.Flakes.Open(ref)
	if err != nil {
		m.say(theme.Bad, text.First(problemOf(err).Message))
		return nil, false
	}
	return m.enterOpened(nix, ref, fragment), true
}

// enterOpened shows a flake that was opened from inside.
func (m *Model) enterOpened(nix Nix, ref, fragment string) tea.Cmd {
	v := newVisit(m.env, nix, ref, fragment)
	v.own = true
	m.earlier = append(m.earlier, m.visit)
	var forgotten tea.Cmd
	if len(m.earlier) >= maxVisits {
		forgotten = m.leave(m.earlier[0])
		m.earlier = m.earlier[1:]
	}
	m.show(v)
	return tea.Batch(v.open(), forgotten)
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

func (a leftMsg) handle(m *Model) tea.Cmd {
	m.leaving = slices.DeleteFunc(m.leaving, func(v *visit) bool { return v == a.v })
	return nil
}

// show puts a visit on screen.
func (m *Model) show(v *visit) {
	m.stopTyping()
	m.tab().setShown(false)
	m.visit = v
	m.stay++
	m.note, v.frame = note{}, 0
	m.dialogs.Clear()
	m.tab().setShown(true)
	v.outputs.cameBack()
	m.setFocus(focusTree)
}

// answered gives a job's message to what it is about, on screen or not.
func (m *Model) answered(d job.Done) tea.Cmd {
	m.news = true
	if a, ok := m.jobs.work.Take(d).(answer); ok {
		return a.apply()
	}
	for _, v := range m.visits() {
		if a, ok := v.jobs.Take(d).(answer); ok {
			v.outputs.stale = true
			return a.apply()
		}
	}
	return nil
}
