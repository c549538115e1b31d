// Package statusbar draws the last line of the screen: where the cursor is or
// the last note at the left, the keys that work here at the right.
package statusbar

import (
	"strings"

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
	hints := b.choose(t, left, width)
	if hints == nil && b.Text != "" { // a key is worth more than the place
		if hints = b.choose(t, " ", width); hints != nil {
			left = " "
		}
	}
	end, used := draw(t, hints, width)
	room := width - t.Width(left)
	if used > 0 {
		room -= used + gap(width)
	}
	left = t.Cut(left, width, "")
	text := b.cut(t, max(0, room))
	fill := max(0, width-t.Width(left)-t.Width(text)-used)
	return t.Render(theme.Dim, left) + t.Render(b.Tone, text) + strings.Repeat(" ", fill) + end
}

// busyMin is the least part of a text about what runs that says something.
const busyMin = 8

// viewBusy draws the line with what runs in the background, which gets up to half of
// it, at the end.
func (b Bar) viewBusy(t *theme.Theme, width int) string {
	busy := t.Cut(b.Busy, width/2-2, t.Ellipsis)
	b.Busy = ""
	used := t.Width(busy) + 2
	if used < busyMin {
		return b.View(t, width)
	}
	return b.View(t, width-used) + " " + t.Render(theme.Accent, busy) + " "
}

// cut is as much of the text as there is room for.
func (b Bar) cut(t *theme.Theme, room int) string {
	dots := t.Ellipsis
	over := t.Width(b.Text) - room
	if !b.Tail || over <= 0 {
		return t.Cut(b.Text, room, dots)
	}
	if room <= 0 {
		return ""
	}
	return t.CutLeft(b.Text, over+t.Width(dots), dots)
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
func (b Bar) choose(t *theme.Theme, left string, width int) []Hint {
	least := width / 3
	switch {
	case !b.Tail: // a message is there to be read
		least = width * 2 / 3
	case width < roomy:
		least = width / 4
	}
	between := gap(width)
	room := width - t.Width(left) - min(t.Width(b.Text), least) - between - 1 + between
	for _, h := range b.Hints {
		if h.Keep {
			room -= h.width(t) + between
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
		case room >= h.width(t)+between:
			chosen = append(chosen, h)
			room -= h.width(t) + between
		default:
			room = 0 // those that follow matter less
		}
	}
	return chosen
}

func (h Hint) width(t *theme.Theme) int { return t.Width(h.Key) + 1 + t.Width(h.Word) }

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
		used += h.width(t)
	}
	return out.String() + " ", used
}
