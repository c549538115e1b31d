package nixtext

import (
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// Marks are the tones that tokens are drawn in, for a pager.
func Marks(tokens []Token) []pager.Mark {
	out := make([]pager.Mark, 0, len(tokens)/2)
	for _, t := range tokens {
		if tone := tone(t.Kind); tone != theme.Normal {
			out = append(out, pager.Mark{From: t.From, To: t.To, Tone: tone})
		}
	}
	return out
}

// tone is how a kind of token looks.
func tone(k Kind) theme.Tone {
	switch k {
	case Keyword:
		return theme.Strong
	case Attribute:
		return theme.Accent
	case String, Path:
		return theme.Good
	case Constant, Number, Escape, Splice:
		return theme.Warn
	case Comment, Opaque:
		return theme.Dim
	case Plain, Name:
	}
	return theme.Normal
}
