package tui

import (
	"strings"

	"flakewalk/model"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// causeBlocks are an error without what nix said on the way: its message, what it
// means, what to do.
func causeBlocks(t *theme.Theme, p model.Problem) []pager.Block {
	advice := p.Cause.Advice()
	b := []pager.Block{{Text: t.Failed + " " + cleanLines(p.Message), Tone: theme.Bad, Hang: 2}}
	if p.Message == "" {
		b[0].Text = t.Failed + " " + advice.Sentence
	}
	if advice.Sentence != "" {
		b = append(b, pager.Block{},
			pager.Block{Text: advice.Sentence},
			pager.Block{Text: advice.Remedy, Tone: theme.Good})
	}
	return b
}

// errorBlocks is a whole error: nix's message, what it means, what to do, and
// all that nix said, up to a number of bytes.
func errorBlocks(t *theme.Theme, p model.Problem, most int) []pager.Block {
	b := causeBlocks(t, p)
	if p.Trace != "" {
		b = append(b, pager.Block{},
			pager.Block{Text: "what nix said", Tone: theme.Strong},
			pager.Block{Text: cleanUpTo(p.Trace, most), Tone: theme.Dim, Pre: true})
	}
	return b
}

// troubleBlocks is the page in place of the panes.
func troubleBlocks(t *theme.Theme, tr trouble) []pager.Block {
	b := []pager.Block{{}, {Text: tr.title, Tone: theme.Strong}, {}}
	return append(b, errorBlocks(t, tr.problem, allMax)...)
}

// errorText is a whole error for the clipboard.
func errorText(p model.Problem) string {
	parts := []string{cleanLines(p.Message)}
	if p.Trace != "" {
		parts = append(parts, cleanUpTo(p.Trace, 3*textMax)) // terminals take some 100 kB
	}
	return strings.Join(parts, "\n\n")
}
