package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const (
	jobPlan = "plan"
	// planTime is how long the cursor rests on a verb of the menu before its plan
	// is asked for unasked.
	planTime = 250 * time.Millisecond
	// planNames is how many derivations and paths are named.
	planNames = 6
)

// menuPlan is what is known of what the build of a menu's row would do.
type menuPlan struct {
	of      string // the command that it is of, once it is asked for
	wanted  bool   // it is to be asked for
	asking  bool
	plan    *model.Plan
	problem *model.Problem
	moves   int // of the cursor, when its rest was last timed
}

// build is the build whose plan tells what the verb under the cursor would fetch and
// build; ok is false for a verb that needs nothing built, or something else.
func (u *actMenu) build() (a model.Action, ok bool) {
	chosen, _ := u.chosen()
	i := slices.IndexFunc(u.all, func(a model.Action) bool { return a.Verb == model.VerbBuild && a.Apt && a.Possible() })
	if i < 0 || !u.filled || !chosen.Possible() || !chosen.Verb.Builds() {
		return a, false
	}
	return u.all[i], true
}

// askPlan asks for the plan that the menu wants. A plan that nobody waits for is dropped.
func (m *Model) askPlan() tea.Cmd {
	menu := m.menuOnTop()
	if menu == nil {
		m.visit.jobs.Cancel(jobPlan)
		return nil
	}
	return menu.ac.askPlan(menu, m.visit.outputs.store.instantiated(m.visit.outputs.selected))
}

// askPlan asks for the plan that a menu wants. It does so by itself once the cursor
// has rested on a verb that builds and nix has instantiated the derivation already:
// then the answer costs no long evaluation.
func (ac *actions) askPlan(menu *actMenu, instantiated bool) tea.Cmd {
	build, ok := menu.build()
	p := &menu.plan
	switch {
	case !ok || !ac.env.canBuild() || p.plan != nil || p.problem != nil || ac.f.jobs.Running(jobPlan):
		return nil
	case !p.wanted && instantiated && p.moves != menu.moves:
		p.moves = menu.moves
		return ac.env.after(planTime, planDueMsg{menu, menu.moves})
	case !p.wanted:
		return nil
	}
	p.asking, p.of = true, build.String()
	menu.write()
	builds := ac.env.opt.Builds
	return ac.f.jobs.Start(jobPlan, func(ctx context.Context) tea.Msg {
		plan, err := builds.Plan(ctx, build)
		return planMsg{menu, plan, err}
	})
}

// planDueMsg says that the cursor of a menu may have rested.
type planDueMsg struct {
	menu  *actMenu
	moves int
}

func (a planDueMsg) apply() tea.Cmd {
	if a.moves == a.menu.moves {
		a.menu.plan.wanted = true // askPlan does it
	}
	return nil
}

// planAgain asks for the plan, or for a new one.
func (ac *actions) planAgain(menu *actMenu) {
	if ac.f.recording() {
		return
	}
	if _, ok := menu.build(); !ok {
		ac.out.say(theme.Dim, "only what builds something has a plan")
		return
	}
	if !ac.f.jobs.Running(jobPlan) {
		menu.plan = menuPlan{wanted: true, moves: menu.moves}
	}
}

// planMsg is the answer of Builds.Plan to a menu.
type planMsg struct {
	menu *actMenu
	plan model.Plan
	err  error
}

func (a planMsg) apply() tea.Cmd {
	p := &a.menu.plan
	p.asking, p.plan = false, &a.plan
	if a.err != nil {
		problem := problemOf(a.err)
		p.plan, p.problem = nil, &problem
	}
	a.menu.write()
	return nil
}

// planBlocks say what the verb under the cursor would fetch and build.
func (u *actMenu) planBlocks() []pager.Block {
	if _, ok := u.build(); !ok {
		return nil
	}
	row := func(label, text string, tone theme.Tone) pager.Block {
		return pager.Block{Label: label, LabelTone: theme.Dim, Text: text, Tone: tone}
	}
	switch p := u.plan; {
	case p.problem != nil:
		return []pager.Block{row("plan", u.theme.Failed+" "+text.First(p.problem.Message), theme.Bad)}
	case p.plan != nil:
		tone := theme.Normal
		if p.plan.Nothing() {
			tone = theme.Good
		}
		b := []pager.Block{row("plan", text.Line(p.plan.String()), tone)}
		for _, list := range []struct {
			label string
			paths []string
		}{{"build", p.plan.Builds}, {"fetch", p.plan.Fetches}, {"no way to", p.plan.Unknown}} {
			if len(list.paths) > 0 {
				b = append(b, row(list.label, namesText(list.paths), theme.Dim))
			}
		}
		if len(p.plan.Ignored) > 0 && !p.plan.Nothing() {
			b = append(b, row("", "without what its nixConfig asks for, which you are asked about first", theme.Dim))
		}
		return b
	case p.asking:
		return []pager.Block{row("plan", "asking nix"+u.theme.Ellipsis, theme.Dim)}
	}
	if !u.ac.env.canBuild() {
		return nil
	}
	return []pager.Block{row("plan", u.ac.env.key(keymap.Plan, keymap.ScopeMenu)+" tells what would be fetched and built", theme.Dim)}
}

// namesText names some of the store paths, and counts the others.
func namesText(paths []string) string {
	return words.ListOf(paths, planNames, func(p string) string { return text.Line(model.DerivationName(p)) })
}
