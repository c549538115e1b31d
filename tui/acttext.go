package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const (
	dialogShown = "shown"
	jobShown    = "shown"
)

// showText runs a command that only shows text, and shows what it prints. The command
// never has the terminal: what a flake says is made harmless first.
func (ac *actions) showText(a model.Action) tea.Cmd {
	t := ac.env.theme
	page := &shownPage{Model: pager.New(t)}
	page.SetBlocks(append(shownCommand(a), pager.Block{Text: "asking nix" + t.Ellipsis, Tone: theme.Dim}))
	d := textDialog(ac.env, ac.out, dialogShown, a.Verb.String()+" "+text.Path(a.Path), 110, nil)
	d.Body, d.Do = page, copies(ac.out, func() string { return page.text })
	ac.out.show(d)
	nix, builds := ac.nix, ac.env.opt.Builds
	return ac.f.jobs.Start(jobShown, func(ctx context.Context) tea.Msg {
		if log, ok := logKept(builds, a); ok {
			return shownMsg{ac: ac, page: page, of: a, shown: model.Shown{Out: log.text()}, held: &log}
		}
		shown, err := nix.Show(ctx, a)
		return shownMsg{ac: ac, page: page, of: a, shown: shown, err: err}
	})
}

// shownPage is what a command printed.
type shownPage struct {
	*pager.Model
	text string // as it can be copied: harmless
}

// shownMsg is what a command printed. A page that was closed meanwhile takes it, too.
type shownMsg struct {
	ac    *actions
	page  *shownPage
	of    model.Action
	shown model.Shown
	held  *heldLog // no command was run: it is what we have
	err   error
}

func (a shownMsg) apply() tea.Cmd {
	a.page.text = text.LinesUpTo(a.shown.Out, text.AllMax)
	a.page.SetBlocks(a.blocks(a.ac.env.theme))
	a.ac.out.refit()
	if a.of.Verb == model.VerbLog {
		a.page.Do(keymap.Bottom) // where a log says what happened
	}
	return nil
}

// blocks write what was printed, and why it is not all.
func (a shownMsg) blocks(t *theme.Theme) []pager.Block {
	if a.held != nil {
		return a.held.blocks(a.page.text)
	}
	b := shownCommand(a.of)
	if a.err != nil {
		b = append(b, pager.Block{Text: t.Failed + " " + text.Lines(strings.TrimSpace(problemOf(a.err).Message)), Tone: theme.Bad})
	}
	left := pager.Block{Text: "left out: " + words.Size(a.shown.Left), Tone: theme.Warn}
	if a.shown.Left > 0 && a.shown.Tail {
		b = append(b, left)
	}
	b = append(b, textLines(a.page.text, theme.Normal)...)
	if a.shown.Left > 0 && !a.shown.Tail {
		b = append(b, left)
	}
	if a.err == nil && a.shown.Out == "" {
		b = append(b, pager.Block{Text: "it printed nothing", Tone: theme.Dim})
	}
	if said := strings.TrimSpace(a.shown.Said); said != "" {
		b = append(append(b, pager.Block{}), textLines(text.LinesUpTo(said, text.AllMax), theme.Dim)...)
	}
	return b
}

// shownCommand says which command it is, and what to mind.
func shownCommand(a model.Action) []pager.Block {
	b := []pager.Block{{Text: text.LinesUpTo("$ "+a.String(), text.Max), Tone: theme.Dim, Hang: 2}}
	if a.Warning != "" {
		b = append(b, pager.Block{Text: "Mind: " + text.Line(a.Warning), Tone: theme.Warn})
	}
	return append(b, pager.Block{})
}

// textLines are lines of text, one block each.
func textLines(text string, tone theme.Tone) []pager.Block {
	var b []pager.Block
	for line := range strings.Lines(text) {
		b = append(b, pager.Block{Text: strings.TrimSuffix(line, "\n"), Tone: tone})
	}
	return b
}
