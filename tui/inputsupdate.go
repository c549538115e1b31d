package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// lockUpdate is a command that updates the lock file.
type lockUpdate struct {
	input string // "" for all
	argv  []string
}

// updateInput asks to update the input under the cursor; for one that follows
// another, that one.
func (p *inputsTab) updateInput() tea.Cmd {
	it := p.item()
	if it == nil || it.Node == nil {
		p.out.say(theme.Dim, "there is no input here to update")
		return nil
	}
	path := it.Path
	if home := it.leads(); home != nil {
		path = home
	}
	h, _ := p.env.keys.Hint(keymap.UpdateAll, keymap.ScopeInputs)
	switch {
	case len(path) == 0 || it.Node.Key == p.known.Graph.Root():
		p.out.say(theme.Dim, "it is the flake itself: "+h.Key+" updates all its inputs")
		return nil
	case len(path) > 1:
		p.out.say(theme.Dim, "only the flake's own inputs are updated by name, and this is "+inputPathText(path))
		return nil
	}
	return p.askUpdate(path[0])
}

// updateInputs asks to update all inputs.
func (p *inputsTab) updateInputs() tea.Cmd {
	if k := p.known; k == nil || k.Graph.Summary().Nodes == 0 {
		p.out.say(theme.Dim, "there are no inputs to update")
		return nil
	}
	return p.askUpdate("")
}

// askUpdate asks for the command that updates an input by its name, or with ""
// all of them, to ask the user then.
func (p *inputsTab) askUpdate(input string) tea.Cmd {
	switch {
	case p.f.flake == nil || p.f.opening:
		p.out.say(theme.Dim, "nothing is known of the flake yet")
		return nil
	case p.f.recording():
		return nil
	case !p.f.flake.Updatable():
		p.out.say(theme.Dim, "only the lock file of a flake on this machine can be updated")
		return nil
	case p.f.jobs.Running(jobUpdate):
		p.out.say(theme.Dim, "the lock file is being updated already")
		return nil
	}
	nix, from := p.nix, p.env.spot()
	return p.f.jobs.Start(jobUpdateArgv, func(ctx context.Context) tea.Msg {
		argv, err := nix.UpdateArgv(ctx, input)
		return updateArgvMsg{p, from, lockUpdate{input, argv}, err}
	})
}

// updateArgvMsg is the answer of Nix.UpdateArgv.
type updateArgvMsg struct {
	p    *inputsTab
	from spot
	lockUpdate
	err error
}

func (a updateArgvMsg) apply() tea.Cmd {
	p := a.p
	if a.err != nil {
		p.out.say(theme.Warn, text.First(problemOf(a.err).Message))
		return nil
	}
	p.out.want(late{from: a.from, then: func() tea.Cmd {
		p.out.ask(question{
			id: dialogUpdate, title: "Update the lock file?", text: append(a.question(), p.env.yesOrNo("run it", "do not")...), width: 84,
			scopes:  []keymap.Scope{keymap.ScopeQuestion},
			answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return p.update(a.lockUpdate) }},
			no:      "nothing was updated",
		})
		return nil
	}})
	return nil
}

// question says what is asked.
func (n lockUpdate) question() []pager.Block {
	what := "all inputs"
	if n.input != "" {
		what = "the input " + inputPathText([]string{n.input})
	}
	return []pager.Block{
		{Text: "This fetches what " + what + " would be today, and writes it into the flake's lock file."},
		{},
		{Text: text.LinesUpTo(model.ShellQuote(n.argv), text.Max), Tone: theme.Strong, Hang: 2},
		{},
	}
}

// update runs what the user has said yes to.
func (p *inputsTab) update(n lockUpdate) tea.Cmd {
	h, _ := p.env.keys.Hint(keymap.Cancel, keymap.ScopeMain)
	p.out.say(theme.Normal, "updating the lock file: "+h.Key+" cancels")
	nix := p.nix
	return p.f.jobs.Start(jobUpdate, func(ctx context.Context) tea.Msg {
		diff, err := nix.Update(ctx, n.argv)
		return updatedMsg{p, n.input, diff, err}
	})
}

