package main

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// stepsInCI is how many steps a random walk has unless somebody wants more.
const stepsInCI = 120

// faultFlake has what goes wrong in many ways, and a program that leaves a trace.
const faultFlake = `{
  description = "\u001b]0;EVIL\u0007";
  inputs.self.url = "path:nowhere";
  outputs = { self }: {
    packages."@system@" = {
      runs = derivation { name = "runs"; system = "@system@"; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
        args = [ "-c" "mkdir -p $out/bin; printf '#!/bin/sh\ntouch @dir@-ran\n' > $out/bin/runs; chmod +x $out/bin/runs; exit 0" ]; };
      throws = throw "not today";
      fails = derivation { name = "fails"; system = "@system@"; builder = "/bin/sh"; args = [ "-c" "exit 1" ]; };
      missing = self.nothing;
    };
    devShells."@system@".default = derivation { name = "shell"; system = "@system@"; builder = "/bin/bash"; outputs = [ "out" ];
      args = [ "-c" "echo > $out; exit 0" ]; shellHook = "touch @dir@-ran"; };
    lib = { loop = let x = x; in x; "a\nb" = 1; "\u202e" = "\u009b31m"; long = builtins.concatStringsSep "\n" (builtins.genList toString 5000); };
  };
}`

// TestRandomWalk types, pastes, clicks and resizes at random, and proves that flakewalk
// goes on answering, leaves nothing behind, and runs no program of a foreign flake, as
// long as nobody types y.
func TestRandomWalk(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	system := nixtest.System(t, n)
	worlds := map[string]func(t testing.TB) (dir string){
		"sample": sampleDir,
		"faults": func(t testing.TB) string {
			t.Helper()
			dir := nixtest.TempDir(t) + "/faults"
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("@system@", system, "@dir@", dir, `\u001b`, "\x1b", `\u0007`, "\x07", `\u202e`, "\u202e", `\u009b`, "\u009b").Replace(faultFlake)
			nixtest.Write(t, dir+"/flake.nix", strings.Replace(text, "  inputs.self.url = \"path:nowhere\";\n", "", 1))
			return dir
		},
		"many": func(t testing.TB) string {
			t.Helper()
			dir := nixtest.TempDir(t) + "/many"
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { lib = builtins.listToAttrs
				(builtins.genList (i: { name = "attribute-${toString i}"; value = i; }) 100000); }; }`)
			return dir
		},
	}
	for name, world := range worlds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, tmp := world(t), nixtest.TempDir(t)
			w := &walker{terminal: explorer(t, n.With("TMPDIR="+tmp, "VISUAL=true", "DISPLAY=", "WAYLAND_DISPLAY="), 100, 30, packed(t, dir)), random: random(t)}
			w.wait("? help", "/")
			for range steps(t) / 10 {
				for range 10 {
					w.step()
				}
				w.answers()
			}
			if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			w.exits(128 + int(syscall.SIGTERM))
			noneLeft(t, tmp)
			if _, err := os.Stat(dir + "-ran"); err == nil {
				t.Error("a program of the flake was run, and nobody has typed y")
			}
		})
	}
}

// steps is how many steps a walk has.
func steps(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("FLAKEWALK_FUZZ_STEPS"))
	if err != nil {
		return stepsInCI
	}
	return n
}

// random is the chance of a walk. Its seed is said, and can be given.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("FLAKEWALK_FUZZ_SEED"), 10, 64)
	if err != nil {
		seed = rand.Uint64()
	}
	t.Logf("FLAKEWALK_FUZZ_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // a test
}

// walker does things at random.
type walker struct {
	*terminal
	random *rand.Rand
	done   []string
}

// one is one of them.
func (w *walker) one(of ...string) string { return of[w.random.IntN(len(of))] }

// step does something that is no yes, ends nothing, and opens no other flake: the walk
// is of this one.
func (w *walker) step() {
	var input string
	switch w.random.IntN(12) {
	default:
		input = w.one("j", "k", "h", "l", "g", "G", "-", " ", "n", "N", "S", "R", "x", "X", "@", "a", "b", "v", "V", "L", "P", "i", "w", "s", "1", "2", "3",
			"!", "o", "r", "?", "/", ":", "Y", "t", "p", "\r", keyEsc, keyTab, keyDown, keyRight, "\x1b[A", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x04", "\x15", "\x10", keyCtrlZ, "\x7f",
			"\x1b[1089;1u", "\x1b[57441;2u", "\x1b[106::99;;106u", "\x1b[O", "\x1b[I")
	case 0:
		input = "\x1b[200~" + w.garbage() + "\x1b[201~"
	case 1:
		input = w.garbage() + "\x18" // CAN ends any sequence
	case 2:
		input = "\x1b[<" + w.one("0", "2", "32", "35", "64", "65") + ";" + w.number(120) + ";" + w.number(40) + w.one("M", "m")
	case 3:
		w.done = append(w.done, "a size")
		w.resize(1+w.random.IntN(200), 1+w.random.IntN(60))
		return
	}
	w.done = append(w.done, strconv.Quote(input))
	w.send(input)
}

func (w *walker) number(below int) string { return strconv.Itoa(w.random.IntN(below)) }

// garbage is what no terminal sends: sequences that are cut, too long or none at all,
// without a letter that a question could take for an answer.
func (w *walker) garbage() string {
	var b strings.Builder
	for range 1 + w.random.IntN(8) {
		s := w.one("\x1b[", "\x1bP", "\x1b]", "\x1b_", "\x1b^", "\x1bX", "\x1bO", "\x9b", "\x90", "\x9d", "\x1b\\", ";", ":", "?", "<", ">", "=", "1", "27", "99999999999",
			"u", "~", "M", "R", "$", "+", "\xff", "\xe2\x9b", "é", "漢", "👨‍👩‍👧", "\u202e", "\x00", "\x07", "a")
		if w.random.IntN(6) == 0 {
			s = strings.Repeat(s, 1+w.random.IntN(60))
		}
		b.WriteString(s)
	}
	return b.String()
}

// answers waits until the explorer does what keys ask for: the help opens, and closes with
// whatever else is open. A flake whose opening was cancelled is opened again.
func (w *walker) answers() {
	w.t.Helper()
	w.resize(100, 30)
	w.send("\x1b[201~\x18") // of a paste that was cut
	w.gets("?", func(screen string) bool { return strings.Contains(screen, "╭─ Help") })
	w.gets("\x1b[27u1", func(screen string) bool {
		return !strings.Contains(screen, "╭─") && strings.Contains(screen, "? help")
	})
	if strings.Contains(w.screen(), "R try again") {
		w.send("R")
	}
}

// gets presses a key until the screen is as it shall be. It has to be pressed again where
// something that was open has taken it.
func (w *walker) gets(key string, there func(screen string) bool) {
	w.t.Helper()
	const again = 100 // looks without a change
	last, looks := "", again
	w.until(func(screen string) bool {
		if there(screen) {
			return true
		}
		if looks++; screen != last || looks > again {
			w.send("\x1b[27u" + key)
			last, looks = screen, 0
		}
		return false
	}, "it does not answer "+strconv.Quote(key)+"; the last steps were "+strings.Join(w.done[max(0, len(w.done)-40):], " "))
}
