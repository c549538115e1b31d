// Package overlay is the stack of dialogs that lie over the panes: the help, a
// whole error, and whatever a later feature puts there. The one on top has the keys.
package overlay

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// Body is what fills a dialog.
type Body interface {
	// SetSize gives it its place.
	SetSize(width, height int)
	// Height is the number of lines it would like at its present width.
	Height() int
	// View draws as many lines as it is high, each exactly as wide.
	View() []string
	// Do carries out an action.
	Do(a keymap.Action) bool
	// SetTheme changes the looks.
	SetTheme(t *theme.Theme)
}

// Dialog is one layer.
type Dialog struct {
	// ID tells what it is, so that the same is not opened twice.
	ID string
	// Title stands in its border; a single line that is safe to print.
	Title string
	// Scopes are where its keys come from, innermost first.
	Scopes []keymap.Scope
	// Body fills it.
	Body Body
	// Width is the most it needs, border excluded.
	Width int
	// Do carries out the actions that are neither the body's nor the stack's;
	// nil when there are none. What it returns is handed on by Stack.Do.
	Do func(a keymap.Action) (cmd tea.Cmd, handled bool)
}

// Stack is the pile of open dialogs. Make one with New.
type Stack struct {
	theme  *theme.Theme
	layers []Dialog
	width  int
	height int
}

// New returns an empty stack.
func New(t *theme.Theme) *Stack { return &Stack{theme: t} }

// SetTheme changes the looks of all layers.
func (s *Stack) SetTheme(t *theme.Theme) {
	s.theme = t
	for _, d := range s.layers {
		d.Body.SetTheme(t)
	}
}

// SetSize tells how large the area below the stack is.
func (s *Stack) SetSize(width, height int) {
	s.width, s.height = width, height
	s.Refit()
}

// Push puts a dialog on top. One of the same ID is replaced.
func (s *Stack) Push(d Dialog) {
	s.Drop(d.ID)
	s.layers = append(s.layers, d)
	s.fit(d)
}

// Drop closes the dialog of that ID, and tells whether there was one.
func (s *Stack) Drop(id string) bool {
	for i, d := range s.layers {
		if d.ID == id {
			s.layers = append(s.layers[:i], s.layers[i+1:]...)
			return true
		}
	}
	return false
}

// Clear closes all dialogs.
func (s *Stack) Clear() { s.layers = nil }

// Refit gives the dialogs their room anew, after the text of one has changed.
func (s *Stack) Refit() {
	for _, d := range s.layers {
		s.fit(d)
	}
}

// Top is the dialog on top; ok is false when there is none.
func (s *Stack) Top() (d Dialog, ok bool) {
	if len(s.layers) == 0 {
		return Dialog{}, false
	}
	return s.layers[len(s.layers)-1], true
}

// Do carries out an action in the dialog on top. It returns the command that the
// dialog has for it, and whether the action was one for a dialog.
func (s *Stack) Do(a keymap.Action) (cmd tea.Cmd, handled bool) {
	d, ok := s.Top()
	if !ok {
		return nil, false
	}
	if a == keymap.Dismiss {
		s.layers = s.layers[:len(s.layers)-1]
		return nil, true
	}
	if d.Body.Do(a) {
		s.fit(d) // it may have become longer or shorter
		return nil, true
	}
	if d.Do != nil {
		return d.Do(a)
	}
	return nil, false
}

// frame is what the border takes: a line and a blank at each side, a line
// above and below.
const (
	frameWidth  = 4
	frameHeight = 2
)

// size is the outer size of a dialog. The body's size must be set to know it.
func (s *Stack) size(d Dialog) (width, height int) {
	width = min(s.width, d.Width+frameWidth)
	height = min(s.height, d.Body.Height()+frameHeight)
	return max(0, width), max(0, height)
}

// fit gives the body of a dialog the room that there is.
func (s *Stack) fit(d Dialog) {
	w, _ := s.size(d)
	inner := max(0, w-frameWidth)
	d.Body.SetSize(inner, 0) // wraps, so that the height is known
	_, h := s.size(d)
	d.Body.SetSize(inner, max(0, h-frameHeight))
}

// Draw lays the dialog on top over the lines of the area. Where there is no
// room for a border and a line of text the lines stay as they are.
func (s *Stack) Draw(lines []string) []string {
	d, ok := s.Top()
	if !ok {
		return lines
	}
	w, h := s.size(d)
	if w <= frameWidth || h <= frameHeight {
		return lines
	}
	x, y := (s.width-w)/2, (s.height-h)/2
	for i, box := range s.box(d, w) {
		if at := y + i; at < len(lines) {
			left := s.theme.Cut(lines[at], x, "")
			left += strings.Repeat(" ", max(0, x-s.theme.Width(left)))
			lines[at] = left + box + rest(s.theme, lines[at], x+w, s.width)
		}
	}
	return lines
}

// Inside is where the body of the dialog on top begins, and its width; ok is
// false where no dialog is drawn.
func (s *Stack) Inside() (x, y, width int, ok bool) {
	d, open := s.Top()
	if !open {
		return 0, 0, 0, false
	}
	w, h := s.size(d)
	if w <= frameWidth || h <= frameHeight {
		return 0, 0, 0, false
	}
	return (s.width-w)/2 + frameWidth/2, (s.height-h)/2 + frameHeight/2, w - frameWidth, true
}

// rest is a line from column x on, exactly as wide as there is room. A wide
// character that the border cuts in two gives way to blanks.
func rest(t *theme.Theme, line string, x, width int) string {
	right := t.CutLeft(line, x, "")
	return strings.Repeat(" ", max(0, width-x-t.Width(right))) + right
}

// box draws a dialog with its border.
func (s *Stack) box(d Dialog, w int) []string {
	t := s.theme
	line := func(n int) string { return strings.Repeat(t.Rule, max(0, n)) }
	title := t.Cut(d.Title, max(0, w-6), t.Ellipsis)
	head := t.Render(theme.Accent, t.TopLeft+t.Rule)
	if title == "" {
		head += t.Render(theme.Accent, line(w-3))
	} else {
		head += " " + t.Render(theme.Strong, title) + " " +
			t.Render(theme.Accent, line(w-5-t.Width(title)))
	}
	head += t.Render(theme.Accent, t.TopRight)
	side := t.Render(theme.Accent, t.Line)
	out := []string{head}
	for _, l := range d.Body.View() {
		out = append(out, side+" "+l+" "+side)
	}
	return append(out, t.Render(theme.Accent, t.BottomLeft+line(w-2)+t.BottomRight))
}
