package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// dialogFiles is the dialog with the files of an input that is no flake.
const dialogFiles = "files"

// listFiles lists the files of an input that is no flake.
func (m *Model) listFiles(it *inputItem) tea.Cmd {
	nix, n, name := m.nix, *it.Node, inputPathText(it.Path)
	return m.jobs.Start(jobFiles, func(ctx context.Context) tea.Msg {
		list, err := nix.InputFiles(ctx, n)
		return filesMsg{name, list, err}
	})
}

// filesMsg is the answer of Nix.InputFiles.
type filesMsg struct {
	name string
	list model.FileList
	err  error
}

func (a filesMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.say(theme.Warn, "its files cannot be shown: "+firstLine(problemOf(a.err).Message))
		return nil
	}
	body := pager.New(m.theme)
	body.SetBlocks(fileBlocks(a.list))
	m.dialogs.Push(overlay.Dialog{
		ID: dialogFiles, Title: "Files of " + a.name, Body: body, Width: 90,
		Scopes: []keymap.Scope{keymap.ScopeText},
		Do: func(act keymap.Action) (any, bool) {
			if act == keymap.CopyText {
				return needCopy{a.list.Path}, true
			}
			return nil, false
		},
	})
	return nil
}

// fileBlocks write a listing of files.
func fileBlocks(list model.FileList) []pager.Block {
	b := []pager.Block{{Text: clean(list.Path), Tone: theme.Dim}, {}}
	for _, f := range list.Files {
		line := pager.Block{Text: strings.Repeat("  ", min(f.Depth, 20)) + clean(f.Name), Pre: true, AsideTone: theme.Dim}
		switch {
		case f.Dir:
			line.Text += "/"
			line.Tone = theme.Accent
		case f.Link:
			line.Aside = "link"
		default:
			line.Aside = bytesText(int(f.Size))
		}
		b = append(b, line)
	}
	switch {
	case len(list.Files) == 0:
		b = append(b, pager.Block{Text: "it is empty", Tone: theme.Dim})
	case list.More:
		b = append(b, pager.Block{Text: "and more: only " + grouped(len(list.Files)) + " are listed", Tone: theme.Dim})
	}
	return b
}
