// Package prompt is a line of input, alone or with a list of results below it.
// The list is virtual: the results on screen are asked for, and no others. It
// knows nothing of what the results stand for.
package prompt

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// inputMax bounds what can be typed or pasted, in characters.
const inputMax = 4000

// Result is how one result looks. All texts are single lines that are safe to print.
type Result struct {
	// Mark is the symbol before the text, one cell wide; or "".
	Mark string
	// MarkTone is the tone of Mark.
	MarkTone theme.Tone
	// Text is the result itself. Where it is too long its beginning is left out.
	Text string
	// Name is the byte at which the part of Text begins that stands out.
	Name int
	// Hits are the bytes of Text at which the characters begin that match what
	// is typed, in ascending order.
	Hits []int
	// Note stands dim at the right.
	Note string
}

// Results are what can be chosen from.
type Results interface {
	// Len is the number of results.
	Len() int
	// Result is how number i looks. It is asked while drawing and must be quick.
	Result(i int) Result
}

// Options are what a prompt is made with.
type Options struct {
	// Label stands before the input.
	Label string
	// Empty is what the input says while nothing is typed.
	Empty string
	// Height is the number of lines of a prompt with a list; 0 is one line.
	Height int
	// Show makes what is typed safe to print.
	Show func(string) string
}

// Model is the prompt. Make one with New.
type Model struct {
	opt     Options
	theme   *theme.Theme
	input   textinput.Model
	results Results
	chosen  int // the selected result
	top     int // the first result on screen
	moved   bool
	count   string
	message string
	tone    theme.Tone
	width   int
	height  int
}

// New returns an empty prompt.
func New(t *theme.Theme, o Options) *Model {
	in := textinput.New()
	in.CharLimit = inputMax
	in.KeyMap.Paste = key.NewBinding() // would start a program to read the clipboard
	in.SetVirtualCursor(false)
	in.Focus()
	return &Model{opt: o, theme: t, input: in, results: none{}}
}

// none is an empty list.
type none struct{}

func (none) Len() int          { return 0 }
func (none) Result(int) Result { return Result{} }

// Value is what is typed.
func (m *Model) Value() string { return m.input.Value() }

// SetValue replaces what is typed; the cursor goes to its end.
func (m *Model) SetValue(s string) {
	m.input.SetValue(s)
	m.input.CursorEnd()
}

// Key gives the input a key that is text or edits the line.
func (m *Model) Key(k tea.KeyPressMsg) { m.input, _ = m.input.Update(k) }

// Paste inserts text. Line breaks around it are dropped, others become blanks.
func (m *Model) Paste(s string) {
	s = strings.Trim(s[:min(len(s), inputMax*4)], "\r\n")
	m.input, _ = m.input.Update(tea.PasteMsg{Content: s})
}

// SetResults shows other results; the selection goes to number chosen.
func (m *Model) SetResults(r Results, chosen int) {
	m.results = r
	m.chosen = chosen
	m.scroll()
}

// ToTop selects the first result, as if nobody had moved the selection.
func (m *Model) ToTop() {
	m.chosen, m.moved = 0, false
	m.scroll()
}

// Chosen is the number of the selected result; ok is false when there is none.
func (m *Model) Chosen() (i int, ok bool) { return m.chosen, m.results.Len() > 0 }

// ChooseAt selects the result on a line of the prompt, counted from 0. It tells
// whether there is one, and whether it was selected before.
func (m *Model) ChooseAt(line int) (ok, before bool) {
	i := m.top + line - m.above()
	if line < m.above() || line >= m.height || i >= m.results.Len() {
		return false, false
	}
	before = i == m.chosen
	m.chosen, m.moved = i, true
	return true, before
}

// Moved tells whether the selection was moved since the last ToTop.
func (m *Model) Moved() bool { return m.moved }

// SetCount sets what stands at the right of the input, such as "3/17". It is
// safe to print.
func (m *Model) SetCount(s string) { m.count = s }

// SetMessage sets what the list says while it is empty; safe to print.
func (m *Model) SetMessage(t theme.Tone, s string) { m.tone, m.message = t, s }

// SetTheme changes the looks.
func (m *Model) SetTheme(t *theme.Theme) { m.theme = t }

// SetSize gives the prompt its place on the screen.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.scroll()
}

// Height is the number of lines it would like.
func (m *Model) Height() int { return max(1, m.opt.Height) }

// Do carries out an action that moves the selection. At either end it goes on
// at the other.
func (m *Model) Do(a keymap.Action) bool {
	last := m.results.Len() - 1
	page := max(1, m.listHeight()-1)
	switch a {
	case keymap.Up:
		m.choose(m.chosen-1, last)
	case keymap.Down:
		m.choose(m.chosen+1, last)
	case keymap.PageUp:
		m.choose(max(0, m.chosen-page), last)
	case keymap.PageDown:
		m.choose(min(last, m.chosen+page), last)
	default:
		return false
	}
	return true
}

func (m *Model) choose(i, last int) {
	switch {
	case last < 0:
		return
	case i < 0:
		i = last
	case i > last:
		i = 0
	}
	m.chosen, m.moved = i, true
	m.scroll()
}

// scroll keeps the selection among the results and on the screen.
func (m *Model) scroll() {
	n, h := m.results.Len(), m.listHeight()
	m.chosen = max(0, min(m.chosen, n-1))
	m.top = min(m.top, m.chosen)
	m.top = max(m.top, m.chosen-h+1)
	m.top = max(0, min(m.top, n-h))
}
