package tty

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"sync"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// Screen is a terminal that Bubble Tea writes to, and no more: it sees no file. Where
// Bubble Tea 2.0.9 sees one, it reads the size in a goroutine for each SIGWINCH, which
// races with its own return from a hand-over, and may tell a size that is no longer so.
type Screen struct {
	file   *os.File
	gone   func()
	before *term.State // of the line discipline; nil where it is unknown

	mu        sync.Mutex
	taken     bool
	graphemes bool // Bubble Tea measures by characters as people see them
	over      bool // nothing is drawn any more
}

// NewScreen returns the screen of a terminal, whose state is noted. Once the terminal
// is gone, gone is called for each write.
func NewScreen(terminal *os.File, gone func()) *Screen {
	s := &Screen{file: terminal, gone: gone}
	if state, err := term.GetState(terminal.Fd()); err == nil {
		s.before = state
	}
	return s
}

// File is the terminal itself.
func (s *Screen) File() *os.File { return s.file }

// The sequences by which a program takes the screen, and gives it back.
const (
	takes = "\x1b[?1049h"
	gives = "\x1b[?1049l"
)

// graphemes has the terminal measure as Bubble Tea does. That writes it once only, and
// undoes it whenever it gives the screen back (2.0.9).
const graphemes = "\x1b[?2027h"

// Write draws.
func (s *Screen) Write(p []byte) (int, error) {
	given := len(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return given, nil
	}
	if took, gave := bytes.LastIndex(p, []byte(takes)), bytes.LastIndex(p, []byte(gives)); took != gave {
		if s.taken = took > gave; s.taken && s.graphemes {
			p = slices.Concat(p, []byte(graphemes))
		}
	}
	s.graphemes = s.graphemes || bytes.Contains(p, []byte(graphemes))
	_, err := s.file.Write(p)
	if err != nil && !errors.Is(err, unix.EAGAIN) {
		s.gone()
	}
	return given, err
}

// asBefore undoes all that Bubble Tea does to a terminal: frames, keyboard protocols,
// mouse, focus, bracketed paste, grapheme widths, progress bar, colours, the screen.
const asBefore = "\x1b[?2026l\x1b[<u\x1b[>4m\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?2027l\x1b]9;4;0\x07\x1b[m" + gives + "\x1b[?25h"

// Taken tells whether the screen is drawn on: Bubble Tea has taken it, and not given it
// back.
func (s *Screen) Taken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken || s.over
}

// Keep makes Ctrl+C discard nothing of what was written and not yet read by the terminal,
// which it else does as soon as it is no key any more: how the screen is given back, say.
func (s *Screen) Keep() {
	if s.before == nil {
		return
	}
	kept := *s.before
	kept.Lflag |= unix.NOFLSH
	_ = term.SetState(s.file.Fd(), &kept)
}

// Lend undoes Keep.
func (s *Screen) Lend() {
	if s.before != nil {
		_ = term.Restore(s.file.Fd(), s.before)
	}
}

// Restore gives the terminal back to who had it before, if Bubble Tea has not: for an end
// that it is not told of. Nothing is drawn afterwards.
func (s *Screen) Restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken {
		_, _ = s.file.WriteString(asBefore)
	}
	s.taken, s.over = false, true
	if s.before != nil {
		_ = term.Restore(s.file.Fd(), s.before)
	}
}
