// Package statusbar draws the last line of the screen: where the cursor is or
// the last note at the left, the keys that work here at the right.
package statusbar

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/theme"
)

// Hint is a key and what it does here.
type Hint struct {
	// Key is the key's name.
	Key string
	// Word is what it does.
	Word string
}

// Bar is what the line says. All texts are single lines that are safe to print.
type Bar struct {
	// Place is where the cursor is, such as "3/214".
	Place string
	// Text is the path, or the last note.
	Text string
	// Tone is the tone of Text.
	Tone theme.Tone
	// Hints are the keys that work here, the most useful first; those that do
	// not fit are left out.
	Hints []Hint
}

// gap parts the hints from each other and from the text.
const gap = 3

// View draws the line, exactly width cells wide.
func (b Bar) View(t *theme.Theme, width int) string {
	if width <= 0 {
		return ""
	}
	left := " " + b.Place
	if b.Place != "" {
		left += "  "
	}
	text := b.Text
	room := width - ansi.StringWidth(left)
	hints, used := b.hints(t, width-ansi.StringWidth(left)-min(ansi.StringWidth(text), width/3)-gap)
	if used > 0 {
		room -= used + gap
	}
	left = ansi.Truncate(left, width, "")
	text = ansi.Truncate(text, max(0, room), t.Ellipsis)
	fill := max(0, width-ansi.StringWidth(left)-ansi.StringWidth(text)-used)
	return t.Render(theme.Dim, left) + t.Render(b.Tone, text) + strings.Repeat(" ", fill) + hints
}

// hints draws as many hints as fit into the room, and their width with the
// blank at the end of the line.
func (b Bar) hints(t *theme.Theme, room int) (string, int) {
	var out strings.Builder
	used := 0
	for _, h := range b.Hints {
		w := ansi.StringWidth(h.Key) + 1 + ansi.StringWidth(h.Word)
		if used > 0 {
			w += gap
		}
		if used+w+1 > room {
			break
		}
		if used > 0 {
			out.WriteString(strings.Repeat(" ", gap))
		}
		out.WriteString(t.Render(theme.Accent, h.Key) + " " + t.Render(theme.Dim, h.Word))
		used += w
	}
	if used == 0 {
		return "", 0
	}
	return out.String() + " ", used + 1
}
