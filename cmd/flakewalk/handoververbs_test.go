package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestBuildLog proves that the build log is shown by us: neither it nor the user's pager
// gets the terminal.
func TestBuildLog(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		pager := filepath.Join(nixtest.TempDir(t), "pager")
		nixtest.Write(t, pager, "#!/bin/sh\nsed 's/^/paged: /' >/dev/tty\n")
		if err := os.Chmod(pager, 0o755); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
		greet := "packages." + system + ".greet"
		tm := explorer(t, n.With("NIX_PAGER="+pager, "PAGER="+pager), 250, 30, "path:"+dir+"#"+greet)
		tm.wait("■ greet", "enter more")
		tm.press("b")
		tm.wait("built: " + greet)
		tm.press("L")
		tm.wait("╭─ show the build log "+greet, "$ ", " log ", "│ built on 42")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		if tm.wasHandedOver() || strings.Contains(tm.stream(), "paged:") {
			t.Error("the log had the terminal")
		}
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverFormat proves that the formatter runs in the flake's folder, wherever
// flakewalk was started.
func TestHandOverFormat(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		tm := explorer(t, n, 250, 30, "path:"+dir+"#formatter."+system)
		tm.wait("enter more", " formatter."+system)
		tm.press("F")
		tm.wait("formats 42", "[exit code 0; "+keysLeadBack)
		if _, err := os.Stat(dir + "/formatted"); err != nil {
			t.Error(err)
		}
		tm.press("x")
		tm.wait("format: exit code 0")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverSwitch proves that the configuration of another machine is switched to only
// after its name was typed, and that of this one as before.
func TestHandOverSwitch(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := nixtest.TempDir(t), nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: let of = hostName: { _type = "configuration"; class = "nixos"; config = { networking = { inherit hostName; }; }; options = { }; }; in {
		nixosConfigurations = { laptop = of "`+here+`"; server = of "web1"; }; }; }`)
	nixtest.Write(t, bin+"/nixos-rebuild", "#!/bin/sh\necho \"rebuilt: $*\" | tee -a "+bin+"/ran\n")
	if err := os.Chmod(bin+"/nixos-rebuild", 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	tm := explorer(t, n.With("PATH="+bin+":"+os.Getenv("PATH")), 150, 30, "path:"+dir+"#nixosConfigurations.server")
	tm.wait("◉ server", "◉ laptop")
	for _, typed := range []string{"", "y", "laptop"} {
		tm.press("W")
		tm.wait("╭─ This is for web1; type that name to switch "+here+" to it", "> ")
		tm.press(typed, keyEnter)
		tm.wait("nothing was switched: that is not web1")
		tm.press("k", "j")
		tm.waitGone("nothing was switched")
	}
	if _, err := os.Stat(bin + "/ran"); err == nil || tm.wasHandedOver() {
		t.Fatal("it was switched")
	}
	tm.press("W")
	tm.wait("╭─ This is for web1")
	tm.press("web1", keyEnter)
	tm.wait("rebuilt: switch --flake path:"+dir+"#server", keysLeadBack)
	tm.press("x")
	tm.wait("switch to it: exit code 0")
	tm.goTo("nixosConfigurations.laptop")
	tm.press("W")
	tm.wait("rebuilt: switch --flake path:" + dir + "#laptop")
	tm.until(func(s string) bool { return strings.Count(s, keysLeadBack) == 2 }, "it does not end")
	tm.press("x")
	tm.wait("switch to it: exit code 0")
	tm.press("q")
	tm.exits(exitOK)
}

// TestHandOverTemplate proves that a template goes into a folder that the user
// names, and that a folder in which something is stays as it is.
func TestHandOverTemplate(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, _ := workbench(t, n)
		home := nixtest.TempDir(t)
		nixtest.Write(t, home+"/full/begin", "mine\n")
		same := unchanged(t, home)
		tm := explorer(t, n, 250, 30, "path:"+dir+"#templates.default")
		tm.wait("enter more", " templates.default")
		tm.press("t")
		tm.wait("╭─ A new folder for it", "> ")
		tm.press(home+"/full", keyEnter)
		tm.wait("the folder is not empty: "+home+"/full", "> "+home+"/full")
		same()
		tm.press(keyBackspace, keyBackspace, keyBackspace, keyBackspace, "new", keyEnter)
		tm.wait("╭─ start from the template templates.default", "/new/begin\"")
		if got := nixtest.Read(t, home+"/new/begin"); got != "here\n" {
			t.Errorf("the template has %q", got)
		}
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverTrust proves that a program of a flake that lies elsewhere, here in an
// archive, runs after a typed y only, and is not asked about again.
func TestHandOverTrust(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		archive := dir + ".tar"
		if out, err := exec.CommandContext(t.Context(), "tar", "-cf", archive, "-C", filepath.Dir(dir), "flake").CombinedOutput(); err != nil {
			t.Fatalf("tar: %v\n%s", err, out)
		}
		greet := "packages." + system + ".greet"
		tm := explorer(t, n, 250, 30, "tarball+file://"+archive+"#"+greet)
		tm.wait("■ greet", "enter more")
		for _, key := range []string{keyEnter, "n", " ", keyEsc} {
			tm.press("r")
			tm.wait("╭─ Run a program of this flake?", "tarball+file://"+archive)
			tm.press(key)
			tm.waitGone("Run a program of this flake?")
		}
		tm.press("r")
		tm.wait("╭─ Run a program of this flake?")
		if tm.wasHandedOver() {
			t.Error("something ran without a y")
		}
		tm.answer("y", "allow")
		tm.wait("args: <>\n\n[exit code 5; " + keysLeadBack)
		tm.press("x")
		tm.wait(greet + ": run: exit code 5")
		tm.press("j", "k")
		tm.waitGone("exit code 5")
		tm.press("r")
		tm.until(func(s string) bool { return !tm.alternate() && strings.Count(s, keysLeadBack) == 2 }, "it does not run again")
		tm.press("x")
		tm.wait(greet + ": run: exit code 5")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// wasHandedOver tells whether the terminal was ever handed over.
func (tm *terminal) wasHandedOver() bool {
	seqs, _ := sequences(tm.stream())
	for _, s := range seqs {
		if s.text == "\x1b[?1049l" { // the alternate screen was left
			return true
		}
	}
	return false
}
