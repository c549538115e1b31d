package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// needUpdate says that a command may update the lock file.
type needUpdate struct {
	input string // "" for all
	argv  []string
}

// needUpdateAgain asks once more for an update that has failed.
type needUpdateAgain struct{ input string }

// updateInput asks to update the input under the cursor; for one that follows
// another, that one.
func (m *Model) updateInput() tea.Cmd {
	it := m.inputs.item()
	if it == nil || it.Node == nil {
		m.say(theme.Dim, "there is no input here to update")
		return nil
	}
	path := it.Path
	if home := it.leads(); home != nil {
		path = home
	}
	h, _ := m.keys.Hint(keymap.UpdateAll, keymap.ScopeInputs)
	switch {
	case len(path) == 0 || it.Node.Key == m.inputs.known.Graph.Root():
		m.say(theme.Dim, "it is the flake itself: "+h.Key+" updates all its inputs")
		return nil
	case len(path) > 1:
		m.say(theme.Dim, "only the flake's own inputs are updated by name, and this is "+inputPathText(path))
		return nil
	}
	return m.askUpdate(path[0])
}

// updateInputs asks to update all inputs.
func (m *Model) updateInputs() tea.Cmd {
	if k := m.inputs.known; k == nil || k.Graph.Summary().Nodes == 0 {
		m.say(theme.Dim, "there are no inputs to update")
		return nil
	}
	return m.askUpdate("")
}

// askUpdate asks for the command that updates an input by its name, or with ""
// all of them, to ask the user then.
func (m *Model) askUpdate(input string) tea.Cmd {
	switch {
	case m.flake == nil || m.opening:
		m.say(theme.Dim, "nothing is known of the flake yet")
		return nil
	case m.recording():
		return nil
	case !m.flake.Updatable():
		m.say(theme.Dim, "only the lock file of a flake on this machine can be updated")
		return nil
	case m.jobs.Running(jobUpdate):
		m.say(theme.Dim, "the lock file is being updated already")
		return nil
	}
	nix := m.nix
	return m.jobs.Start(jobUpdateArgv, func(ctx context.Context) tea.Msg {
		argv, err := nix.UpdateArgv(ctx, input)
		return updateArgvMsg{needUpdate{input, argv}, err}
	})
}

// updateArgvMsg is the answer of Nix.UpdateArgv.
type updateArgvMsg struct {
	needUpdate
	err error
}

func (a updateArgvMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.say(theme.Warn, firstLine(problemOf(a.err).Message))
		return nil
	}
	if _, open := m.dialogs.Top(); open || m.typing != nil || !m.onInputs() {
		return nil // the user has gone on meanwhile
	}
	m.ask(question{
		id: dialogUpdate, title: "Update the lock file?", text: a.question(), width: 84,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]any{keymap.Yes: a.needUpdate},
		no:      "nothing was updated",
	})
	return nil
}

// question says what is asked.
func (n needUpdate) question() []pager.Block {
	what := "all inputs"
	if n.input != "" {
		what = "the input " + inputPathText([]string{n.input})
	}
	return []pager.Block{
		{Text: "This fetches what " + what + " would be today, and writes it into the flake's lock file."},
		{},
		{Text: cleanUpTo(model.ShellQuote(n.argv), textMax), Tone: theme.Strong, Hang: 2},
		{},
		{Label: "y", LabelTone: theme.Accent, Text: "run it"},
		{Label: "any other key", LabelTone: theme.Accent, Text: "do not"},
	}
}

// update runs what the user has said yes to.
func (m *Model) update(n needUpdate) tea.Cmd {
	h, _ := m.keys.Hint(keymap.Cancel, keymap.ScopeMain)
	m.say(theme.Normal, "updating the lock file: "+h.Key+" cancels")
	nix := m.nix
	return m.jobs.Start(jobUpdate, func(ctx context.Context) tea.Msg {
		diff, err := nix.Update(ctx, n.argv)
		return updatedMsg{n.input, diff, err}
	})
}

