package tui

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// Run runs the explorer until it ends or its context does: keys come from in, and
// out is the terminal that it draws on, which need not be the standard output.
//
// Ctrl+C is a key, and SIGINT belongs to what the terminal is handed to; SIGTERM
// and SIGHUP are for the caller, who ends the context.
func (m *Model) Run(in, out *os.File) error {
	width, height, err := term.GetSize(out.Fd())
	if err != nil {
		return fmt.Errorf("ask the terminal for its size: %w", err)
	}
	p := tea.NewProgram(m, tea.WithContext(m.ctx), tea.WithoutSignalHandler(),
		tea.WithInput(in), tea.WithOutput(screen{out, out}),
		tea.WithColorProfile(Colours(out)),
		tea.WithWindowSize(width, height), tea.WithFilter(measured(out)))
	defer watchSize(p.Send)()
	_, err = p.Run()
	return err
}

// screen is a terminal that Bubble Tea writes to, and no more: it sees no file.
// Where Bubble Tea 2.0.9 sees one, it reads the size in a goroutine for each
// SIGWINCH, which races with its own return from a hand-over and a suspend, and
// may tell a size that is no longer so. We tell it the size.
type screen struct {
	io.Writer
	tty *os.File
}

// measured makes every message about the size, and what asks for one, say what the
// size is now: a message may have waited while the terminal was handed over.
func measured(tty term.File) func(tea.Model, tea.Msg) tea.Msg {
	question := tea.RequestWindowSize()
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		if _, is := msg.(tea.WindowSizeMsg); !is && msg != question {
			return msg
		}
		width, height, err := term.GetSize(tty.Fd())
		if err != nil {
			return nil // the terminal is gone, and so are we with the next key
		}
		return tea.WindowSizeMsg{Width: width, Height: height}
	}
}

// watchSize asks for the size whenever it may have changed: when the terminal says
// so, and when we go on after we were stopped. What it returns ends that.
func watchSize(send func(tea.Msg)) (stop func()) {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-signals:
				send(tea.RequestWindowSize())
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
