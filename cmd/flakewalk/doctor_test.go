package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// variableOf is a variable of a nix's world.
func variableOf(t *testing.T, n nixtest.Nix, name string) string {
	t.Helper()
	for _, kv := range n.Env {
		if value, ok := strings.CutPrefix(kv, name+"="); ok {
			return value
		}
	}
	t.Fatal("no " + name)
	return ""
}

// says fails unless the report has that line, runs of spaces counted as one.
func (r result) says(t *testing.T, line string) {
	t.Helper()
	if !strings.Contains(regexp.MustCompile(` +`).ReplaceAllString(r.out, " "), line) {
		t.Errorf("no %q in\n%s", line, r.out)
	}
}

// TestDoctor proves what is said of a machine on which everything works, and that
// neither the home nor the current folder changes.
func TestDoctor(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		home := variableOf(t, n, "HOME")
		before := nixtest.HashTree(t, home)
		cmd := programCommand(t, n.With("EDITOR=sh -e", "SSH_CONNECTION=here"), "doctor")
		got := finish(t, cmd).succeeds(t)
		for _, line := range []string{
			" ok version " + n.Version + " (Nix)", " note features nix-command or flakes are off", " ok system " + nixtest.System(t, n),
			", yours alone (no daemon), writable", " ok trusted yes", " ok evaluation works", " ok git 2.", " note terminal none here",
			" ok editor sh -e", " missing browser no browser over ssh", " ok history 0 in ~/.local/state/flakewalk/history",
			"remembers 0 answers in ~/.local/share/nix/trusted-settings.json", "\nflakewalk can work here.\n",
		} {
			if line == " ok version "+n.Version+" (Nix)" && strings.HasPrefix(n.Version, "2.26") {
				line = strings.Replace(line, "ok", "note", 1)
			}
			got.says(t, line)
		}
		if strings.Contains(got.out, home) {
			t.Errorf("the home %s is named in\n%s", home, got.out)
		}
		if bad := controls(got.out); bad != "" {
			t.Errorf("control characters: %q", bad)
		}
		if nixtest.HashTree(t, home) != before || !empty(t, cmd.Dir) {
			t.Error("something was written")
		}
	})
}

func empty(t *testing.T, dir string) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries) == 0
}

// TestDoctorProblems proves that what flakewalk cannot work with is exit code 1,
// with the sentence and the remedy that the explorer has for it.
func TestDoctorProblems(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, c := range map[string]struct {
		nix   nixtest.Nix
		what  string
		cause model.Cause
	}{
		"missing":  {nixtest.Missing(t, n), "nix", model.CauseNixMissing},
		"too old":  {nixtest.TooOld(t, n, "2.18.1"), "version", model.CauseNixTooOld},
		"features": {nixtest.FeaturesOff(t, n), "settings", model.CauseFeatures},
		"daemon":   {nixtest.DaemonDown(t, n), "store", model.CauseDaemon},
		"socket":   {n.With("NIX_REMOTE=unix:///nowhere/socket"), "store", model.CauseDaemon},
		"garbage":  {nixtest.Garbage(t, n, "store"), "store", model.CauseGarbage},
		"store":    {n.With("NIX_STORE_DIR=/proc/nowhere"), "store", model.CausePermission},
		"hangs":    {nixtest.IgnoresSignals(t, n, "store"), "store", model.CauseTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := flakewalk(t, c.nix, "doctor")
			if got.code != exitError || got.errs != "" {
				t.Errorf("exit code %d, stderr %q", got.code, got.errs)
			}
			got.says(t, " problem "+c.what+" "+c.cause.Advice().Sentence)
			got.says(t, " What to do: "+c.cause.Advice().Remedy)
			got.says(t, "\nflakewalk cannot work here.\n")
			got.says(t, " ok git 2.") // it goes on
		})
	}
}

// TestDoctorReadOnlyStore proves that a store that cannot be written to, without a
// daemon, is a problem.
func TestDoctorReadOnlyStore(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		flakewalk(t, n, "doctor").succeeds(t)                                      // makes the store
		if err := os.Chmod(variableOf(t, n, "NIX_STORE_DIR"), 0o555); err != nil { //nolint:gosec // a folder
			t.Fatal(err)
		}
		cmd := programCommand(t, n, "doctor")
		if os.Geteuid() == 0 { // for whom permissions do not count
			cmd.Path = nixtest.FakeNix(t, `exec setpriv --bounding-set=-dac_override,-dac_read_search "$@"`+"\n")
			cmd.Args = append([]string{cmd.Path}, cmd.Args...)
		}
		got := finish(t, cmd)
		if got.code != exitError {
			t.Errorf("exit code %d", got.code)
		}
		got.says(t, " problem store ")
		got.says(t, model.CausePermission.Advice().Remedy)
	})
}

