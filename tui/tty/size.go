package tty

import "github.com/charmbracelet/x/term"

// The bounds of what is drawn: a cell of the screen costs Bubble Tea 275 bytes, and
// each key a look at all of them. No display that a person reads has more.
const (
	maxWidth  = 640
	maxHeight = 200
)

// Size is how much of a terminal is drawn on: all of it, unless it is huge. One that
// does not know its size, as serial lines do not, is taken for one of 80 columns and 24
// rows.
func Size(terminal term.File) (width, height int, err error) {
	width, height, err = term.GetSize(terminal.Fd())
	if err == nil && (width == 0 || height == 0) {
		return 80, 24, nil
	}
	return min(width, maxWidth), min(height, maxHeight), err
}
