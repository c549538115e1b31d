// Package nixtext gives the tokens of Nix text their tones.
package nixtext

import (
	"flakewalk/model/nixlex"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// Marks are the tones that tokens are drawn in, for a pager.
func Marks(tokens []nixlex.Token) []pager.Mark {
	out := make([]pager.Mark, 0, len(tokens)/2)
	for _, t := range tokens {
		if tone := tone(t.Kind); tone != theme.Normal {
			out = append(out, pager.Mark{From: t.From, To: t.To, Tone: tone})
		}
	}
	return out
}

// tone is how a kind of token looks.
func tone(k nixlex.Kind) theme.Tone {
	switch k {
	case nixlex.Keyword:
		return theme.Strong
	case nixlex.Attribute:
		return theme.Accent
	case nixlex.String, nixlex.Path:
		return theme.Good
	case nixlex.Constant, nixlex.Number, nixlex.Escape, nixlex.Splice:
		return theme.Warn
	case nixlex.Comment, nixlex.Opaque:
		return theme.Dim
	case nixlex.Plain, nixlex.Name:
	}
	return theme.Normal
}
