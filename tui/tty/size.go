package tty

import "github.com/charmbracelet/x/term"

// The bounds of what is drawn: a cell of the screen costs Bubble Tea 275 bytes, and
// each key a look at all of them. No display that a person reads has more.
const (
	maxWidth  = 640
	maxHeight = 200
)

// Size is how much of a terminal is drawn on: all of it, unless it is huge.
func Size(terminal term.File) (width, height int, err error) {
	width, height, err = term.GetSize(terminal.Fd())
	return min(width, maxWidth), min(height, maxHeight), err
}
