package tui

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"flakewalk/crash"
	"flakewalk/tui/tty"
)

// Run runs the explorer until it ends or its context does: keys come from in, and
// out is the terminal that it draws on, which need not be the standard output.
//
// Ctrl+C is a key. The signals that end a program are for the caller, who ends the
// context; while Away says so, SIGINT and SIGQUIT belong to somebody else.
func (m *Model) Run(in, out *os.File) error {
	width, height, err := tty.Size(out)
	if err != nil {
		return fmt.Errorf("ask the terminal for its size: %w", err)
	}
	keys, err := tty.NewKeys(in, m.hungUp)
	if err != nil {
		return err
	}
	screen := tty.NewScreen(out, m.hungUp)
	m.restore = crash.Undo(screen.Restore)
	screen.Keep()
	g := &guarded{inner: m, typing: func() bool { return m.typing != nil }, end: m.end}
	p := tea.NewProgram(g, tea.WithContext(m.env.ctx), tea.WithoutSignalHandler(),
		tea.WithInput(keys), tea.WithOutput(screen),
		tea.WithColorProfile(Colours(out)),
		tea.WithWindowSize(width, height), tea.WithFilter(filtered(out, keys)))
	t := &terminal{keys: keys, screen: screen, program: p, away: &m.away}
	m.exec, m.suspend = t.exec, t.suspend
	stop := t.watch()
	_, err = p.Run()
	stop()
	return cmp.Or(g.failure(), errors.Join(err, keys.Close()))
}

// hungUp is told by the terminal that it is gone.
func (m *Model) hungUp() {
	if m.env.opt.Gone != nil {
		m.env.opt.Gone()
	}
}

// Away tells whether something else has the terminal: what it was handed to, or who
// has it while the explorer is suspended. It may be called from any goroutine.
func (m *Model) Away() bool { return m.away.Load() }

// filtered makes every message about the size, and what asks for one, say what the
// size is now: a message may have waited while the terminal was handed over. Keys of
// other layouts become those that the key map knows, unless they are text. Once the
// program ends, what is typed is for whoever has the terminal next: Bubble Tea reads on
// until it has given the screen back.
func filtered(terminal term.File, keys *tty.Keys) func(tea.Model, tea.Msg) tea.Msg {
	question := tea.RequestWindowSize()
	return func(model tea.Model, msg tea.Msg) tea.Msg {
		switch k := msg.(type) {
		case tea.QuitMsg:
			keys.Pause()
			return msg
		case tea.WindowSizeMsg:
		case tea.KeyPressMsg:
			g, _ := model.(*guarded)
			return latin(k, g != nil && g.typing())
		default:
			if msg != question {
				return msg
			}
		}
		width, height, err := tty.Size(terminal)
		if err != nil {
			return nil // the terminal is gone, and so are we
		}
		return tea.WindowSizeMsg{Width: width, Height: height}
	}
}

// latin is a key as the key map knows it; nil for one that only modifies others.
func latin(k tea.KeyPressMsg, text bool) tea.Msg {
	if tty.OnlyModifies(k) {
		return nil
	}
	return tty.Latin(k, text)
}

// terminal is who has the terminal while the explorer runs.
type terminal struct {
	keys    *tty.Keys
	screen  *tty.Screen
	program *tea.Program
	away    *atomic.Bool
	lent    atomic.Bool // to a command that runs
}

// exec is tea.Exec, but the keys are left alone before Bubble Tea lets go of them, and
// the screen is taken back in any case.
func (t *terminal) exec(c tea.ExecCommand, then tea.ExecCallback) tea.Cmd {
	return func() tea.Msg {
		t.keys.Pause()
		return tea.Exec(&held{c, t}, func(err error) tea.Msg {
			go t.insist()
			if then == nil {
				return nil
			}
			return then(err)
		})()
	}
}

// drawTime is how long Bubble Tea may take to draw after it has the terminal again.
const drawTime = 250 * time.Millisecond

// insist has Bubble Tea take the screen once more where it has not: its last renderer may
// stop the clock that the new one has just started (2.0.9, 2.1.1), after which nothing is
// drawn any more.
func (t *terminal) insist() {
	defer crash.Guard()
	time.Sleep(drawTime)
	if !t.screen.Taken() && !t.lent.Load() && !t.away.Load() {
		t.program.Send(t.exec(again{}, nil)())
	}
}

// held is a command that has the terminal, after which the keys are ours again.
type held struct {
	tea.ExecCommand
	terminal *terminal
}

// Run implements tea.ExecCommand.
func (h *held) Run() error {
	defer h.terminal.keys.Resume()
	h.terminal.lent.Store(true)
	defer h.terminal.lent.Store(false)
	h.terminal.screen.Lend()
	defer h.terminal.screen.Keep()
	return h.ExecCommand.Run()
}

// watch asks for the size whenever it may have changed, and takes the terminal back
// when we go on after somebody has stopped us: the shell has used it meanwhile. What it
// returns ends that.
//
// SIGTSTP is not caught, so that it stops us at once: Go has no way back to the default
// of a signal that was caught, and Ctrl+Z has to stop what the terminal is handed to.
func (t *terminal) watch() (stop func()) {
	signals, done := make(chan os.Signal, 4), make(chan struct{})
	signal.Notify(signals, syscall.SIGWINCH, syscall.SIGCONT)
	go func() {
		defer crash.Guard()
		for {
			select {
			case s := <-signals:
				if s == syscall.SIGCONT && !t.away.Load() {
					t.program.Send(t.exec(again{}, nil)())
				}
				t.program.Send(tea.RequestWindowSize())
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
