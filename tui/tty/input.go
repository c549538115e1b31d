package tty

import (
	"time"
	"unicode/utf8"
)

const (
	// maxParameters is how many parameters of a control sequence are passed on. No key
	// has more than seven, and no answer of a terminal that we read more than five.
	maxParameters = 16
	// maxString is how many characters of a control string are passed on. The answers of
	// a terminal that we read are its colours and its name.
	maxString = 256
	// unfinished is how long a sequence may pause. After that what comes is typed.
	unfinished = 500 * time.Millisecond
)

// input passes on what a terminal sends, but for what makes Bubble Tea panic (2.0.9, and
// 2.1.1 is no better): control sequences of 33 parameters and more, and those that begin
// with a single byte, such as 0x9b for ESC [. No terminal that speaks UTF-8 sends those.
// Of control strings (ECMA-48, 5.6) it passes on the beginning: of one that comes in
// pieces Bubble Tea takes the rest for keys.
type input struct {
	state      sequenceState
	device     bool   // inside a string that begins with parameters (DCS)
	parameters int    // of the sequence
	text       int    // characters of the string
	char       []byte // the bytes of a character that has not come to its end
}

// sequenceState is where in a control sequence a stream is.
type sequenceState uint8

const (
	outside  sequenceState = iota
	escaped                // after ESC
	inside                 // in the parameters
	inString               // in the text of a control string
)

// longest is how many bytes more than were read may be passed on.
const longest = utf8.UTFMax - 1

// pass appends what is passed on of what was read. A sequence or a character may go on
// in what is read next.
func (s *input) pass(to, read []byte) []byte {
	for _, b := range read {
		switch {
		case b < utf8.RuneSelf:
			s.char = s.char[:0]
			if s.passes(b) {
				to = append(to, b)
			}
			continue
		case utf8.RuneStart(b):
			s.char = s.char[:0]
		case len(s.char) == 0:
			continue // no character begins so
		}
		s.char = append(s.char, b)
		if utf8.FullRune(s.char) {
			if s.passesText() && utf8.Valid(s.char) {
				to = append(to, s.char...)
			}
			s.char = s.char[:0]
		}
	}
	return to
}

// passes takes the next byte of ASCII, and tells whether it is passed on.
func (s *input) passes(b byte) bool {
	const esc, space, del = 0x1b, ' ', 0x7f
	switch {
	case b == esc:
		s.state = escaped
	case s.state == escaped:
		s.introduce(b)
	case s.state == inside && b >= '0' && b <= '?':
		if b == ';' || b == ':' {
			s.parameters++
		}
		return s.parameters <= maxParameters
	case s.state == inside && s.device && b >= space:
		s.state, s.text = inString, 0
	case s.state == inString && b >= space && b < del:
		return s.passesText()
	default:
		s.state = outside
	}
	return true
}

// introduce takes the byte after ESC, which says what begins.
func (s *input) introduce(b byte) {
	s.state = outside
	switch b {
	case '[', 'P':
		s.state, s.parameters, s.device = inside, 1, b == 'P'
	case ']', '_', '^', 'X':
		s.state, s.text = inString, 0
	}
}

// passesText takes a character that is no part of a control sequence unless that is a
// string, and tells whether it is passed on.
func (s *input) passesText() bool {
	if s.state != inString {
		s.state = outside
		return true
	}
	s.text++
	return s.text <= maxString
}

// paused is told that nothing has come for a time.
func (s *input) paused(d time.Duration) {
	if d >= unfinished {
		s.state = outside
	}
}
