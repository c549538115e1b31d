package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/crash"
	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
	"flakewalk/tui"
)

// mistakeVariable makes the test binary the program with a mistake, and says where.
const mistakeVariable = "FLAKEWALK_TEST_MISTAKE"

// mistaken is run with a mistake that is made there.
func mistaken(where string) int {
	a := &app{in: os.Stdin, out: os.Stdout, errOut: os.Stderr}
	return a.live(func(ctx context.Context) error {
		if where == "command" {
			panic("on purpose")
		}
		return a.runExplorer(ctx, faulty{where: where}, tui.Options{Ref: "."})
	})
}

// faulty is a flake whose answers are mistakes of ours. What it does not have is called
// on a nil.
type faulty struct {
	tui.Nix
	where string
}

// Open makes the mistake.
func (f faulty) Open(context.Context) (model.Flake, error) {
	switch f.where {
	case "goroutine":
		go func() {
			defer crash.Guard()
			panic("on purpose")
		}()
		select {}
	case "job":
		panic("on purpose")
	}
	return model.Flake{}, nil // and then the model asks a nil
}

// Close does nothing.
func (faulty) Close() {}

// TestMistake proves that a mistake of ours ends the program with the terminal as it
// was, that it is told as ours, and that its trace is in a file that is named.
func TestMistake(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"command", "job", "goroutine", "update"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			state := nixtest.TempDir(t)
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), mistakeVariable+"="+where, "XDG_STATE_HOME="+state, "TERM=xterm-256color")
			tm := onTerminal(t, cmd, 200, 30)
			tm.exits(exitError)
			files, err := filepath.Glob(state + "/flakewalk/crashes/*.txt")
			if err != nil || len(files) != 1 {
				t.Fatalf("traces: %v %v\n%s", files, err, tm.tail())
			}
			if trace := nixtest.Read(t, files[0]); !strings.Contains(trace, "mistake_test.go:") && where != "update" || !strings.Contains(trace, "goroutine ") {
				t.Errorf("the trace is\n%s", trace)
			}
			said := tm.screen()
			for _, want := range []string{"flakewalk itself failed", files[0]} {
				if !strings.Contains(said, want) {
					t.Errorf("not said: %q\n%s", want, said)
				}
			}
			if strings.Contains(said, "nix says") || strings.Contains(said, "Caught panic") {
				t.Errorf("it says\n%s", said)
			}
		})
	}
}