// updatedMsg is the answer of Nix.Update.
type updatedMsg struct {
	p     *inputsTab
	input string
	diff  []lock.Diff
	err   error
}

func (a updatedMsg) apply() tea.Cmd {
	p := a.p
	p.updated = &a
	if a.err != nil {
		return nil
	}
	return p.f.reload()
}

// tellUpdated says what became of the lock file, when the flake is on screen and nothing
// else is open.
func (p *inputsTab) tellUpdated() {
	a := p.updated
	if a == nil {
		return
	}
	p.updated = nil
	if a.err == nil {
		p.showUpdated(a.diff)
		return
	}
	problem := problemOf(a.err)
	if problem.Cause == model.CauseCancelled {
		p.out.say(theme.Warn, "the update was cancelled")
		return
	}
	p.out.show(overlay.Dialog{
		ID: dialogUpdated, Title: "The update has failed", Body: newErrorPage(p.env, problem), Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeError, keymap.ScopeText},
		Do: func(k keymap.Action) (tea.Cmd, bool) {
			switch k {
			case keymap.Retry:
				p.out.closeDialog(dialogUpdated)
				p.out.want(following{func() tea.Cmd { return p.askUpdate(a.input) }})
				return nil, true
			case keymap.CopyText:
				return p.out.copyText(errorText(problem)), true
			case keymap.Allow:
				return nil, true // no permission would help
			}
			return nil, false
		},
	})
}

// showUpdated shows what an update has changed.
func (p *inputsTab) showUpdated(diff []lock.Diff) {
	title := "The lock file is updated"
	if len(diff) == 0 {
		title = "The lock file is as it was"
	}
	p.out.show(textDialog(p.env, p.out, dialogUpdated, title, 96, diffBlocks(p.env.theme, diff)))
}

// mostChanges bounds the changes that are listed.
const mostChanges = 1000

// diffBlocks write the difference of two lock files.
func diffBlocks(t *theme.Theme, diff []lock.Diff) []pager.Block {
	if len(diff) == 0 {
		return []pager.Block{{Text: "Nothing changed: it was up to date."}}
	}
	var b []pager.Block
	for i, d := range diff {
		if i == mostChanges {
			return append(b, pager.Block{}, andMore(len(diff)-i))
		}
		if i > 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{
			Text: d.Change.String() + " " + inputPathText(d.Path), Tone: theme.Strong,
			Aside: betweenText(d), AsideTone: theme.Dim,
		})
		if d.Change != lock.Added {
			b = append(b, pager.Block{Indent: 2, Hang: 4, Text: "- " + lockedText(t, d.Old, d.OldFollows), Tone: theme.Bad})
		}
		if d.Change != lock.Removed {
			b = append(b, pager.Block{Indent: 2, Hang: 4, Text: "+ " + lockedText(t, d.New, d.NewFollows), Tone: theme.Good})
		}
	}
	return b
}

// lockedText is what an input is locked to, with its revision and date, or what it
// follows.
func lockedText(t *theme.Theme, n *lock.Node, follows []string) string {
	if n == nil {
		return t.Follows + " " + inputPathText(follows)
	}
	parts := []string{inputRefText(*n)}
	if rev := shortRevision(*n); rev != "" {
		parts = append(parts, rev)
	} else if hash, _ := text.Cut(n.Locked.Get("narHash"), 17); hash != "" {
		parts = append(parts, text.Line(hash))
	}
	if when := n.LastModified(); !when.IsZero() {
		parts = append(parts, when.UTC().Format(time.DateOnly))
	}
	return strings.Join(parts, "  ")
}

// betweenText says how much newer or older the new source is.
func betweenText(d lock.Diff) string {
	if d.Old == nil || d.New == nil || d.Old.LastModified().IsZero() || d.New.LastModified().IsZero() {
		return ""
	}
	switch newer := d.New.LastModified().Sub(d.Old.LastModified()); {
	case newer > 0:
		return words.Age(newer) + " newer"
	case newer < 0:
		return words.Age(-newer) + " older"
	}
	return ""
}
