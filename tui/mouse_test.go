package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/keymap"
)

// click presses and releases the left button at a cell.
func (u *user) click(x, y int) {
	u.t.Helper()
	u.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	u.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	u.run()
}

// wheel turns the wheel by one notch.
func (u *user) wheel(b tea.MouseButton, x, y int) {
	u.t.Helper()
	u.send(tea.MouseWheelMsg{X: x, Y: y, Button: b})
	u.run()
}

// find is the cell of the list where a text stands.
func (u *user) find(text string) (x, y int) {
	u.t.Helper()
	for y, line := range strings.Split(u.screen(), "\n") {
		line = ansi.Truncate(line, u.m.layout.list.w, "")
		if before, _, ok := strings.Cut(line, text); ok && u.m.layout.list.has(0, y) {
			return u.m.env.theme.Width(before), y
		}
	}
	u.t.Fatalf("not in the list: %q\n%s", text, u.screen())
	return 0, 0
}

// clickOn clicks at the beginning of a text.
func (u *user) clickOn(text string) {
	u.t.Helper()
	u.click(u.find(text))
}

func TestClick(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.clickOn("lib ")
	if u.at() != "lib" || u.m.visit.outputs.tree.IsOpen(u.m.visit.outputs.selected) {
		t.Errorf("the first click selects: at %s", u.at())
	}
	u.clickOn("lib ")
	u.sees("▾ lib", "compose")
	u.clickOn("lib ")
	u.misses("compose")
	u.clickOn("▸ packages")
	u.sees("▾ packages", "unfree")
	if u.at() != "packages" {
		t.Errorf("a click on the mark selects too: at %s", u.at())
	}
	u.clickOn("musl  ")
	u.onTop("")
	u.clickOn("musl  ")
	u.onTop(dialogError)
	u.sees("╭─ " + pkgs + ".musl")
	u.click(4, 3) // the dialog takes it
	u.onTop(dialogError)
	u.press("esc")
}

func TestClickGivesTheKeys(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.click(100, 10)
	if u.m.focus != focusDetail {
		t.Error("a click on the details does not give them the keys")
	}
	u.clickOn("apps ") // selected already, but not with the keys
	if u.m.focus != focusTree || u.m.visit.outputs.tree.IsOpen(u.m.visit.outputs.selected) {
		t.Error("the click that brings the keys back does no more")
	}
	u.click(5, 30) // below the rows
	if u.at() != "apps" {
		t.Errorf("at %s", u.at())
	}
	u.send(tea.MouseClickMsg{X: 5, Y: 5, Button: tea.MouseRight})
	if u.at() != "apps" {
		t.Errorf("the right button moved the cursor to %s", u.at())
	}
}

func TestClickOnAPinnedRow(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 14, Options{Fragment: pkgs + ".unfree"})
	if _, y := u.find("▾ packages"); y != 2 {
		t.Fatalf("not pinned\n%s", u.screen())
	}
	u.clickOn("packages ")
	if u.at() != "packages" || !u.m.visit.outputs.tree.IsOpen(u.m.visit.outputs.selected) {
		t.Errorf("at %s", u.at())
	}
}

func TestWheel(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 14, Options{Fragment: pkgs + ".default"})
	u.press("g")
	before := u.screen()
	u.wheel(tea.MouseWheelDown, 5, 5)
	if u.at() != pkgs+".insecure" {
		t.Errorf("three rows further the cursor is at %s", u.at())
	}
	u.wheel(tea.MouseWheelUp, 5, 5)
	u.press("g")
	if u.screen() != before {
		t.Errorf("up again\n%s\nbefore\n%s", u.screen(), before)
	}
	u.goTo(pkgs + ".default")
	u.rest()
	first := strings.Split(u.screen(), "\n")[u.m.layout.detail.y]
	u.wheel(tea.MouseWheelDown, 70, 5)
	u.misses(first)
	if u.m.focus != focusTree || u.at() != pkgs+".default" {
		t.Error("the wheel moves no focus and no cursor in the other pane")
	}
	u.wheel(tea.MouseWheelUp, 70, 5)
	u.sees(first)
	u.press("?")
	u.onTop(dialogHelp)
	help := theDialog(u)
	top := u.m.visit.outputs.tree.OnScreen()[0]
	u.wheel(tea.MouseWheelDown, 0, 5) // beside the dialog
	if theDialog(u) == help {
		t.Error("the wheel does not scroll the help")
	}
	u.wheel(tea.MouseWheelLeft, 0, 5)
	if u.m.visit.outputs.tree.OnScreen()[0] != top {
		t.Error("the wheel fell through the dialog")
	}
}

