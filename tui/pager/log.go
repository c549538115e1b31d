package pager

import (
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// Part is some lines of a text that grows at its end and may lose its beginning.
// Its lines are numbered from 0, those that were lost included.
type Part struct {
	// First is the number of the first of Lines.
	First int
	// Lines are safe to print.
	Lines []string
	// Total is how many lines there were so far, Dropped how many of them are lost.
	Total, Dropped int
}

// Source gives at most so many lines from that number on, or from the first that is
// there. It is asked for what is on screen only, and must be quick.
type Source func(from, most int) Part

// Log shows a text that may be very long and still grows: only the lines on screen
// are asked for, wrapped and kept. As long as its end is on screen it follows the
// text. Make one with NewLog.
type Log struct {
	page   *Model // the lines on screen, and those that are partly above it
	source Source
	marks  func(line string) []Mark
	now    Part // of the last look, with its lines
	top    int  // the first line on screen
	skip   int  // how many of its rows are above the screen
	follow bool
}

// NewLog returns a log of nothing.
func NewLog(t *theme.Theme) *Log { return &Log{page: New(t), follow: true} }

// SetTheme changes the looks.
func (l *Log) SetTheme(t *theme.Theme) {
	l.page.SetTheme(t)
	l.Refresh()
}

// SetSource shows another text, at its end.
func (l *Log) SetSource(s Source) {
	l.source, l.follow = s, true
	l.Refresh()
}

// SetMarks changes which parts of a line have tones of their own.
func (l *Log) SetMarks(marks func(line string) []Mark) {
	l.marks = marks
	l.Refresh()
}

// SetSize gives the log its place on the screen.
func (l *Log) SetSize(width, height int) {
	if width != l.page.width {
		l.skip = 0
	}
	l.page.SetSize(width, height)
	l.Refresh()
}

// Following tells whether the end is on screen, and stays there.
func (l *Log) Following() bool { return l.follow }

// OnScreen are the numbers of the first line on screen and of the one after the
// last, and how many lines there are.
func (l *Log) OnScreen() (from, to, total int) {
	to = l.top
	rows := l.page.lines[min(l.page.top, len(l.page.lines)):]
	for i, row := range rows[:min(l.page.height, len(rows))] {
		if i == 0 || row.block != rows[i-1].block {
			to++
		}
	}
	return l.top, to, l.now.Total
}

// Refresh looks at the text anew.
func (l *Log) Refresh() {
	switch {
	case l.source == nil || l.page.height == 0:
		l.page.SetBlocks(nil)
	case l.follow:
		l.fromEnd()
	default:
		l.fromTop()
	}
}

// Show brings a line onto the screen; where that is not the end the log no longer
// follows.
func (l *Log) Show(line int) {
	if l.source == nil || l.page.height == 0 {
		return
	}
	l.top, l.skip = max(0, line-l.page.height/3), 0
	l.fromTop()
	l.follow = l.atEnd()
}

// Do carries out an action that moves; handled is false for all others.
func (l *Log) Do(a keymap.Action) (handled bool) {
	height := l.page.height
	page := max(1, height-1)
	by := 0
	switch a {
	case keymap.Up:
		by = -1
	case keymap.Down:
		by = 1
	case keymap.HalfUp:
		by = -max(1, height/2)
	case keymap.HalfDown:
		by = max(1, height/2)
	case keymap.PageUp:
		by = -page
	case keymap.PageDown:
		by = page
	case keymap.Top:
		l.top, l.skip = 0, 0
	case keymap.Bottom:
		l.follow = true
		l.Refresh()
		return true
	default:
		return false
	}
	if l.source != nil && height > 0 {
		l.move(by)
	}
	return true
}

// move moves by so many rows of the screen.
func (l *Log) move(by int) {
	for ; by < 0 && (l.skip > 0 || l.top > l.now.Dropped); by++ {
		if l.skip--; l.skip < 0 {
			l.top--
			l.skip = l.rows(l.top) - 1
		}
	}
	for ; by > 0 && l.top < l.now.Total; by-- {
		if l.skip++; l.skip >= l.rows(l.top) {
			l.top, l.skip = l.top+1, 0
		}
	}
	l.fromTop()
	l.follow = l.atEnd()
}

// rows is how many rows of the screen a line takes.
func (l *Log) rows(line int) int {
	p := l.source(line, 1)
	if len(p.Lines) == 0 {
		return 1
	}
	return len(wrap(l.page.theme, p.Lines[0], l.page.textWidth(), 0, true))
}

// fromTop fills the screen from the line that is at its top, or with the end where
// there is not enough after it.
func (l *Log) fromTop() {
	l.look(l.top, l.page.height+1)
	if l.now.First > l.top { // what was there is lost
		l.top, l.skip = l.now.First, 0
	}
	if len(l.page.lines)-l.skip < l.page.height {
		l.fromEnd()
		return
	}
	l.page.top = l.skip
}

// fromEnd fills the screen with the end of the text.
func (l *Log) fromEnd() {
	total := l.source(0, 0).Total
	l.look(max(0, total-l.page.height), l.page.height)
	l.page.top = max(0, len(l.page.lines)-l.page.height)
	l.top, l.skip = l.now.First, 0
	if len(l.page.lines) == 0 {
		return
	}
	first := l.page.lines[l.page.top].block
	for i := 0; l.page.lines[i].block != first; i++ {
		if i == 0 || l.page.lines[i].block != l.page.lines[i-1].block {
			l.top++
		}
	}
	for i := l.page.top; i > 0 && l.page.lines[i-1].block == first; i-- {
		l.skip++
	}
}

// look asks for lines and wraps them.
func (l *Log) look(from, most int) {
	l.now = l.source(from, most)
	blocks := make([]Block, len(l.now.Lines))
	for i, text := range l.now.Lines {
		blocks[i] = Block{Text: text, Pre: true}
		if l.marks != nil {
			blocks[i].Marks = l.marks(text)
		}
	}
	l.page.top = 0
	l.page.SetBlocks(blocks)
}

// atEnd tells whether the last row of the last line is on screen.
func (l *Log) atEnd() bool {
	return l.now.First+len(l.now.Lines) == l.now.Total && len(l.page.lines)-l.page.top <= l.page.height
}

// View draws the lines on screen: as many as the log is high, each exactly as wide
// as it is.
func (l *Log) View() []string { return l.page.view(l.thumb()) }

// thumb is the place and length of the scroll bar's thumb, as if every line were
// one row.
func (l *Log) thumb() (at, size int) {
	height, n := l.page.height, l.now.Total-l.now.Dropped
	if l.source == nil || n <= height && len(l.page.lines) <= height || height == 0 || l.page.textWidth() == l.page.width {
		return 0, 0
	}
	size = max(1, min(height-1, height*height/n))
	if l.follow {
		return height - size, size
	}
	return min(height-size, (height-size)*(l.top-l.now.Dropped)/max(1, n-height)), size
}