// TestDoctorKeepsSecrets proves that no secret of nix's configuration is printed,
// also where nix itself repeats it.
func TestDoctorKeepsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "ghp_0123456789"
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		netrc := filepath.Join(nixtest.TempDir(t), "netrc")
		nixtest.Write(t, netrc, "machine a login b password "+secret)
		good := n.Settings("access-tokens = github.com="+secret, "netrc-file = "+netrc)
		for name, n := range map[string]nixtest.Nix{
			"good": good, "bad line": n.Settings("access-tokens github.com=" + secret),
			"store": n.With("NIX_REMOTE=ssh-ng://me:" + secret + "@127.0.0.1:9"),
		} {
			got := flakewalk(t, n, "doctor")
			if strings.Contains(got.out+got.errs, secret) {
				t.Errorf("%s: the secret is in\n%s%s", name, got.out, got.errs)
			}
			if (got.code == exitOK) != (name == "good") {
				t.Errorf("%s: exit code %d\n%s", name, got.code, got.out)
			}
		}
	})
}

// TestDoctorTerminal proves what is said of a terminal.
func TestDoctorTerminal(t *testing.T) {
	t.Parallel()
	n := nixtest.Missing(t, nixtest.All(t)[0])
	for name, c := range map[string]struct {
		env  []string
		want string
	}{
		"truecolor": {nil, " ok colours 16 million colours (COLORTERM=truecolor)"},
		"256":       {[]string{"COLORTERM="}, " ok colours 256 colours (TERM=xterm-256color)"},
		"none":      {[]string{"NO_COLOR=yes"}, " ok colours no colours (NO_COLOR is set)"},
		"dumb":      {[]string{"TERM=dumb", "COLORTERM="}, " note terminal TERM says that it is a dumb one"},
		"forced":    {[]string{"TERM=dumb", "COLORTERM=", "CLICOLOR_FORCE=yes"}, " ok colours 16 colours (CLICOLOR_FORCE is set)"},
		"size":      {nil, " ok size 90 columns, 30 rows"},
		"locale":    {[]string{"LC_ALL=C"}, " note characters ASCII only"},
		"tmux":      {[]string{"TMUX=/nowhere,1,1", "TERM=tmux-256color"}, " note clipboard the terminal's (OSC 52), where it allows that; tmux does"},
		"X11":       {[]string{"DISPLAY=:99", "PATH=/nowhere"}, " What to do: Install xclip or xsel, if yours does not."},
		"editor":    {[]string{"VISUAL=no-such-editor -x"}, " missing editor no-such-editor -x is not on PATH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := programCommand(t, n, "doctor")
			cmd.Env = append(cmd.Env, c.env...)
			tm := onTerminal(t, cmd, 90, 30)
			tm.ends(exitError)
			result{out: tm.stream()}.says(t, c.want)
		})
	}
}

// TestDoctorCancelled proves that a signal ends it while nix hangs, without half a
// report, and that nothing is left running.
func TestDoctorCancelled(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for signal, code := range exits() {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			m, asked := newMarker(), nixtest.TempDir(t)+"/asked"
			n := n.With(m)
			n.Bin = nixtest.FakeNix(t, "[ $1 = store ] || exec "+n.Bin+" \"$@\"\ntrap '' TERM INT HUP\ntouch "+asked+"\nwhile :; do sleep 1; done\n")
			cmd := programCommand(t, n, "doctor")
			p := startPiped(t, cmd)
			eventually(t, func() bool { _, err := os.Stat(asked); return err == nil }, func() string { return "nix was not asked\n" + p.text() })
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if got := p.exit(); got != code || p.text() != "" {
				t.Errorf("exit code %d, want %d; %q", got, code, p.text())
			}
			if left := nixtest.WaitGone(m, 20*time.Second); len(left) > 0 {
				t.Errorf("left running: %v", left)
			}
		})
	}
}

// TestWithoutHome proves that only the home itself is shortened.
func TestWithoutHome(t *testing.T) {
	home := nixtest.TempDir(t)
	t.Setenv("HOME", home)
	for text, want := range map[string]string{
		home + "/x and " + home + "/y": "~/x and ~/y", home: "~", "at " + home: "at ~", home + "body/x": home + "body/x", "/x": "/x",
	} {
		if got := withoutHome(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	t.Setenv("HOME", "/")
	if got := withoutHome("/nix/store"); got != "/nix/store" {
		t.Errorf("home at the root: %s", got)
	}
}

// TestNoColour proves that the explorer draws without colours whatever value
// NO_COLOR has, and with them otherwise.
func TestNoColour(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	colour := regexp.MustCompile("\x1b\\[[0-9;:]*[34]8[;:]")
	for value, want := range map[string]bool{"yes": false, "1": false, "": true} {
		cmd := programCommand(t, n.With("NO_COLOR="+value), nixtest.Unpack(t, "outputs-empty"))
		tm := onTerminal(t, cmd, 80, 24)
		tm.wait("nix " + n.Version)
		tm.press("q")
		tm.exits(exitOK)
		if got := colour.MatchString(tm.stream()); got != want {
			t.Errorf("NO_COLOR=%q: colours %t", value, got)
		}
	}
}
