package tui

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"

	"flakewalk/model"
	"flakewalk/tui/job"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// user drives the explorer as a person does, without a program: commands are
// run one after the other, timers only when the test lets them.
type user struct {
	t      testing.TB
	m      *Model
	nix    *fakeNix
	queue  []tea.Cmd
	timers []tea.Msg
	// hold lists the keys of jobs whose answers are kept back; see release.
	hold    []string
	held    []tea.Msg
	clip    []string
	quit    bool
	suspend bool
}

// start opens the explorer at a size and waits until nix has nothing to do.
func start(t testing.TB, nix *fakeNix, w, h int, o Options) *user {
	t.Helper()
	u := begin(t, nix, w, h, o)
	u.run()
	return u
}

// begin is start without any answers yet. The rows stay folded, as if a key had
// been pressed at once, and all systems are shown.
func begin(t testing.TB, nix *fakeNix, w, h int, o Options) *user {
	t.Helper()
	u := fresh(t, nix, w, h, o)
	u.m.visit.outputs.touched = true
	u.m.env.hideOthers = false
	return u
}

// fresh is begin as a new user sees it.
func fresh(t testing.TB, nix *fakeNix, w, h int, o Options) *user {
	t.Helper()
	o.Now = now
	if o.Ref == "" {
		o.Ref = nix.flake.Ref
	}
	if o.Commands == nil {
		o.Commands = nix
	}
	u := &user{t: t, nix: nix, m: New(t.Context(), nix, o)}
	t.Cleanup(u.m.Close)
	u.m.env.after = func(_ time.Duration, msg tea.Msg) tea.Cmd {
		u.timers = append(u.timers, msg)
		return nil
	}
	u.queue = append(u.queue, u.m.Init())
	u.send(tea.WindowSizeMsg{Width: w, Height: h})
	return u
}

// send gives the explorer a message, and looks at what it draws.
func (u *user) send(msg tea.Msg) {
	u.t.Helper()
	_, cmd := u.m.Update(msg)
	u.queue = append(u.queue, cmd)
	u.look()
}

// run runs commands until there are no more, the timers excepted.
func (u *user) run() {
	u.t.Helper()
	for n := 0; len(u.queue) > 0; n++ {
		if n > 10_000 {
			u.t.Fatalf("it never comes to rest; nix was asked %d times", len(u.nix.calls))
		}
		cmd := u.queue[0]
		u.queue = u.queue[1:]
		if cmd != nil {
			u.deliver(cmd())
		}
	}
}

func (u *user) deliver(msg tea.Msg) {
	u.t.Helper()
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		u.queue = append(u.queue, msg...)
	case tea.QuitMsg:
		u.quit = true
	case tea.SuspendMsg:
		u.suspend = true
	case job.Done:
		for _, key := range u.hold {
			if strings.HasPrefix(msg.Key, key) {
				u.held = append(u.held, msg)
				return
			}
		}
		u.send(msg)
	default:
		if v := reflect.ValueOf(msg); v.Kind() == reflect.String { // the clipboard's message is not exported
			u.clip = append(u.clip, v.String())
			return
		}
		u.send(msg)
	}
}

// release delivers the answers that were kept back, the latest first if asked so.
func (u *user) release() {
	u.t.Helper()
	held := u.held
	u.hold, u.held = nil, nil
	for _, msg := range held {
		u.send(msg)
	}
	u.run()
}

// asker is what the open prompt is for; nil without one.
func (u *user) asker() asker {
	if u.m.typing == nil {
		return nil
	}
	return u.m.typing.asker
}

// enter opens another flake.
func (u *user) enter(ref string) {
	u.t.Helper()
	cmd, _ := u.m.enter(ref)
	u.do(cmd)
}

// do runs a command and what follows from it.
func (u *user) do(cmd tea.Cmd) {
	u.t.Helper()
	u.queue = append(u.queue, cmd, u.m.meetWants())
	u.run()
}

// rest lets the timers run out that the cursor's rest waits for.
func (u *user) rest() {
	u.t.Helper()
	u.fire(func(m tea.Msg) bool {
		switch m.(type) {
		case restMsg, inputRestMsg:
			return true
		}
		return false
	})
}

// linger lets the timers run out that wait for a longer rest.
func (u *user) linger() {
	u.t.Helper()
	u.fire(func(m tea.Msg) bool { _, ok := m.(lingerMsg); return ok })
}

// tick lets the clock move once.
func (u *user) tick() {
	u.t.Helper()
	u.fire(func(m tea.Msg) bool { _, ok := m.(tickMsg); return ok })
}

