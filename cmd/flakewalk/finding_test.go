package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"

	"flakewalk/nixcli/nixtest"
)

// Keys of the prompts.
const (
	keyBackspace = "\x7f"
	keyCtrlO     = "\x0f"
	keyCtrlP     = "\x10"
)

// TestFinding is how somebody finds an attribute of which a part of the name is
// known: in the tree, among all names, and by its path.
func TestFinding(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		system := nixtest.System(t, n)
		tm := explorer(t, n, 120, 36, sampleDir(t))
		tm.wait("1.2.0  A red flower")

		tm.press("/", "ros")
		tm.wait("1/2", "enter stay") // and the check of the rose
		tm.press(keyEnter)
		tm.onRow("rose")
		tm.press("n")
		tm.onRow("rose-smells")
		tm.press("N")
		tm.onRow("rose")
		tm.press("/", "flow")
		tm.wait("/flow", "1/1")
		tm.press(keyEsc) // back to where the search began
		tm.onRow("rose")

		tm.press("-")
		tm.onRow("packages")
		tm.press(keyCtrlP, "season") // in lib, which nobody has opened
		tm.wait("Jump to a name", "lib.season")
		tm.press(keyEnter)
		tm.onRow("season")

		tm.press(":", "devShells.")
		tm.wait("4 names")
		tm.press("\t")
		tm.wait(": devShells." + system)
		tm.press(".quiet", keyEnter) // the names come when they come
		tm.onRow("quiet")
		tm.press(":", "lib.nowhere", keyEnter)
		tm.wait("nowhere")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestAnotherFlake proves that another flake can be opened from inside, by typing
// or from what was opened before, and that the way back leads to the first one as
// it was, with nothing left running of either.
func TestAnotherFlake(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		state := nixtest.TempDir(t)
		first, second := sampleDir(t), nixtest.Unpack(t, "errors")
		tm := explorer(t, n.With("XDG_STATE_HOME="+state), 120, 36, first)
		tm.wait("1.2.0  A red flower")
		tm.goTo("lib")
		tm.press("l")
		tm.wait("▾ lib", "spring")
		tm.press(keyCtrlO, second+"#lib", keyEnter)
		tm.wait("throws", second)
		tm.waitGone("spring")
		tm.press(keyBackspace)
		tm.wait("▾ lib", "spring", first)
		tm.onRow("lib")
		tm.press(keyCtrlO)
		tm.wait("Open a flake", second, "just now")
		tm.press(keyEsc) // alone: with a letter at once behind it, it would be Alt
		tm.waitGone("Open a flake")
		tm.press("q")
		tm.exits(exitOK)
		if got := nixtest.Read(t, state+"/flakewalk/history"); !strings.Contains(got, first) || !strings.Contains(got, second) {
			t.Errorf("the history is %q", got)
		}
	})
}

// TestMouse proves that wheel, clicks and drags arrive, and that --no-mouse leaves
// the mouse to the terminal.
func TestMouse(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm := explorer(t, n, 120, 36, sampleDir(t))
	tm.wait("1.2.0  A red flower")
	if len(tm.mouseModes()) == 0 {
		t.Error("the mouse is not asked for")
	}
	y, x := tm.find("▸ lib")
	tm.click(x+4, y)
	tm.onRow("lib")
	tm.click(x, y) // the mark
	tm.wait("▾ lib", "spring")
	y, x = tm.find(" │ ")
	tm.drag(x+1, y+10, x-10, y+10)
	tm.until(func(string) bool { _, now := tm.find(" │ "); return now == x-11 || now == x-10 || now == x-12 }, fmt.Sprintf("the divider stays in column %d", x))
	tm.press("q")
	tm.exits(exitOK)

	off := explorer(t, n, 120, 36, "--no-mouse", sampleDir(t))
	off.wait("1.2.0  A red flower")
	if modes := off.mouseModes(); len(modes) > 0 {
		t.Errorf("modes %v", modes)
	}
	off.press("q")
	off.exits(exitOK)
}

// onRow waits until the cursor is on a row of that name.
func (tm *terminal) onRow(name string) {
	tm.t.Helper()
	tm.until(func(screen string) bool {
		for line := range strings.Lines(screen) {
			if row, ok := strings.CutPrefix(line, "▌"); ok {
				if words := strings.Fields(row); len(words) > 1 && words[1] == name {
					return true
				}
			}
		}
		return false
	}, "the cursor is not on "+name)
}

// mouseModes are the modes that are on by which the terminal reports the mouse.
func (tm *terminal) mouseModes() []string {
	return slices.DeleteFunc(modesLeft(tm.stream()), func(mode string) bool {
		return !slices.Contains([]string{"9", "1000", "1001", "1002", "1003", "1005", "1006", "1015", "1016"}, mode)
	})
}

// find waits for a text and returns where it is on the screen, in lines and cells.
func (tm *terminal) find(text string) (y, x int) {
	tm.t.Helper()
	tm.until(func(screen string) bool {
		for i, line := range strings.Split(screen, "\n") {
			if before, _, ok := strings.Cut(line, text); ok {
				y, x = i, len([]rune(before))
				return true
			}
		}
		return false
	}, "not on the screen: "+text)
	return y, x
}

// click presses and releases the left button.
func (tm *terminal) click(x, y int) { tm.drag(x, y, x, y) }

// drag moves the mouse from one cell to another with the left button held.
func (tm *terminal) drag(x, y, toX, toY int) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	tm.em.SendMouse(vt.MouseClick{X: x, Y: y, Button: vt.MouseLeft})
	if x != toX || y != toY {
		tm.em.SendMouse(vt.MouseMotion{X: toX, Y: toY, Button: vt.MouseLeft})
	}
	tm.em.SendMouse(vt.MouseRelease{X: toX, Y: toY, Button: vt.MouseLeft})
}
