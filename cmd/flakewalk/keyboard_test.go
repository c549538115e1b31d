package main

import (
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestInputThatBreaks proves that no control sequence in what is typed or pasted ends
// the explorer or takes its keys.
func TestInputThatBreaks(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("1;", 40)
	for name, input := range map[string]string{
		"33 parameters":       "\x1b[" + strings.Repeat(";", 33) + "u",
		"many parameters":     "\x1b[" + many + "m",
		"many subparameters":  "\x1b[" + strings.Repeat("1:", 40) + "u",
		"device control":      "\x1bP" + many + "+r\x1b\\",
		"as one byte":         "\x9b" + many + "m",
		"a mouse of one byte": "\x9bM11<",
		"half a character":    "\xe2\x9bM   \xe2\x90" + many + "m",
		"never ends":          "\x1b[" + strings.Repeat(many, 1000) + "m",
		"a string":            "\x1b]52;c;" + strings.Repeat("A", 1<<16) + "\x07\x1b_G" + many + "\x1b\\",
		"no such key":         "\x1b[99999999999999999999;99999999999u\x1b[1114112u\x1b[55296u",
	} {
		for _, pasted := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tm := explorer(t, nixtest.All(t)[0], 100, 30, sampleDir(t))
				tm.wait("nixosConfigurations", ".default")
				if pasted {
					tm.send("\x1b[200~" + input + "\x1b[201~")
				} else {
					tm.send(input)
				}
				tm.send("\x1b[27u") // Esc: whatever that has opened
				tm.send("\x1b[27u\x1b[27u")
				tm.send("\x1b[57353uG") // a key that nobody knows
				tm.until(func(string) bool { n, rows, _ := tm.status(); return n > 1 && n == rows }, "the cursor is not in the last row")
				tm.send("q")
				tm.exits(exitOK)
			})
		}
	}
}

// send types bytes as they are.
func (tm *terminal) send(bytes string) {
	tm.t.Helper()
	if _, err := tm.pty.WriteString(bytes); err != nil {
		tm.t.Fatal(err)
	}
}

// TestLayouts proves that keys of other layouts do what those at their place do, with
// and without the keyboard protocol, and that text stays text.
func TestLayouts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ down, find, text, quit string }{
		"Russian, all told":            {"\x1b[1086::106;;1086u", "\x1b[46::47;;47u", "сад", "\x1b[1081::113;;1081u"},
		"Russian, places told":         {"о", "/", "сад", "\x1b[1089::99;5u"},
		"Russian, nothing told":        {"о", "/", "сад", "\x1b[1089;5u"},
		"Russian, modifyOtherKeys":     {"о", "/", "сад", "\x1b[27;5;1089~"},
		"Russian, without protocol":    {"о", "/", "сад", "й"},
		"Greek, all told":              {"\x1b[958::106;;958u", "\x1b[47::47;;47u", "κήπος", "\x1b[59::113;;59u"},
		"Greek, nothing told":          {"ξ", "/", "κήπος", "\x1b[968;5u"},
		"Hebrew, places told":          {"ח", "/", "גן", "\x1b[1489::99;5u"},
		"Hebrew, nothing told":         {"ח", "/", "גן", "\x1b[1489;5u"},
		"Dvorak, all told":             {"\x1b[106::99;;106u", "\x1b[47::91;;47u", "abc", "\x1b[99::105;5u"},
		"modifier keys told of":        {"\x1b[57441;2u\x1b[106;;106u", "\x1b[47;;47u", "abc", "\x1b[57442;5u\x1b[99;5u"},
		"Caps Lock on, and Num Lock":   {"\x1b[57420;129u", "\x1b[47;129;47u", "abc", "\x1b[99;133u"},
		"as terminals without say all": {"j", "/", "abc", keyCtrlC},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := explorer(t, nixtest.All(t)[0], 100, 30, sampleDir(t))
			tm.wait("nixosConfigurations", ".default")
			at := 0
			tm.until(func(string) bool { at, _, _ = tm.status(); return at > 1 }, "the cursor is not on the default package")
			tm.send(c.down)
			tm.until(func(string) bool { n, _, _ := tm.status(); return n == at+1 }, "the cursor is not in the next row")
			tm.send(c.find)
			tm.wait("/ a part of a name")
			tm.send(c.text)
			tm.wait("/" + c.text)
			tm.send(keyEsc)
			tm.waitGone("/" + c.text)
			tm.send(c.quit)
			tm.exits(exitOK)
		})
	}
}

// TestDumbTerminal proves that who has a terminal that cannot move its cursor gets text.
func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, _ := shellBench(t, n, "", "first", "second")
	for _, name := range []string{"TERM=dumb", "TERM="} {
		for command, want := range map[string]string{
			"":        "packages",
			"show":    "packages",
			"demo":    "hello-garden",
			"develop": "first, second",
			"pick":    "TERM says that this one does not",
		} {
			t.Run(name+" "+command, func(t *testing.T) {
				t.Parallel()
				cmd := programCommand(t, n, strings.Fields(command)...)
				cmd.Env = append(cmd.Env, name)
				if command != "demo" {
					cmd.Args = append(cmd.Args, dir)
				}
				tm := onTerminal(t, cmd, 100, 60)
				<-tm.drained
				if s := tm.stream(); strings.Contains(s, "\x1b") || !strings.Contains(s, want) {
					t.Errorf("it says %q", s)
				}
			})
		}
	}
}

// TestHugeTerminal proves that of a huge terminal as much is drawn as anybody can read,
// and that it can be used.
func TestHugeTerminal(t *testing.T) {
	t.Parallel()
	tm := explorer(t, nixtest.All(t)[0], 100, 30, sampleDir(t))
	tm.wait("nixosConfigurations", ".default")
	before := len(tm.stream())
	tm.setSize(20_000, 20_000) // the emulator stays small: what is drawn elsewhere is not looked at
	eventually(t, func() bool { return strings.Contains(tm.stream()[before:], strings.Repeat("─", 640)) }, func() string { return "it is not drawn anew" })
	if drawn := tm.stream()[before:]; strings.Contains(drawn, strings.Repeat("─", 641)) {
		t.Error("more is drawn than anybody can read")
	}
	tm.setSize(100, 30)
	tm.waitWidth(100)
	tm.press("q")
	tm.exits(exitOK)
}
