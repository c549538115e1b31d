package main

import (
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// joinedFlake has names and texts with joiners and selectors that are seen, and with some
// that would hide something.
const joinedFlake = `{
  description = "Family 👨{zwj}👩{zwj}👧 می{zwnj}خواهم ❄️";
  outputs = _: {
    lib = {
      snow = "❄️ cold";
      coder = "👩🏽{zwj}💻 x";
      persian = "می{zwnj}خواهم";
      hindi = "क्{zwj}ष क्षि";
      pirate = "🏴{zwj}☠️";
      trick = "fire{zwnj}fox";
      "❄️" = "name";
      "👩{zwj}💻👩{zwj}💻" = "name";
    };
  };
}
`

// TestJoinedTexts proves that emoji of several parts and words of scripts that need
// joiners are on the screen as they are, that a joiner that hides is not, and that
// everything stands where it should: the line between the panes is straight, on a
// terminal that measures by characters as people see them.
func TestJoinedTexts(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", strings.NewReplacer("{zwj}", "\u200d", "{zwnj}", "\u200c").Replace(joinedFlake))
	tm := explorer(t, n, 110, 24, dir+"#lib.snow")
	tm.wait("❄️ cold", "👩🏽\u200d💻 x", "می\u200cخواهم", "क्\u200dष क्षि", "🏴\u200d☠️", `fire\u{200c}fox`, `"❄️"`, "\"👩\u200d💻👩\u200d💻\"", "Family 👨\u200d👩\u200d👧 می\u200cخواهم ❄️")
	if !strings.Contains(tm.stream(), "\x1b[?2027h") {
		t.Error("the program does not ask the terminal to measure by characters")
	}
	tm.straight("│")
	tm.goTo("lib.\"👩\u200d💻👩\u200d💻\"")
	tm.straight("│")
	tm.press("a")
	tm.wait("╭")
	tm.until(func(screen string) bool { return strings.Count(screen, "╮") == 1 }, "no menu")
	tm.straight("│")
	tm.press(keyEsc)
	tm.waitGone("╭")
	tm.press("y")
	tm.wait("may not take it: lib.\"👩\u200d💻👩\u200d💻\"")
	tm.press("q")
	tm.exits(exitOK)
}

// straight fails unless the sign stands in no column but those in which it stands in at
// least four lines.
func (tm *terminal) straight(sign string) {
	tm.t.Helper()
	tm.mu.Lock()
	defer tm.mu.Unlock()
	lines := map[int]int{}
	for y := range tm.em.Height() {
		for x := range tm.em.Width() {
			if c := tm.em.CellAt(x, y); c != nil && c.Content == sign {
				lines[x]++
			}
		}
	}
	for x, n := range lines {
		if n < 4 {
			tm.t.Errorf("%d times %s in column %d, elsewhere %v\n%s", n, sign, x, lines, tm.shown)
		}
	}
	if len(lines) == 0 {
		tm.t.Errorf("no %s\n%s", sign, tm.shown)
	}
}
