package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// topic is what of a flake is on screen.
type topic uint8

// The topics.
const (
	topicOutputs topic = iota
	topicInputs
	topicJobs
)

// inputsPane is what the explorer knows and shows of a flake's inputs.
type inputsPane struct {
	known   *model.Inputs
	problem *model.Problem // why nothing is known
	asked   bool           // since the flake was opened
	marks   inputMarks

	views  [inputViews]*inputView
	at     inputViewID // the view on screen
	order  model.InputOrder
	detail *pager.Model
	shown  inputShown // what the detail pane is about
	search inputSearch

	moves   int                    // of the cursor
	rested  bool                   // the cursor has stood still for a moment
	sources map[string]inputSource // what the store has, by node
}

// inputShown is what the detail pane of the inputs is about.
type inputShown struct {
	view inputViewID
	item int
}

func newInputsPane(m *Model) *inputsPane {
	p := &inputsPane{detail: pager.New(m.theme)}
	for i := range p.views {
		p.views[i] = newInputView(m, p)
	}
	return p
}

// view is the view on screen.
func (p *inputsPane) view() *inputView { return p.views[p.at] }

// item is what the cursor is on; nil while there is nothing.
func (p *inputsPane) item() *inputItem {
	if i := p.view().cursor(); i > 0 {
		return &p.view().items[i]
	}
	return nil
}

// any tells whether there are inputs.
func (p *inputsPane) any() bool { return p.known != nil && len(p.views[viewTree].items) > 1 }

func (p *inputsPane) setTheme(t *theme.Theme) {
	for _, v := range p.views {
		v.tree.SetTheme(t)
	}
	p.detail.SetTheme(t)
}

func (p *inputsPane) setSize(l layout) {
	for _, v := range p.views {
		v.tree.SetSize(l.list.w, l.list.h)
	}
	p.detail.SetSize(l.detail.w, l.detail.h)
}

func (p *inputsPane) setFocus(list bool) {
	for _, v := range p.views {
		v.tree.SetFocus(list)
	}
}

// forget has the lock file read again; what is shown stays until it is there.
func (p *inputsPane) forget() { p.asked = false }

// showTopic shows another side of the flake.
func (m *Model) showTopic(t topic) {
	if m.topic == t {
		return
	}
	m.stopTyping()
	m.topic = t
	m.setFocus(focusTree)
}

// onInputs tells whether the inputs are on screen.
func (m *Model) onInputs() bool { return m.topic == topicInputs }

// troubled tells whether a page about what went wrong stands in place of the
// panes: the inputs are known where the outputs cannot be evaluated.
func (m *Model) troubled() bool {
	return m.trouble != nil && !m.onJobs() && (m.flake == nil || !m.onInputs())
}

// askInputs reads the lock file, the first time that somebody wants to see it.
func (m *Model) askInputs() tea.Cmd {
	if m.flake == nil || m.opening || !m.onInputs() {
		return nil
	}
	if !m.inputs.asked {
		return m.readInputs()
	}
	return tea.Batch(m.followInput(), m.askInputSource())
}

// readInputs reads the lock file.
func (m *Model) readInputs() tea.Cmd {
	m.inputs.asked = true
	nix, order := m.nix, m.inputs.order
	return m.jobs.Start(jobInputs, func(ctx context.Context) tea.Msg {
		known, err := nix.Inputs(ctx)
		if err != nil {
			return inputsMsg{err: err}
		}
		a := inputsMsg{known: known, marks: marksOf(known)}
		a.views[viewTree], a.views[viewList], a.views[viewGroups] = treeItems(known.Graph), listItems(known.Graph, order), groupItems(known)
		return a
	})
}

// inputsMsg is the answer of Nix.Inputs.
type inputsMsg struct {
	known model.Inputs
	marks inputMarks
	views [inputViews]inputItems
	err   error
}

func (a inputsMsg) apply(m *Model) tea.Cmd {
	p := m.inputs
	p.known, p.problem = nil, nil
	if a.err != nil {
		problem := problemOf(a.err)
		p.problem = &problem
		p.detail.SetBlocks(nil)
		return nil
	}
	p.known, p.marks = &a.known, a.marks
	for i, v := range p.views {
		v.fill(a.views[i])
	}
	p.view().unfold(m.layout.list.h)
	p.shown, p.sources = inputShown{}, map[string]inputSource{}
	return m.followInput()
}

// followInput writes the details of what the cursor is on, if that has changed.
func (m *Model) followInput() tea.Cmd {
	p := m.inputs
	now := inputShown{p.at, p.view().cursor()}
	if p.known == nil || p.shown == now {
		return nil
	}
	p.shown, p.rested = now, false
	p.moves++
	p.detail.ToTop()
	m.writeInput()
	return m.after(restTime, inputRestMsg{p, p.moves})
}

// writeInput writes the details anew.
func (m *Model) writeInput() { m.inputs.detail.SetBlocks(m.inputBlocks()) }
