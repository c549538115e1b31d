package tui

import (
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/tty"
)

// suspend gives the terminal to the shell until that brings us back. Where nobody can,
// nothing happens, as with any program there.
func (t *terminal) suspend() tea.Msg {
	if !tty.JobControl() {
		return nil
	}
	return t.exec(&suspension{away: t.away}, func(error) tea.Msg { return tea.RequestWindowSize() })()
}

// again is a command that does nothing with the terminal: after it the explorer has
// the terminal again, whatever was done to it.
type again struct{}

// SetStdin implements tea.ExecCommand.
func (again) SetStdin(io.Reader) {}

// SetStdout implements tea.ExecCommand.
func (again) SetStdout(io.Writer) {}

// SetStderr implements tea.ExecCommand.
func (again) SetStderr(io.Writer) {}

// Run implements tea.ExecCommand.
func (again) Run() error { return nil }

// suspension stops our process group, as Ctrl+Z does to a program that leaves the
// terminal as it is. It implements tea.ExecCommand.
type suspension struct {
	again
	away *atomic.Bool
}

// Run implements tea.ExecCommand.
func (s *suspension) Run() error {
	s.away.Store(true)
	defer s.away.Store(false)
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	<-continued
	return nil
}
