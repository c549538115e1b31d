package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// inputsTab is what the explorer knows and shows of a flake's inputs.
type inputsTab struct {
	pane
	f   *openFlake
	nix Locks

	known   *lock.Inputs
	problem *model.Problem // why nothing is known
	asked   bool           // since the flake was opened
	marks   inputMarks

	views  [inputViews]*inputView
	at     inputViewID // the view on screen
	order  lock.Order
	detail *pager.Model
	about  inputShown // what the detail pane is about
	search inputSearch

	moves   int                    // of the cursor
	rested  bool                   // the cursor has stood still for a moment
	sources map[string]inputSource // what the store has, by node

	updated *updatedMsg // what became of the lock file, still to be told
}

// inputShown is what the detail pane of the inputs is about.
type inputShown struct {
	view inputViewID
	item int
}

func newInputsTab(f *openFlake, nix Locks) *inputsTab {
	p := &inputsTab{pane: pane{env: f.env, out: f.out}, f: f, nix: nix, detail: pager.New(f.env.theme)}
	p.text = p.detail
	for i := range p.views {
		p.views[i] = newInputView(p)
	}
	p.show(viewTree)
	return p
}

// view is the view on screen.
func (p *inputsTab) view() *inputView { return p.views[p.at] }

// show shows a view.
func (p *inputsTab) show(at inputViewID) {
	p.at = at
	p.tree = p.view().tree
}

// item is what the cursor is on; nil while there is nothing.
func (p *inputsTab) item() *inputItem {
	if i := p.view().cursor(); i > 0 {
		return &p.view().items[i]
	}
	return nil
}

// any tells whether there are inputs.
func (p *inputsTab) any() bool { return p.known != nil && len(p.views[viewTree].items) > 1 }

func (p *inputsTab) setTheme(t *theme.Theme) {
	for _, v := range p.views {
		v.tree.SetTheme(t)
	}
	p.detail.SetTheme(t)
}

func (p *inputsTab) resize(l layout) {
	p.layout = l
	for _, v := range p.views {
		v.tree.SetSize(l.list.w, l.list.h)
	}
	p.detail.SetSize(l.detail.w, l.detail.h)
}

func (p *inputsTab) setFocus(f focus) {
	p.focus = f
	for _, v := range p.views {
		v.tree.SetFocus(f == focusTree)
	}
}

// forget has the lock file read again; what is shown stays until it is there.
func (p *inputsTab) forget() { p.asked, p.problem = false, nil }

// settle reads the lock file, the first time that somebody wants to see it.
func (p *inputsTab) settle() tea.Cmd {
	if p.f.flake == nil && p.f.trouble == nil || p.f.opening || !p.shown {
		return nil
	}
	if !p.asked {
		return p.readInputs()
	}
	return tea.Batch(p.followInput(), p.askInputSource())
}

// readInputs reads the lock file.
func (p *inputsTab) readInputs() tea.Cmd {
	p.asked = true
	nix, order := p.nix, p.order
	return p.f.jobs.Start(jobInputs, func(ctx context.Context) tea.Msg {
		known, err := nix.Inputs(ctx)
		if err != nil {
			return inputsMsg{p: p, err: err}
		}
		a := inputsMsg{p: p, known: known, marks: marksOf(known)}
		a.views[viewTree], a.views[viewList], a.views[viewGroups] = treeItems(known.Graph), listItems(known.Graph, order), groupItems(known)
		return a
	})
}

// inputsMsg is the answer of Nix.Inputs.
type inputsMsg struct {
	p     *inputsTab
	known lock.Inputs
	marks inputMarks
	views [inputViews]inputItems
	err   error
}

func (a inputsMsg) apply() tea.Cmd {
	p := a.p
	p.known, p.problem = nil, nil
	if a.err != nil {
		problem := problemOf(a.err)
		p.problem = &problem
		p.detail.SetBlocks(nil)
		return nil
	}
	if p.f.trouble != nil && p.f.flake == nil {
		p.out.say(theme.Warn, "nix refuses this flake; its lock file is shown as it stands")
	}
	p.known, p.marks = &a.known, a.marks
	for i, v := range p.views {
		v.fill(a.views[i])
	}
	p.view().unfold(p.layout.list.h)
	p.about, p.sources = inputShown{}, map[string]inputSource{}
	return p.followInput()
}

// followInput writes the details of what the cursor is on, if that has changed.
func (p *inputsTab) followInput() tea.Cmd {
	now := inputShown{p.at, p.view().cursor()}
	if p.known == nil || p.about == now {
		return nil
	}
	p.about, p.rested = now, false
	p.moves++
	p.detail.ToTop()
	p.writeInput()
	return p.env.after(restTime, inputRestMsg{p, p.moves})
}

// writeInput writes the details anew.
func (p *inputsTab) writeInput() { p.detail.SetBlocks(p.inputBlocks()) }
