package tui

import (
	"strings"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// causeBlocks are an error without what nix said on the way: its message, what it
// means, what to do.
func (e *env) causeBlocks(p model.Problem) []pager.Block {
	t := e.theme
	advice := p.Advice()
	b := []pager.Block{{Text: t.Failed + " " + text.Lines(p.Message), Tone: theme.Bad, Hang: 2}}
	if p.Message == "" {
		b[0].Text = t.Failed + " " + advice.Sentence
	}
	if advice.Sentence != "" {
		b = append(b, pager.Block{},
			pager.Block{Text: advice.Sentence},
			pager.Block{Text: e.keys.Named(advice.Remedy), Tone: theme.Good})
	}
	return b
}

// foldedTrace is all that nix said, or a line that stands for it.
func (e *env) foldedTrace(p model.Problem, frames int, unfolded bool) []pager.Block {
	if p.Trace == "" {
		return nil
	}
	t, key := e.theme, e.key(keymap.Toggle, keymap.ScopeError)
	head := pager.Block{Text: "what nix said", Tone: theme.Strong}
	if frames > 0 {
		head.Text = t.Folded + " the trace: " + words.Count(frames, "step") + " to the error"
		head.Aside, head.AsideTone = key+" opens it", theme.Dim
	}
	if frames > 0 && unfolded {
		head.Text = t.Unfolded + strings.TrimPrefix(head.Text, t.Folded)
		head.Aside = key + " folds it"
	}
	b := []pager.Block{{}, head}
	if unfolded {
		b = append(b, traceBlocks(text.LinesUpTo(p.Trace, text.AllMax))...)
	}
	return b
}

// troubleBlocks is the page in place of the panes.
func (e *env) troubleBlocks(tr trouble) []pager.Block {
	b := []pager.Block{{}, {Text: tr.title, Tone: theme.Strong}, {}}
	b = append(b, e.causeBlocks(tr.problem)...)
	return append(b, e.foldedTrace(tr.problem, 0, true)...)
}

// errorText is a whole error for the clipboard.
func errorText(p model.Problem) string {
	parts := []string{text.Lines(p.Message)}
	if p.Trace != "" {
		parts = append(parts, text.LinesUpTo(p.Trace, 3*text.Max)) // terminals take some 100 kB
	}
	return strings.Join(parts, "\n\n")
}
