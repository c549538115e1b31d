package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// lookFor goes to the first thing of the kinds that the user came for.
func (o *outputsTab) lookFor() tea.Cmd {
	nix, system, kinds := o.nix, o.f.system(), o.env.opt.LookFor
	outputs := inUnfoldOrder(o.store.kids[outline.Root].Names)
	return o.f.jobs.Start(jobUnfold, func(ctx context.Context) tea.Msg {
		var others []string
		for _, output := range outputs {
			if p := model.Path(output); slices.Contains(kinds, heldBy(p)) {
				if found, ok := firstItem(ctx, nix, p, system); ok {
					return lookedForMsg{o: o, path: found}
				}
				others = append(others, systemsBut(ctx, nix, p, system)...)
			}
		}
		slices.Sort(others)
		return lookedForMsg{o: o, others: slices.Compact(others)}
	})
}

// heldBy is the kind that an output is or holds.
func heldBy(output model.AttrPath) model.Kind {
	if k := model.HeldKind(output); k != model.KindUnknown {
		return k
	}
	return model.ExpectedKind(output)
}

// inUnfoldOrder puts the outputs first that people look for first.
func inUnfoldOrder(names []string) []string {
	names = slices.Clone(names)
	rank := func(name string) int {
		if i := slices.Index(unfoldOrder, name); i >= 0 {
			return i
		}
		return len(unfoldOrder)
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

// firstItem is the default of what an output holds, or else the first thing, for the
// user's system where it has a set for each. ok is false where there is none.
func firstItem(ctx context.Context, nix Evaluator, p model.AttrPath, system string) (first model.AttrPath, ok bool) {
	for model.HeldKind(p) != model.KindUnknown {
		c, err := nix.Children(ctx, p)
		if err != nil || c.Len == 0 || c.List {
			return nil, false
		}
		next := p.Child(c.At(max(0, slices.Index(c.Names, "default"))))
		if len(p) == 1 && perSystem(p[0].Name) {
			if !slices.Contains(c.Names, system) {
				return nil, false
			}
			next = p.Child(model.Attr(system))
		}
		p = next
	}
	return p, true
}

// systemsBut are the systems but the user's that an output has a set for.
func systemsBut(ctx context.Context, nix Evaluator, p model.AttrPath, system string) []string {
	if !perSystem(p[0].Name) {
		return nil
	}
	c, err := nix.Children(ctx, p)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.Names), func(name string) bool { return name == system || !model.IsSystem(name) })
}

// lookedForMsg is where the cursor shall go; the empty path is nowhere.
type lookedForMsg struct {
	o      *outputsTab
	path   model.AttrPath
	others []string // the other systems that have something, where there is no path
}

func (a lookedForMsg) apply() tea.Cmd {
	o := a.o
	switch {
	case o.touched:
		return nil // the user has gone elsewhere
	case len(a.path) > 0:
		return o.reveal(a.path)
	}
	o.out.say(theme.Warn, "there is no "+model.KindWords(o.env.opt.LookFor)+" for "+o.f.system()+" here"+onlyFor(a.others))
	return o.unfoldOutputs()
}

// onlyFor names the systems for which there is something.
func onlyFor(systems []string) string {
	if len(systems) == 0 {
		return ""
	}
	return ", only for " + text.Line(words.List(systems, maxNamed))
}
