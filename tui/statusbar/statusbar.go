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
	// Keep is set for the one that stays when there is room for one only.
	Keep bool
}

// Bar is what the line says. All texts are single lines that are safe to print.
type Bar struct {
	// Place is where the cursor is, such as "3/214".
	Place string
	// Text is the path, or the last note.
	Text string
	// Tone is the tone of Text.
	Tone theme.Tone
	// Tail keeps the end of a Text that is too long, as of a path.
	Tail bool
	// Hints are the keys that work here, the most useful first; those that do
	// not fit are left out.
	Hints []Hint
	// Busy is what runs in the background; it stands at the right end.
	Busy string
}

// roomy is the width from which the line is not crowded.
const roomy = 60

// View draws the line, exactly width cells wide.
func (b Bar) View(t *theme.Theme, width int) string {
	if width <= 0 {
		return ""
	}
	if b.Busy != "" {
		return b.viewBusy(t, width)
	}
	left := " " + b.Place
	if b.Place != "" {
		left += "  "
	}
	hints := b.choose(left, width)
	if hints == nil && b.Text != "" { // a key is worth more than the place
		if hints = b.choose(" ", width); hints != nil {
			left = " "
		}
	}
	end, used := draw(t, hints, width)
	room := width - ansi.StringWidth(left)
	if used > 0 {
		room -= used + gap(width)
	}
	left = ansi.Truncate(left, width, "")
	text := b.cut(max(0, room), t.Ellipsis)
	fill := max(0, width-ansi.StringWidth(left)-ansi.StringWidth(text)-used)
	return t.Render(theme.Dim, left) + t.Render(b.Tone, text) + strings.Repeat(" ", fill) + end
}

// busyMin is the least part of a text about what runs that says something.
const busyMin = 8

// viewBusy draws the line with what runs in the background, which gets up to half of
// it, at the end.
func (b Bar) viewBusy(t *theme.Theme, width int) string {
	busy := ansi.Truncate(b.Busy, width/2-2, t.Ellipsis)
	b.Busy = ""
	used := ansi.StringWidth(busy) + 2
	if used < busyMin {
		return b.View(t, width)
	}
	return b.View(t, width-used) + " " + t.Render(theme.Accent, busy) + " "
}

// cut is as much of the text as there is room for.
func (b Bar) cut(room int, dots string) string {
	over := ansi.StringWidth(b.Text) - room
	if !b.Tail || over <= 0 {
		return ansi.Truncate(b.Text, room, dots)
	}
	for cut := over + ansi.StringWidth(dots); room > 0; cut++ { // a wide character may leave a blank cell
		if text := dots + ansi.TruncateLeft(b.Text, cut, ""); ansi.StringWidth(text) <= room {
			return text
		}
	}
	return ""
}

// gap parts the hints from each other and from the text.
func gap(width int) int {
	if width < roomy {
		return 2
	}
	return 3
}

// choose picks the hints that fit beside what stands at the left and a part of
// the text: the one to keep, and of the others the first.
func (b Bar) choose(left string, width int) []Hint {
	least := width / 3
	switch {
	case !b.Tail: // a message is there to be read
		least = width * 2 / 3
	case width < roomy:
		least = width / 4
	}
	between := gap(width)
	room := width - ansi.StringWidth(left) - min(ansi.StringWidth(b.Text), least) - between - 1 + between
	for _, h := range b.Hints {
		if h.Keep {
			room -= h.width() + between
		}
	}
	if room < 0 {
		return nil
	}
	var chosen []Hint
	for _, h := range b.Hints {
		switch {
		case h.Keep:
			chosen = append(chosen, h)
		case room >= h.width()+between:
			chosen = append(chosen, h)
			room -= h.width() + between
		default:
			room = 0 // those that follow matter less
		}
	}
	return chosen
}

func (h Hint) width() int { return ansi.StringWidth(h.Key) + 1 + ansi.StringWidth(h.Word) }

// draw draws the hints, and tells their width with the blank at the end of the line.
func draw(t *theme.Theme, hints []Hint, width int) (string, int) {
	if len(hints) == 0 {
		return "", 0
	}
	var out strings.Builder
	used := 1
	for i, h := range hints {
		if i > 0 {
			out.WriteString(strings.Repeat(" ", gap(width)))
			used += gap(width)
		}
		out.WriteString(t.Render(theme.Accent, h.Key) + " " + t.Render(theme.Dim, h.Word))
		used += h.width()
	}
	return out.String() + " ", used
}
