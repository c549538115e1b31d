package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
)

// unfoldTime is how long the names for the first screen may take: what comes
// later would move the rows under the reader's eyes.
const unfoldTime = 1500 * time.Millisecond

// unfoldOrder are the outputs that people look for first in a flake they don't
// know; what does not fit on the screen stays folded.
var unfoldOrder = []string{
	"packages", "devShells", "apps", "nixosConfigurations", "darwinConfigurations", "homeConfigurations",
	"templates", "checks", "nixosModules", "homeModules", "overlays",
}

// unfold looks what would fit on the first screen of a flake that was opened
// without a fragment: a row of names alone says little.
func (o *outputsTab) unfold() tea.Cmd {
	if o.unfolded || o.touched || o.way.wish != nil || o.way.fragment != "" {
		return nil
	}
	o.unfolded = true
	if len(o.env.opt.LookFor) > 0 {
		return o.lookFor()
	}
	return o.unfoldOutputs()
}

// unfoldOutputs asks how many rows each of them would add.
func (o *outputsTab) unfoldOutputs() tea.Cmd {
	var paths []model.AttrPath
	for _, name := range unfoldOrder {
		if slices.Contains(o.store.kids[outline.Root].Names, name) {
			paths = append(paths, model.Path(name))
		}
	}
	nix, system, mine := o.nix, o.f.system(), o.env.hideOthers
	return o.f.jobs.Start(jobUnfold, func(ctx context.Context) tea.Msg {
		ctx, end := context.WithTimeout(ctx, unfoldTime)
		defer end()
		sizes, first := make([]int, len(paths)), make([]model.AttrPath, len(paths))
		for i, p := range paths {
			sizes[i] = shownBelow(ctx, nix, p, system, mine)
			first[i], _ = firstItem(ctx, nix, p, system)
		}
		return unfoldMsg{o, paths, sizes, first}
	})
}

// shownBelow is how many rows opening an output adds: its children, and those of
// its set for the system, or only these; 0 when there is nothing to open or nobody knows.
func shownBelow(ctx context.Context, nix Evaluator, p model.AttrPath, system string, mine bool) int {
	c, err := nix.Children(ctx, p)
	if err != nil {
		return 0
	}
	here := p.Child(model.Attr(system))
	if system == "" || !slices.Contains(c.Names, system) || model.SystemAt(here) == "" {
		return c.Len
	}
	below, err := nix.Children(ctx, here)
	switch {
	case err != nil || below.Len == 0:
		return 0
	case mine:
		return below.Len
	}
	return c.Len + below.Len
}

// unfoldMsg is how many rows each output would add, and the first thing that it holds.
type unfoldMsg struct {
	o     *outputsTab
	paths []model.AttrPath
	sizes []int
	first []model.AttrPath
}

func (a unfoldMsg) apply() tea.Cmd {
	o := a.o
	if o.touched {
		return nil // the tree is somebody's own by now
	}
	room := o.layout.list.h - o.tree.Len()
	var cmds []tea.Cmd
	var first model.AttrPath
	for i, p := range a.paths {
		if fits := a.sizes[i] <= room || i == 0 && a.sizes[i] <= o.layout.list.h; a.sizes[i] == 0 || !fits {
			continue // what people look for most may push the others off the screen
		}
		if id, ok := o.store.child(outline.Root, p[0]); ok {
			room -= a.sizes[i]
			cmds = append(cmds, o.meet(o.tree.Open(id)))
			if first == nil {
				first = a.first[i]
			}
		}
	}
	return tea.Batch(append(cmds, o.reveal(first))...)
}