// updatedMsg is the answer of Nix.Update.
type updatedMsg struct {
	input string
	diff  []model.InputDiff
	err   error
}

func (a updatedMsg) apply(m *Model) tea.Cmd {
	m.updated = &a
	if a.err != nil {
		return nil
	}
	return m.reload()
}

// tellUpdated says what became of the lock file. It waits until the flake is on
// screen, and nothing else is open.
func (m *Model) tellUpdated() {
	a := m.updated
	if _, open := m.dialogs.Top(); a == nil || open || m.typing != nil {
		return
	}
	m.updated = nil
	if a.err == nil {
		m.showUpdated(a.diff)
		return
	}
	p := problemOf(a.err)
	if p.Cause == model.CauseCancelled {
		m.say(theme.Warn, "the update was cancelled")
		return
	}
	m.dialogs.Push(overlay.Dialog{
		ID: dialogUpdated, Title: "The update has failed", Body: newErrorPage(m.theme, p), Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeError, keymap.ScopeText},
		Do: func(k keymap.Action) (any, bool) {
			switch k {
			case keymap.Retry:
				return needUpdateAgain{a.input}, true
			case keymap.CopyText:
				return needCopy{errorText(p)}, true
			case keymap.Allow:
				return nil, true // no permission would help
			}
			return nil, false
		},
	})
}

// showUpdated shows what an update has changed.
func (m *Model) showUpdated(diff []model.InputDiff) {
	body := pager.New(m.theme)
	blocks := diffBlocks(m.theme, diff)
	body.SetBlocks(blocks)
	title := "The lock file is updated"
	if len(diff) == 0 {
		title = "The lock file is as it was"
	}
	m.dialogs.Push(overlay.Dialog{
		ID: dialogUpdated, Title: title, Body: body, Width: 96,
		Scopes: []keymap.Scope{keymap.ScopeText},
		Do: func(k keymap.Action) (any, bool) {
			if k == keymap.CopyText {
				return needCopy{blocksText(blocks)}, true
			}
			return nil, false
		},
	})
}

// mostChanges bounds the changes that are listed.
const mostChanges = 1000

// diffBlocks write the difference of two lock files.
func diffBlocks(t *theme.Theme, diff []model.InputDiff) []pager.Block {
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
		if d.Change != model.InputAdded {
			b = append(b, pager.Block{Indent: 2, Hang: 4, Text: "- " + lockedText(t, d.Old, d.OldFollows), Tone: theme.Bad})
		}
		if d.Change != model.InputRemoved {
			b = append(b, pager.Block{Indent: 2, Hang: 4, Text: "+ " + lockedText(t, d.New, d.NewFollows), Tone: theme.Good})
		}
	}
	return b
}

// lockedText is what an input is locked to, with its revision and date, or what it
// follows.
func lockedText(t *theme.Theme, n *model.InputNode, follows []string) string {
	if n == nil {
		return t.Follows + " " + inputPathText(follows)
	}
	parts := []string{inputRefText(*n)}
	if rev := shortRevision(*n); rev != "" {
		parts = append(parts, rev)
	} else if hash, _ := cut(n.Locked.Get("narHash"), 17); hash != "" {
		parts = append(parts, clean(hash))
	}
	if when := n.LastModified(); !when.IsZero() {
		parts = append(parts, when.UTC().Format(time.DateOnly))
	}
	return strings.Join(parts, "  ")
}

// betweenText says how much newer or older the new source is.
func betweenText(d model.InputDiff) string {
	if d.Old == nil || d.New == nil || d.Old.LastModified().IsZero() || d.New.LastModified().IsZero() {
		return ""
	}
	switch newer := d.New.LastModified().Sub(d.Old.LastModified()); {
	case newer > 0:
		return model.AgeText(newer) + " newer"
	case newer < 0:
		return model.AgeText(-newer) + " older"
	}
	return ""
}
