package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// dialogFiles is the dialog with the files of an input that is no flake.
const dialogFiles = "files"

// listFiles lists the files of an input that is no flake.
func (p *inputsTab) listFiles(it *inputItem) tea.Cmd {
	nix, n, name, from := p.nix, *it.Node, inputPathText(it.Path), p.env.spot()
	return p.f.jobs.Start(jobFiles, func(ctx context.Context) tea.Msg {
		list, err := nix.InputFiles(ctx, n)
		return filesMsg{p.out, from, name, list, err}
	})
}

// filesMsg is a list of files.
type filesMsg struct {
	out  *outbox
	from spot
	name string
	list lock.FileList
	err  error
}

func (a filesMsg) apply() tea.Cmd {
	if a.err != nil {
		a.out.say(theme.Warn, "its files cannot be shown: "+text.First(problemOf(a.err).Message))
		return nil
	}
	d := textDialog(a.out.env, a.out, dialogFiles, "Files of "+a.name, 90, fileBlocks(a.list))
	d.Do = copies(a.out, func() string { return a.list.Path })
	a.out.popUp(a.from, d)
	return nil
}

// fileBlocks write a listing of files.
func fileBlocks(list lock.FileList) []pager.Block {
	b := []pager.Block{{Text: text.Line(list.Path), Tone: theme.Dim}, {}}
	for _, f := range list.Files {
		line := pager.Block{Text: strings.Repeat("  ", min(f.Depth, 20)) + text.Line(f.Name), Pre: true, AsideTone: theme.Dim}
		switch {
		case f.Dir:
			line.Text += "/"
			line.Tone = theme.Accent
		case f.Link:
			line.Aside = "link"
		default:
			line.Aside = words.Size(f.Size)
		}
		b = append(b, line)
	}
	switch {
	case len(list.Files) == 0:
		b = append(b, pager.Block{Text: "it is empty", Tone: theme.Dim})
	case list.More:
		b = append(b, pager.Block{Text: "and more: only " + words.Number(len(list.Files)) + " are listed", Tone: theme.Dim})
	}
	return b
}
