package tty

import "unicode/utf8"

// maxParameters is how many parameters of a control sequence are passed on. No key
// has more than seven, and no answer of a terminal that we read more than five.
const maxParameters = 16

// input passes on what a terminal sends, but for what makes Bubble Tea panic (2.0.9, and
// 2.1.1 is no better): control sequences of 33 parameters and more, and those that begin
// with a single byte, such as 0x9b for ESC [. No terminal that speaks UTF-8 sends those.
type input struct {
	state      sequenceState
	parameters int
	char       []byte // the bytes of a character that has not come to its end
}

// sequenceState is where in a control sequence a stream is.
type sequenceState uint8

const (
	outside sequenceState = iota
	escaped               // after ESC
	inside                // in the parameters
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
		s.state = outside
		s.char = append(s.char, b)
		if utf8.FullRune(s.char) {
			if utf8.Valid(s.char) {
				to = append(to, s.char...)
			}
			s.char = s.char[:0]
		}
	}
	return to
}

// passes takes the next byte of ASCII, and tells whether it is passed on.
func (s *input) passes(b byte) bool {
	const esc = 0x1b
	switch {
	case b == esc:
		s.state = escaped
	case s.state == escaped && (b == '[' || b == 'P'):
		s.state, s.parameters = inside, 1
	case s.state == inside && b >= '0' && b <= '?':
		if b == ';' || b == ':' {
			s.parameters++
		}
		return s.parameters <= maxParameters
	default:
		s.state = outside
	}
	return true
}