func TestDragTheDivider(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 100, 30, Options{})
	drag := func(x, y, toX, toY int) {
		u.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		u.send(tea.MouseMotionMsg{X: toX, Y: toY, Button: tea.MouseLeft})
		u.send(tea.MouseReleaseMsg{X: toX, Y: toY, Button: tea.MouseLeft})
	}
	divider := func() rect { return u.m.layout.divider }
	drag(divider().x+1, 10, 40, 12)
	if divider().x+1 != 40 {
		t.Errorf("the divider is at %d", divider().x+1)
	}
	u.send(tea.MouseMotionMsg{X: 60, Y: 12})
	if divider().x+1 != 40 {
		t.Error("it moves though it was let go")
	}
	for _, x := range []int{0, 99, -5, 200} {
		drag(divider().x+1, 10, x, 10)
		if u.m.layout.list.w < paneMinW || u.m.layout.detail.w < paneMinW {
			t.Errorf("dragged to %d: %+v", x, u.m.layout)
		}
	}
	drag(divider().x+1, 10, 50, 10)
	u.send(tea.WindowSizeMsg{Width: 60, Height: 30}) // below each other
	drag(10, divider().y, 10, 8)
	if divider().y != 8 {
		t.Errorf("the divider is in line %d", divider().y)
	}
	for _, y := range []int{0, 29} {
		drag(10, divider().y, 10, y)
		if u.m.layout.list.h < paneMinH || u.m.layout.detail.h < paneMinH {
			t.Errorf("dragged to %d: %+v", y, u.m.layout)
		}
	}
	u.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	if divider().x+1 != 50 {
		t.Errorf("it was forgotten: %d", divider().x+1)
	}
}

func TestMouseIsForThoseWhoWantIt(t *testing.T) {
	t.Parallel()
	if v := start(t, sample(), 80, 24, Options{}).m.View(); v.MouseMode != tea.MouseModeCellMotion {
		t.Errorf("mode %v", v.MouseMode)
	}
	if v := start(t, sample(), 80, 24, Options{NoMouse: true}).m.View(); v.MouseMode != tea.MouseModeNone {
		t.Errorf("mode %v", v.MouseMode)
	}
}

func TestMouseBeforeThereIsATree(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 80, 24, Options{})
	for y := range 24 {
		u.send(tea.MouseClickMsg{X: 40, Y: y, Button: tea.MouseLeft})
		u.send(tea.MouseMotionMsg{X: 20, Y: y, Button: tea.MouseLeft})
		u.send(tea.MouseWheelMsg{X: 40, Y: y, Button: tea.MouseWheelDown})
	}
	u.run()
	u.sees("▸ apps")
}

func TestClickOnATab(t *testing.T) {
	t.Parallel()
	u := start(t, withInputs(t), 120, 36, Options{})
	x := strings.Index(strings.Split(u.screen(), "\n")[1], u.m.visit.inputs.title()) - len("2 ")
	u.click(x+3, 1)
	if u.m.visit.tab != keymap.ShowInputs {
		t.Errorf("not the inputs\n%s", u.screen())
	}
	u.click(x+30, 1)
	u.click(x, 0)
	if u.m.visit.tab != keymap.ShowInputs {
		t.Error("a click beside the tabs changes them")
	}
	u.click(3, 1)
	if u.m.visit.tab == keymap.ShowInputs {
		t.Error("not back at the outputs")
	}
}
