package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"flakewalk/nixcli/nixtest"
)

// tapeFile is the tape, and tapeCols and tapeRows the size of the terminal that
// VHS makes of its settings.
const (
	tapeFile           = "../../demo.tape"
	tapeCols, tapeRows = 99, 30
)

// tapeCommand is one line of a tape: a command of VHS.
type tapeCommand struct {
	line  int
	name  string
	speed time.Duration // of each key, where the line says it
	arg   string        // without its quotes
	times int           // how often a key is pressed
}

// tapeKeys are the keys that a tape may name, as a keyboard sends them.
func tapeKeys() map[string]string {
	return map[string]string{
		"Enter": keyEnter, "Tab": keyTab, "Escape": keyEsc, "Backspace": keyBackspace,
		"Up": "\x1b[A", "Down": keyDown, "Right": keyRight, "Left": "\x1b[D",
	}
}

// parseTape reads a tape. It knows the commands that ours uses, and no others.
func parseTape(text string) ([]tapeCommand, error) {
	shape := regexp.MustCompile(`^([A-Z][A-Za-z+]*)(?:@(\S+))?(?: +(.+))?$`)
	var tape []tapeCommand
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		m := shape.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("line %d is no command: %s", i+1, line)
		}
		c := tapeCommand{line: i + 1, name: m[1], arg: m[3], times: 1}
		if err := c.read(m[2]); err != nil {
			return nil, fmt.Errorf("line %d: %w: %s", c.line, err, line)
		}
		tape = append(tape, c)
	}
	return tape, nil
}

// read makes sense of a command's speed and argument.
func (c *tapeCommand) read(speed string) (err error) {
	if speed != "" {
		if c.speed, err = time.ParseDuration(speed); err != nil {
			return err
		}
	}
	_, isKey := tapeKeys()[c.name]
	switch {
	case isKey && c.arg != "":
		c.times, err = strconv.Atoi(c.arg)
	case isKey:
	case c.name == "Type":
		c.arg, err = strconv.Unquote(c.arg)
	case c.name == "Sleep":
		_, err = time.ParseDuration(c.arg)
	case c.name == "Wait" && c.arg == "": // for the prompt
		c.arg = `> ?$`
	case c.name == "Wait+Screen":
		if len(c.arg) < 3 || c.arg[0] != '/' || c.arg[len(c.arg)-1] != '/' {
			return fmt.Errorf("no /regular expression/")
		}
		c.arg = c.arg[1 : len(c.arg)-1]
		_, err = regexp.Compile(c.arg)
	case slices.Contains([]string{"Output", "Require", "Set", "Env", "Hide", "Show"}, c.name):
	default:
		err = fmt.Errorf("an unknown command")
	}
	return err
}

// takes is the time that VHS lets pass for a command, without waiting.
func (c tapeCommand) takes(typing time.Duration) time.Duration {
	if c.speed > 0 {
		typing = c.speed
	}
	switch _, isKey := tapeKeys()[c.name]; {
	case isKey:
		return typing * time.Duration(c.times)
	case c.name == "Type":
		return typing * time.Duration(len(c.arg))
	case c.name == "Sleep":
		d, _ := time.ParseDuration(c.arg) // it was read already
		return d
	}
	return 0
}

// readTape reads our tape.
func readTape(t *testing.T) []tapeCommand {
	t.Helper()
	tape, err := parseTape(nixtest.Read(t, tapeFile))
	if err != nil {
		t.Fatalf("demo.tape: %v", err)
	}
	return tape
}

