// Package tui is the explorer: the one Bubble Tea model, which routes keys to
// panes, runs questions to nix as jobs, and draws the screen. It knows nix only
// as the interface Nix.
package tui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/job"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/theme"
)

// Options are what the explorer is started with.
type Options struct {
	// Ref is the flake reference as the user gave it, shown until the flake is open.
	Ref string
	// Fragment is the part of the reference after #: what the cursor shall be
	// on at first; or "".
	Fragment string
	// Flakes opens other flakes; nil where that is not possible.
	Flakes Flakes
	// Browse shows a page of the web in a browser; nil where that is not possible.
	Browse func(address string) error
	// Start is what can be opened where there is no flake; nil where the user named one.
	Start *Start
	// Builds run in the background; nil where nothing can.
	Builds Builds
	// LookFor are the kinds that the user came for: the cursor goes to the first thing
	// of them; nil shows the flake as a whole.
	LookFor []model.Kind
	// Pick lets the user choose one thing, and run nothing; nil is the explorer itself.
	Pick *Pick
	// NoProgressBar leaves the terminal's own progress bar alone.
	NoProgressBar bool
	// Stay refuses to leave for a shell: the flake is gone when the program is.
	Stay bool
	// RunUnasked runs programs of flakes that are not local without a question.
	RunUnasked bool
	// Consent is the user's word on what flakes ask for in their nixConfig; with
	// ConsentUnasked it is asked for when it is needed.
	Consent model.Consent
	// Recorded shows what would run instead of running it: the flake is a recording.
	Recorded bool
	// ASCII draws all glyphs in ASCII, for terminals and locales without more.
	ASCII bool
	// NoMouse leaves the mouse to the terminal.
	NoMouse bool
	// Background is the terminal's background.
	Background Background
	// Gone is called once the terminal is gone, perhaps more than once; it has to end
	// the context. nil does nothing.
	Gone func()
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Background says for which background the colours are.
type Background uint8

// The backgrounds.
const (
	BackgroundAuto  Background = iota // what the terminal says, dark until it has
	BackgroundDark                    // whatever the terminal says
	BackgroundLight                   // likewise
)

// Model is the explorer. It implements tea.Model; make one with New and call
// Close when the program has ended.
type Model struct {
	opt   Options
	ctx   context.Context //nolint:containedctx // the program's life, which visits hang on
	end   context.CancelFunc
	keys  keymap.Map
	theme *theme.Theme
	// after is the timer; tests put their own here.
	after func(time.Duration, tea.Msg) tea.Cmd
	// exec hands the terminal over; likewise.
	exec func(tea.ExecCommand, tea.ExecCallback) tea.Cmd
	// suspend gives the terminal back for a while; likewise.
	suspend tea.Cmd
	// away is set while something else has the terminal.
	away atomic.Bool

	*visit           // the flake on screen
	earlier []*visit // the ones to go back to, the latest last
	leaving []*visit // the ones that are being closed

	work     *job.Table // jobs of no flake
	builds   background
	jobsTab  *jobsPane
	memories map[string]*memory // by the flake

	dialogs *overlay.Stack
	typing  *typing // the prompt that is open, or nil
	layout  layout
	split   split
	focus   focus
	// dragging is set while the mouse holds the divider.
	dragging bool

	// hideOthers is set while the sets of other systems are not shown.
	hideOthers bool

	picked  string        // what was chosen
	becomes *model.Action // what is to take our place

	watch   watch
	note    note
	frame   int // ticks since nix began to be busy
	ticking bool
	rest    int // counts the moves of the cursor
}

// focus tells which pane has the keys.
type focus uint8

const (
	focusTree focus = iota
	focusDetail
)

// note is what the status line says until the next key.
type note struct {
	text string // printable
	tone theme.Tone
}

// New returns the explorer of the flake behind nix. Its jobs end with ctx.
func New(ctx context.Context, nix Nix, o Options) *Model {
	o = o.filled()
	if o.Now == nil {
		o.Now = time.Now
	}
	t := theme.New(o.Background != BackgroundLight, o.ASCII)
	ctx, end := context.WithCancel(ctx)
	m := &Model{
		opt: o, ctx: ctx, end: end, theme: t,
		keys:    keymap.New(o.ASCII),
		after:   tick,
		exec:    tea.Exec,
		suspend: tea.Suspend,
		work:    job.NewTable(ctx),
		dialogs: overlay.New(t),
	}
	if o.Pick != nil {
		m.keys = pickKeys(m.keys)
	}
	m.jobsTab = newJobsPane(m)
	m.visit = m.newVisit(nix, o.Ref, o.Fragment)
	return m
}

// tick is the timer of the real program.
func tick(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// Close cancels all that is under way, waits for it, and closes the flakes that
// were opened from inside. Call it when the program has ended; the model cannot
// be used afterwards.
func (m *Model) Close() {
	m.end()
	m.work.Close()
	for _, v := range append(m.visits(), m.leaving...) {
		v.close()
	}
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(m.askBackground(), m.open(), m.settle())
}

// askBackground asks the terminal for its background, where that matters.
func (m *Model) askBackground() tea.Cmd {
	if m.opt.Background != BackgroundAuto {
		return nil
	}
	return tea.RequestBackgroundColor
}

// answer is a message that knows what it changes.
type answer interface {
	apply(m *Model) tea.Cmd
}

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.setTheme(msg.IsDark())
	case tea.FocusMsg:
		cmd = m.focused(true)
	case tea.BlurMsg:
		cmd = m.focused(false)
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		cmd = m.paste(msg)
	case tea.MouseMsg:
		cmd = m.point(msg)
	case job.Done:
		cmd = m.answered(msg)
	case answer:
		cmd = msg.apply(m)
	}
	return m, tea.Batch(cmd, m.settle())
}

// settle asks for what the screen needs after a change: it is the one place
// where questions begin that nobody pressed a key for.
func (m *Model) settle() tea.Cmd {
	m.tellUpdated()
	typed := m.askForTyping()
	moved := m.follow()
	inputs := m.askInputs()
	jobs := m.askJob()
	var cmds []tea.Cmd
	if m.flake != nil && !m.opening {
		cmds = []tea.Cmd{moved, m.askHeads(), m.askBriefs(), m.askDetails(), m.askSearch()}
	}
	if m.stale {
		m.stale = false
		m.writeDetail()
		m.refreshRuns()
	}
	return tea.Batch(append(cmds, typed, inputs, jobs, m.askPlan(), m.keepCalm(), m.keepTicking(), m.keepWatching())...)
}

func (m *Model) setTheme(dark bool) {
	if m.opt.Background != BackgroundAuto {
		return
	}
	t := theme.New(dark, m.opt.ASCII)
	m.theme = t
	for _, v := range m.visits() {
		v.setTheme(t)
	}
	m.jobsTab.setTheme(t)
	m.dialogs.SetTheme(t)
}

// say puts a note into the status line.
func (m *Model) say(t theme.Tone, text string) { m.note = note{clean(text), t} }
