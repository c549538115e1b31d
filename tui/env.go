package tui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// env is what all parts of the explorer look at. Only the shell changes it.
type env struct {
	ctx   context.Context //nolint:containedctx // the program's life, which visits hang on
	opt   Options
	keys  keymap.Map
	theme *theme.Theme
	// light is set where the terminal's background is; graphemes where the terminal gives
	// each character as people see it the cells of one (mode 2027).
	light, graphemes bool
	// after is the timer; tests put their own here.
	after func(time.Duration, tea.Msg) tea.Cmd
	// spot tells where the user is, for what comes late.
	spot func() spot
	// hideOthers is set while the sets of other systems are not shown.
	hideOthers bool
	told       map[string]bool // keys that mean nothing, once the user was told so
	// unexplained is set where the user wants no sentence on what a row is.
	unexplained bool
	memories    map[string]*memory // by the flake
}

func newEnv(ctx context.Context, o Options) *env {
	o = o.filled()
	if o.Now == nil {
		o.Now = time.Now
	}
	e := &env{
		ctx: ctx, opt: o, keys: keymap.New(o.ASCII), after: tick,
		light:    o.Background == BackgroundLight,
		memories: map[string]*memory{}, told: map[string]bool{}, hideOthers: true,
	}
	e.theme = e.newTheme()
	if o.Pick != nil {
		e.keys = pickKeys(e.keys)
	}
	return e
}

// learnMode takes in what the terminal says of a mode, and reports whether the theme has
// changed. Bubble Tea asks for mode 2027, and measures by characters as people see them
// from these answers on: so must we.
func (e *env) learnMode(r tea.ModeReportMsg) (changed bool) {
	if r.Mode != ansi.ModeUnicodeCore || r.Value != ansi.ModeReset && r.Value != ansi.ModeSet && r.Value != ansi.ModePermanentlySet {
		return false
	}
	e.graphemes = true
	e.theme = e.newTheme()
	return true
}

// learnBackground takes in which background the terminal has, and reports whether the
// theme has changed.
func (e *env) learnBackground(dark bool) (changed bool) {
	if e.opt.Background != BackgroundAuto {
		return false
	}
	e.light = !dark
	e.theme = e.newTheme()
	return true
}

// newTheme is the theme for what the terminal has said of itself.
func (e *env) newTheme() *theme.Theme {
	t := theme.New(!e.light, e.opt.ASCII)
	if e.graphemes {
		t = t.WithGraphemes()
	}
	return t
}

// tick is the timer of the real program.
func tick(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// newPrompt is a prompt that shows what is typed harmlessly.
func (e *env) newPrompt(o prompt.Options) *prompt.Model {
	o.Show = typedText
	return prompt.New(e.theme, o)
}

// fitsLine tells whether a text can be typed into a line of input as it is.
func (e *env) fitsLine(text string) bool {
	line := e.newPrompt(prompt.Options{})
	line.SetValue(text)
	return line.Value() == text
}

// typedText is a part of what is typed, harmless.
func typedText(s string) string { return text.Base(model.Printable(s)) }

// key is the key of an action, as it is called on the screen; "" where it has none.
func (e *env) key(a keymap.Action, in ...keymap.Scope) string {
	h, _ := e.hint(a, in...)
	return h.Key
}

// hint is the key of an action and its word.
func (e *env) hint(a keymap.Action, in ...keymap.Scope) (key.Help, bool) {
	return e.keys.Hint(a, in...)
}

// unknown says once of each key that it means nothing; "" the next time.
func (e *env) unknown(key string) string {
	if e.told[key] {
		return ""
	}
	e.told[key] = true
	return key + " does nothing here; " + e.key(keymap.Help, keymap.ScopeAlways) + " shows the keys"
}

// memoryOf is what was said about the flake of that name so far.
func (e *env) memoryOf(name string) *memory {
	if e.memories[name] == nil {
		e.memories[name] = &memory{trusted: map[string]bool{}, commands: map[deed][]string{}, consents: map[string]model.Consent{}}
	}
	return e.memories[name]
}