func (u *user) fire(which func(tea.Msg) bool) {
	u.t.Helper()
	timers := u.timers
	u.timers = nil
	for _, msg := range timers {
		if which(msg) {
			u.send(msg)
		} else {
			u.timers = append(u.timers, msg)
		}
	}
	u.run()
}

// press types keys, by their names, and waits for the answers.
func (u *user) press(keys ...string) {
	u.t.Helper()
	for _, k := range keys {
		u.send(keyMsg(k))
		u.run()
		u.calm()
	}
}

// hit types a key and lets no time pass.
func (u *user) hit(key string) {
	u.t.Helper()
	u.send(keyMsg(key))
	u.run()
}

// calm lets the moment pass that a question wants without a key.
func (u *user) calm() {
	u.t.Helper()
	u.fire(func(m tea.Msg) bool { _, ok := m.(calmMsg); return ok })
}

// keyMsg is the message of a key.
func keyMsg(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "end": tea.KeyEnd, "home": tea.KeyHome,
		"backspace": tea.KeyBackspace,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

// screen is what is drawn, as text.
func (u *user) screen() string {
	lines := strings.Split(ansi.Strip(u.m.View().Content), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}

// sees fails unless the text is on the screen.
func (u *user) sees(texts ...string) {
	u.t.Helper()
	for _, s := range texts {
		if !strings.Contains(u.screen(), s) {
			u.t.Errorf("not on the screen: %q\n%s", s, u.screen())
		}
	}
}

// misses fails if the text is on the screen.
func (u *user) misses(texts ...string) {
	u.t.Helper()
	for _, s := range texts {
		if strings.Contains(u.screen(), s) {
			u.t.Errorf("on the screen: %q\n%s", s, u.screen())
		}
	}
}

// at is the path of the row under the cursor.
func (u *user) at() string {
	id, _ := u.m.visit.outputs.tree.Cursor()
	return u.m.visit.outputs.store.path(id).String()
}

// goTo moves the cursor down to a row that is shown.
func (u *user) goTo(path string) {
	u.t.Helper()
	u.press("g")
	for u.at() != path {
		before := u.at()
		u.press("j")
		if u.at() == before {
			u.t.Fatalf("no row %s\n%s", path, u.screen())
		}
	}
}

// look checks what must be true of every frame: as many lines as the screen is
// high, none wider, and no control character but our own colours.
func (u *user) look() {
	u.t.Helper()
	content := u.m.View().Content
	l := u.m.layout
	if l.width == 0 || l.height == 0 {
		return
	}
	lines := strings.Split(content, "\n")
	if len(lines) != l.height {
		u.t.Fatalf("%d lines at %dx%d\n%s", len(lines), l.width, l.height, ansi.Strip(content))
	}
	for _, line := range lines {
		if w := u.m.env.theme.Width(line); w > l.width {
			u.t.Fatalf("a line is %d wide at %dx%d: %q", w, l.width, l.height, line)
		}
		if bad := control(line); bad != "" {
			u.t.Fatalf("control characters %q in %q", bad, line)
		}
	}
}

// control returns the first thing in a line that is neither text nor a colour.
func control(line string) string {
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == 0x1b {
			end := i + 2
			for end < len(line) && strings.IndexByte("0123456789;:", line[end]) >= 0 {
				end++
			}
			if end >= len(line) || line[i+1] != '[' || line[end] != 'm' {
				return line[i:min(len(line), i+12)]
			}
			i = end
			continue
		}
		if c < ' ' || c == 0x7f {
			return line[i : i+1]
		}
	}
	if !utf8.ValidString(line) {
		return line
	}
	last := rune(0)
	for i, r := range line {
		before := last
		last = r
		if (r == 0x200c || r == 0x200d) && before >= 0x600 && !unicode.In(before, unicode.Cf) { // joins what is seen
			continue
		}
		if (r >= 0x80 && r < 0xa0) || (r >= 0x200b && r <= 0x200f) || (r >= 0x2028 && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == 0xfeff {
			return line[i:]
		}
	}
	return ""
}

// choose moves the cursor of the menu to a verb.
func (u *user) choose(v model.Verb) {
	u.t.Helper()
	menu := top[*actMenu](u)
	u.press("g")
	for range menu.lines() {
		if a, ok := menu.chosen(); ok && a.Verb == v {
			return
		}
		u.press("j")
	}
	u.t.Fatalf("the menu has no %s\n%s", v, u.screen())
}
