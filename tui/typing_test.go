package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// TestTypingScreens are pictures of every prompt.
func TestTypingScreens(t *testing.T) {
	t.Parallel()
	screens := []struct {
		name  string
		ascii bool
		walk  func(u *user)
	}{
		{"find", false, func(u *user) {
			u.goTo("lib")
			u.press("l", "/")
			u.typeText("l")
		}},
		{"jump", false, func(u *user) {
			u.goTo("packages")
			u.press("l", "ctrl+p")
			u.typeText("x86 e")
			u.press("down")
		}},
		{"goto", false, func(u *user) {
			u.goTo("packages")
			u.press("l", ":")
			u.typeText("packages.x86_64-linux.")
			u.press("down")
		}},
		{"go nowhere", true, func(u *user) {
			u.press(":")
			u.typeText("lib.zzz")
		}},
		{"choose", false, func(u *user) {
			u.press("ctrl+o")
			u.typeText("nixp")
		}},
		{"jump listing", true, func(u *user) {
			u.hold = []string{jobIndex}
			u.press("ctrl+p")
		}},
		{"find nothing", true, func(u *user) {
			u.press("/")
			u.typeText("zzz")
		}},
	}
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {120, 36}} {
		for _, s := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				u := start(t, indexed(), size[0], size[1], Options{ASCII: s.ascii, Flakes: somewhere()})
				s.walk(u)
				golden.RequireEqual(t, u.promptScreen()+"\n")
			})
		}
	}
}

// promptScreen is what is drawn of the prompt: the screen behind it is not its
// concern.
func (u *user) promptScreen() string {
	lines := strings.Split(ansi.Strip(u.m.View().Content), "\n")
	last := lines[len(lines)-1]
	if !u.m.typing.inBox {
		return last
	}
	x, y, width, ok := u.m.dialogs.Inside()
	if !ok {
		return last
	}
	var out []string
	for _, l := range lines[y-1 : min(len(lines)-1, y+u.m.typing.line.Height()+1)] {
		out = append(out, ansi.Cut(l, x-2, x+width+2))
	}
	return strings.Join(out, "\n")
}

// TestKeysAreText proves that keys which mean something elsewhere are typed.
func TestKeysAreText(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{})
	u.press("/")
	u.typeText("q?jR-x n")
	if got := u.m.typing.line.Value(); got != "q?jR-x n" || u.quit {
		t.Errorf("typed %q", got)
	}
	u.press("ctrl+z")
	if !u.suspend {
		t.Error("it was not suspended")
	}
	u.press("ctrl+c")
	if !u.quit {
		t.Error("it did not quit")
	}
}

// TestPaste proves that pasted text is one harmless line, and that it is not
// taken for keys where nobody types.
func TestPaste(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{})
	u.send(tea.PasteMsg{Content: "qqq"})
	u.press("/")
	u.send(tea.PasteMsg{Content: "\r\nab\x1b[31m\ncd\u202eef\t" + strings.Repeat("日本", 200_000) + "\n"})
	if got := u.m.typing.line.Value(); !strings.HasPrefix(got, "ab[31m cd\u202eef 日本") || len(got) > 20_000 {
		t.Errorf("%.40q, %d bytes", got, len(got))
	}
	for range 6 {
		u.press("left")
	}
	u.press("ctrl+a", "right")
	u.sees(`ab[31m cd\u{202e}ef`)
	u.press("ctrl+k", "ctrl+u", "enter")
	if u.quit || u.at() != "packages" {
		t.Error("something happened")
	}
}

// TestCursorOfTheTerminal proves that the cursor stands where one types, counted
// in cells, and is hidden elsewhere.
func TestCursorOfTheTerminal(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 5}, {2, 3}, {1, 1}, {20, 2}} {
		u := start(t, sample(), size[0], size[1], Options{})
		if u.m.View().Cursor != nil {
			t.Errorf("%v: a cursor without a prompt", size)
		}
		u.press("/")
		u.typeText("日本")
		c := u.m.View().Cursor
		if size[1] < 3 {
			if c != nil {
				t.Errorf("%v: a cursor without a line", size)
			}
			continue
		}
		if want := min(2+4, size[0]-1); c == nil || (c.X != want && size[0] >= 20) || c.Y != size[1]-1 || c.X >= size[0] {
			t.Errorf("%v: cursor %+v, want column %d", size, c, want)
		}
		u.press("ctrl+a")
		if c := u.m.View().Cursor; size[0] >= 20 && c.X != 2 {
			t.Errorf("%v: cursor at %d", size, c.X)
		}
		u.typeText(strings.Repeat("long ", 40))
		if c := u.m.View().Cursor; c.X >= size[0] {
			t.Errorf("%v: cursor at %d", size, c.X)
		}
	}
}

// TestClickOnResult proves that a click selects a result, that another takes it,
// and that clicks beside the results do nothing.
func TestClickOnResult(t *testing.T) {
	t.Parallel()
	u := start(t, indexed(), 120, 36, Options{})
	u.press("ctrl+p")
	u.typeText("default")
	text := "devShells.x86_64-linux.default"
	u.clickOn(text)
	if j := u.asker().(*jumping); j.results.path(1).String() != text || !j.line.Moved() {
		t.Error("not selected")
	}
	u.click(1, 1)
	u.click(119, 35)
	if u.m.typing == nil {
		t.Fatal("the prompt is closed")
	}
	u.clickOn(text)
	u.is(text)
	u.press("/")
	u.click(5, 5) // nothing to choose from
	if u.m.typing == nil {
		t.Error("the prompt is closed")
	}
}