// TestParseTape proves that a line that the tests do not understand is no pause.
func TestParseTape(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"Dance", "type \"x\"", "Type x", "Down x", "Down@fast 2", "Sleep", "Sleep long", "Wait+Screen x", "Wait+Screen //", "Wait+Screen /(/",
		"Wait+Line /x/", "Wait /x/", "F1", "Ctrl+P", "Screenshot x.png", "Source x.tape",
	} {
		if got, err := parseTape("# a tape\n\n" + bad + "\n"); err == nil || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%s: %v, %v", bad, got, err)
		}
	}
	got, err := parseTape("Down@200ms 3\n  Type \"a b\"\n")
	want := []tapeCommand{{1, "Down", 200 * time.Millisecond, "3", 3}, {2, "Type", 0, "a b", 1}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

// TestTapeIsShort proves that the tape is no longer than a minute, with ten seconds
// left for nix, and that VHS honours all of its settings: those that come after
// something else are not.
func TestTapeIsShort(t *testing.T) {
	t.Parallel()
	var typing, all time.Duration
	for _, c := range readTape(t) {
		if speed, is := strings.CutPrefix(c.arg, "TypingSpeed "); is {
			typing, _ = time.ParseDuration(speed)
		}
		all += c.takes(typing)
	}
	if typing <= 0 || all < 20*time.Second || all > 50*time.Second {
		t.Errorf("the tape takes %s, %s a key", all, typing)
	}
	header := true
	for _, c := range readTape(t) {
		isHeader := slices.Contains([]string{"Output", "Require", "Set"}, c.name)
		if isHeader && !header {
			t.Errorf("line %d: %s comes too late", c.line, c.name)
		}
		header = header && isHeader
	}
}

// TestTape plays the tape as VHS would, without its pauses, against the program and
// a real nix: every text that it waits for comes, and was not there before.
func TestTape(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tape, bin := readTape(t), nixtest.TempDir(t)
		if err := os.Symlink(os.Args[0], filepath.Join(bin, "flakewalk")); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "--login", "+o", "history")
		cmd.Dir = nixtest.TempDir(t)
		cmd.Env = append(programEnv(n, "TMPDIR="+nixtest.TempDir(t)),
			"PS1=> ", "FLAKEWALK_NIX="+n.Bin, "PATH="+bin+":"+os.Getenv("PATH"))
		for _, c := range tape {
			if name, value, _ := strings.Cut(c.arg, " "); c.name == "Env" {
				cmd.Env = append(cmd.Env, name+"="+strings.Trim(value, `"`))
			}
		}
		tm := onTerminal(t, cmd, tapeCols, tapeRows)
		tm.until(func(string) bool { return tm.cursorLine() == ">" }, "no prompt")
		tm.play(tape)
		tm.press("exit\r")
		tm.exits(exitOK)
	})
}

// play does what a tape says. A text that is waited for must not be there before the
// keys that bring it: VHS would look at the screen of before.
func (tm *terminal) play(tape []tapeCommand) {
	tm.t.Helper()
	keys, before := tapeKeys(), ""
	for _, c := range tape {
		switch key, isKey := keys[c.name]; {
		case c.name == "Type", isKey:
			if before == "" {
				before = tm.screen()
			}
			tm.press(strings.Repeat(cmp.Or(key, c.arg), c.times))
		case c.name == "Wait":
			prompt := regexp.MustCompile(c.arg)
			tm.until(func(string) bool { return prompt.MatchString(tm.cursorLine()) }, fmt.Sprintf("demo.tape:%d: no prompt", c.line))
			before = ""
		case c.name == "Wait+Screen":
			text := regexp.MustCompile(c.arg)
			if text.MatchString(before) {
				tm.t.Fatalf("demo.tape:%d: %s is there already\n%s", c.line, c.arg, before)
			}
			tm.until(text.MatchString, fmt.Sprintf("demo.tape:%d: no %s", c.line, c.arg))
			before = ""
		}
	}
}

// cursorLine is the line of the cursor, without blanks at its end.
func (tm *terminal) cursorLine() string {
	tm.mu.Lock()
	row := tm.em.CursorPosition().Y
	tm.mu.Unlock()
	return strings.Split(tm.screen(), "\n")[row]
}
