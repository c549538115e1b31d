package tui

import (
	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
)

func (p *inputsTab) shows() keymap.Action { return keymap.ShowInputs }

func (p *inputsTab) title() string { return "Inputs" }

// available is not set where nothing is known: the inputs are where the outputs cannot
// be evaluated, and where nix refuses the flake but its lock file can be read.
func (p *inputsTab) available() bool {
	return p.f.trouble == nil || p.f.flake != nil || p.problem == nil
}

func (p *inputsTab) paned() bool { return p.f.flake != nil || p.f.trouble != nil }

func (p *inputsTab) scopes() []keymap.Scope {
	return []keymap.Scope{keymap.ScopeInputs, p.paneScope(), keymap.ScopeMain, keymap.ScopeAlways}
}

func (p *inputsTab) draw() []string {
	switch {
	case p.f.flake == nil && p.f.trouble == nil:
		return messageLines(p.env.theme, "opening "+text.Line(p.f.ref), p.layout.body)
	case p.problem != nil:
		return p.drawOr(text.First(p.problem.Message))
	case p.known == nil:
		return p.drawOr("reading the lock file")
	case len(p.view().items) > 1:
		return p.pane.draw()
	case p.at == viewGroups:
		return p.drawOr("nothing is locked more than once")
	}
	return p.drawOr("this flake has no inputs")
}

func (p *inputsTab) place() (row, rows int, text string) {
	row, rows = p.tree.Position()
	return row, rows, p.placeText()
}

// placeText is what the cursor is on.
func (p *inputsTab) placeText() string {
	it := p.item()
	switch {
	case it == nil:
		return ""
	case it.group != nil:
		return text.Line(it.group.Source)
	case it.more:
		return ""
	}
	return inputPathText(it.Path)
}

func (p *inputsTab) useful() []keymap.Action {
	var a []keymap.Action
	it := p.item()
	switch {
	case !p.any():
		return append(a, keymap.ShowOutputs, keymap.Help, keymap.Quit)
	case it == nil:
		return append(a, keymap.NextView, keymap.Help, keymap.Quit)
	}
	if p.focus == focusDetail {
		return append(a, keymap.NextPane, keymap.Why, keymap.CopyPath, keymap.Help, keymap.Quit)
	}
	a = append(a, keymap.Activate)
	if !p.search.pattern.Empty() {
		a = append(a, keymap.NextHit)
	}
	a = append(a, keymap.NextView)
	if p.at == viewList {
		a = append(a, keymap.Order)
	}
	if it.Node != nil {
		a = append(a, keymap.OpenInput, keymap.Why)
	}
	return append(a, keymap.NextPane, keymap.CopyPath, keymap.Help, keymap.Quit)
}

func (p *inputsTab) word(a keymap.Action, usual string) string {
	it := p.item()
	switch {
	case a == keymap.NextPane && p.focus == focusDetail:
		return "list"
	case it == nil:
	case a == keymap.CopyPath && it.group != nil:
		return "copy lines"
	case a == keymap.OpenInput && it.Node != nil && !it.Node.Flake:
		return "files"
	case a == keymap.Activate:
		return p.activateWord(it, usual)
	}
	return usual
}

// activateWord says what Enter does with a row.
func (p *inputsTab) activateWord(it *inputItem, usual string) string {
	v := p.view()
	switch {
	case len(it.kids) == 0 && it.Home != nil:
		return "go there"
	case len(it.kids) == 0 && p.at != viewTree:
		return "in the tree"
	case v.tree.IsOpen(v.rows[v.cursor()]):
		return "close"
	}
	return usual
}
