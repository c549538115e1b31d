package pager

import (
	"strings"
	"unicode/utf8"

	"flakewalk/tui/theme"
)

// piece is a part of a text that stands on a line of its own, from byte from up
// to to, behind as many blanks.
type piece struct{ from, to, blanks int }

// wrap cuts a text into pieces that are at most width cells wide with their
// blanks. What goes on with a line stands hang blanks further in than the line
// itself. Words stay whole where they fit, unless pre is set: then lines are cut
// where they reach the edge, and nowhere else. It returns at least one piece.
func wrap(t *theme.Theme, s string, width, hang int, pre bool) []piece {
	if width <= 0 {
		return []piece{{}}
	}
	var out []piece
	for from := 0; from <= len(s); {
		end := from + lineLen(s[from:])
		to := end
		if !pre {
			to = from + len(strings.TrimRight(s[from:end], " "))
		}
		in := hang
		if hang > 0 || !pre {
			in += to - from - len(strings.TrimLeft(s[from:to], " "))
		}
		if 2*in >= width {
			in = min(hang, width/4)
		}
		for blanks := 0; ; blanks = in {
			n, next := fit(t, s[from:to], width-blanks, pre)
			out = append(out, piece{from, from + n, blanks})
			if from += next; from >= to {
				break
			}
		}
		from = end + 1
	}
	return out
}

func lineLen(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// fit tells how many bytes of a line fit into the width, and where what is left
// of it begins.
func fit(t *theme.Theme, s string, width int, pre bool) (n, next int) {
	if len(s) <= width { // cells are never more than bytes
		return len(s), len(s)
	}
	var (
		used  = 0
		blank = 0    // where the last word that fits ends
		lead  = true // nothing but the blanks that the line begins with
	)
	for n < len(s) {
		size, cells := step(t, s[n:])
		space := size == 1 && s[n] == ' '
		if space && !lead && s[n-1] != ' ' {
			blank = n
		}
		if used+cells > width && n > 0 {
			break
		}
		lead = lead && space
		used += cells
		n += size
	}
	if n == len(s) || pre || blank == 0 {
		return n, n
	}
	next = blank
	for size, _ := step(t, s[next:]); size == 1 && s[next] == ' '; size, _ = step(t, s[next:]) {
		next++
	}
	return blank, next
}

// step is the first character of a text as people see it: its bytes and cells.
func step(t *theme.Theme, s string) (size, cells int) {
	if s == "" {
		return 0, 0
	}
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1, 1
	}
	return t.Cluster(s)
}
