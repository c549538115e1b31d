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
	"flakewalk/tui/overlay"
	"flakewalk/tui/text"
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
	// Copy puts a text on the clipboard by programs of this machine. It may take a while.
	// nil where there are none: then the terminal is asked to.
	Copy func(text string) Copied
	// Start is what can be opened where there is no flake; nil where the user named one.
	Start *Start
	// Builds run in the background; nil where nothing can.
	Builds Builds
	// Commands is the log of the commands that were run; nil where nobody keeps one.
	Commands Commands
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

// Model is the explorer's shell: it routes keys, has dialogs, prompt and layout, and
// meets what its parts want of it (see request). What is known of flakes and jobs
// belongs to its parts. It implements tea.Model; make one with New and call Close when
// the program has ended.
type Model struct {
	env *env
	// exec hands the terminal over; tests put their own here.
	exec func(tea.ExecCommand, tea.ExecCallback) tea.Cmd
	// suspend gives the terminal back for a while; likewise.
	suspend tea.Cmd
	// restore gives the terminal back for good; nil before Run.
	restore func()
	// away is set while something else has the terminal.
	away atomic.Bool
	end  context.CancelFunc // ends all that is under way

	visit   *visit   // the flake on screen
	earlier []*visit // the ones to go back to, the latest last
	leaving []*visit // the ones that are being closed
	stay    int      // counts the flakes that came on screen
	turn    int      // counts the tabs that did

	out   *outbox // of what belongs to no flake
	jobs  *jobsTab
	extra []tab // the tabs that belong to no flake, in their order

	dialogs *overlay.Stack
	typing  *typing // the prompt that is open, or nil
	layout  layout
	split   split
	focus   focus

	picked  string        // what was chosen
	becomes *model.Action // what is to take our place

	watch   watch
	note    note
	ticking bool
	news    bool // answers have come since the log of commands was brought up to date
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
	ctx, end := context.WithCancel(ctx)
	e := newEnv(ctx, o)
	m := &Model{env: e, end: end, exec: tea.Exec, suspend: tea.Suspend, out: &outbox{env: e}, dialogs: overlay.New(e.theme)}
	e.spot = m.spot
	m.jobs = newJobsTab(e, m.out)
	if e.canBuild() {
		m.extra = []tab{m.jobs}
	}
	m.visit = newVisit(e, nix, o.Ref, o.Fragment)
	m.tab().setShown(true)
	return m
}

// Close cancels all that is under way, waits for it, and closes the flakes that
// were opened from inside. Call it when the program has ended; the model cannot
// be used afterwards.
func (m *Model) Close() {
	m.end()
	m.jobs.work.Close()
	for _, v := range append(m.visits(), m.leaving...) {
		v.close()
	}
	if m.restore != nil {
		m.restore()
	}
}

// Init implements tea.Model.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(m.askBackground(), m.visit.open(), m.settle())
}

// askBackground asks the terminal for its background, where that matters.
func (m *Model) askBackground() tea.Cmd {
	if m.env.opt.Background != BackgroundAuto {
		return nil
	}
	return tea.RequestBackgroundColor
}

// answer is what a question has brought. It holds what it changes, a part of the
// explorer, and reaches nothing else: what it wants beyond that goes into the outbox.
type answer interface {
	apply() tea.Cmd
}

// event is a message to the shell itself.
type event interface {
	handle(m *Model) tea.Cmd
}

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.setTheme(m.env.learnBackground(msg.IsDark()))
	case tea.ModeReportMsg:
		m.setTheme(m.env.learnMode(msg))
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
		cmd = msg.apply()
	case event:
		cmd = msg.handle(m)
	}
	return m, tea.Batch(cmd, m.meetWants(), m.settle())
}

// meetWants meets what the parts want of the shell. A flake that is not on screen wants
// nothing: its answers are kept, and what they would show is not.
func (m *Model) meetWants() tea.Cmd {
	var cmds []tea.Cmd
	for {
		for _, v := range m.earlier {
			v.out.drop()
		}
		r, ok := m.visit.out.next()
		if !ok {
			r, ok = m.out.next()
		}
		if !ok {
			return tea.Batch(cmds...)
		}
		cmds = append(cmds, r.meet(m))
	}
}

// settle asks for what the screen needs after a change: it is the one place
// where questions begin that nobody pressed a key for.
func (m *Model) settle() tea.Cmd {
	if !m.covered() {
		m.visit.inputs.tellUpdated()
	}
	m.jobs.names.system = m.visit.system()
	cmds := []tea.Cmd{m.askForTyping(), m.meetWants()}
	for _, t := range m.tabs() {
		cmds = append(cmds, t.settle())
	}
	m.refreshRuns()
	return tea.Batch(append(cmds, m.meetWants(), m.askPlan(), m.keepCalm(), m.keepTicking(), m.keepWatching())...)
}

// setTheme draws all in the theme of env, if that has changed.
func (m *Model) setTheme(changed bool) {
	if !changed {
		return
	}
	for _, v := range m.visits() {
		v.setTheme(m.env.theme)
	}
	for _, t := range m.extra {
		t.setTheme(m.env.theme)
	}
	m.dialogs.SetTheme(m.env.theme)
	if m.typing != nil {
		m.typing.line.SetTheme(m.env.theme)
	}
}

// say puts a note into the status line.
func (m *Model) say(t theme.Tone, message string) { m.note = note{text.Line(message), t} }
