package main

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// clipboard52 are the texts that a stream puts on the clipboard.
func clipboard52(t testing.TB, stream string) []string {
	t.Helper()
	var texts []string
	seqs, _ := sequences(stream)
	for _, s := range seqs {
		if s.kind != "OSC 52" {
			continue
		}
		data := strings.Trim(s.text, "\x1b]\x07\\")
		text, err := base64.StdEncoding.DecodeString(data[strings.LastIndex(data, ";")+1:])
		if err != nil {
			t.Errorf("%q: %v", s.text, err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

// ours are the kinds of control sequences that Bubble Tea and our colours need:
// moving the cursor, erasing, scrolling, colours, modes, and asking the terminal
// what it is.
func ours() []string {
	return []string{
		"CSI m", "CSI H", "CSI A", "CSI B", "CSI C", "CSI D", "CSI G", "CSI d", "CSI J", "CSI K", "CSI L", "CSI M", "CSI S", "CSI T", "CSI X", "CSI P", "CSI @", "CSI b", "CSI I", "CSI Z",
		"CSI r", "CSI ?h", "CSI ?l", "CSI ?$p", "CSI ?u", "CSI >u", "CSI =u", "CSI <u", "CSI >m", "CSI >q", "CSI c",
		"CSI ?W", "OSC 11", "ESC M",
	}
}

// checkStream fails when a program's stream has a control sequence that is not of
// our own kind, or a control character beside those.
func checkStream(t testing.TB, stream string, also ...string) {
	t.Helper()
	seqs, text := sequences(stream)
	for _, s := range seqs {
		if !slices.Contains(ours(), s.kind) && !slices.Contains(also, s.kind) {
			t.Errorf("sequence %s: %q", s.kind, s.text)
		}
		// What the flakes of these tests try, and we never do.
		for _, evil := range []string{"\x1b[?1003h", "\x1b[31;7;5m", "\x1b[31m", "\x1b[?2026$p\x1b"} {
			if s.text == evil {
				t.Errorf("the flake's own %q", evil)
			}
		}
	}
	if bad := controls(strings.NewReplacer("\r", "", "\b", "", "\t", "").Replace(text)); bad != "" {
		t.Errorf("%q is in the text on the screen", bad)
	}
}

// TestNothingOfTheFlakeReachesTheTerminal walks through flakes that try to act on
// the terminal by every text they have, with details, errors and dialogs open.
func TestNothingOfTheFlakeReachesTheTerminal(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for flake, wants := range map[string][]string{
			"hostile":  {`desc \e]0;EVIL\x07`, `"output \e]0;EVIL\x07`},
			"names":    {`"\e]0;title\x07"`},
			"bytes":    {`"mid\xbcdle"`},
			"printing": {"escapes-1.0", "and so is this line of it"},
			"big":      {"described-1.0", "0123456789"},
		} {
			t.Run(flake, func(t *testing.T) {
				t.Parallel()
				dir := hostileDir(t, flake)
				same := unchanged(t, dir)
				tm := explorer(t, n, 120, 36, dir)
				tm.wait("? help")
				seen := tm.walk()
				for _, want := range wants {
					if !strings.Contains(seen, want) {
						t.Errorf("%q was never on the screen", want)
					}
				}
				tm.press("q")
				tm.exits(exitOK)
				checkStream(t, tm.stream())
				same()
			})
		}
	})
}

// hostileDir is the flake of that name, from the corpus or from this package.
func hostileDir(t testing.TB, name string) string {
	t.Helper()
	if name != "hostile" {
		return nixtest.Unpack(t, name)
	}
	dir := nixtest.TempDir(t)
	text := nixtest.Read(t, "testdata/hostile/flake.nix")
	nixtest.Write(t, dir+"/flake.nix", strings.Replace(text, "@EVIL@", "desc \x1b]0;EVIL\x07\x1b[2J\u202e\u009b31m", 1))
	return dir
}

// walk opens packages and lib and more, goes over the first rows, rests on each
// for its details, opens the errors, looks at the rest, and returns all the
// screens it saw.
func (tm *terminal) walk() string {
	tm.t.Helper()
	var seen strings.Builder
	for _, output := range []string{"packages", "lib", "apps", "templates"} {
		if !tm.goToIfAny(output) {
			continue
		}
		tm.press("l")
		tm.wait("▾ " + output)
	}
	tm.press("g")
	tm.until(func(string) bool { n, _, _ := tm.status(); return n == 1 }, "the cursor is not in the first row")
	for range 30 {
		tm.settled()
		screen := tm.screen()
		seen.WriteString(screen)
		if strings.Contains(screen, "whole error") {
			tm.press(keyEnter)
			tm.wait("╭─")
			seen.WriteString(tm.screen())
			tm.press(keyEsc)
			tm.waitGone("╭─")
		}
		row, rows, path := tm.status()
		if row == rows {
			return seen.String()
		}
		tm.down(path)
	}
	tm.press("G")
	tm.until(func(string) bool { n, all, _ := tm.status(); return n == all }, "the cursor is not in the last row")
	tm.settled()
	return seen.String() + tm.screen()
}

// settled waits until nix has nothing to do and the detail pane is complete, or
// longer than the screen, or the row has none.
func (tm *terminal) settled() {
	tm.t.Helper()
	tm.until(func(screen string) bool {
		_, title, _ := strings.Cut(screen, "│")
		title, _, _ = strings.Cut(title, "\n")
		if strings.Contains(screen, "x cancel") {
			return false
		}
		for _, end := range []string{"defined at", "failed", "┃", "other system: evaluated only", "Enter opens it"} {
			if strings.Contains(screen, end) {
				return true
			}
		}
		return strings.Contains(title, `\x`) // nix does not know where such a name is defined
	}, "no details")
}

// TestCheckStream proves that the checker sees what it shall.
func TestCheckStream(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{"\x1b]0;x\x07", "\x1b]2;x\x1b\\", "\x1b]52;c;eA==\x07", "\x1b[31m", "\x1bP+q\x1b\\", "\x1bc", "\u009b31m", "\u202e", "\x07", "\x7f", "\xff", "\x1b[5n", "\x1b[2t", "\x1b"} {
		spy := &spy{TB: t}
		checkStream(spy, "fine"+evil)
		if !spy.failed {
			t.Errorf("nothing seen in %q", evil)
		}
	}
	checkStream(t, "\x1b[?1049h\x1b[38;2;1;2;3mgrün\x1b[m\r\n\x1b[2J\x1b[1;1H")
	if got := clipboard52(t, "a\x1b]52;c;aGk=\x07b\x1b]52;c;\x1b\\"); !slices.Equal(got, []string{"hi", ""}) {
		t.Errorf("%q", got)
	}
}
