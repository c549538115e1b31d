package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"flakewalk/crash"
	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/record"
)

//go:embed all:sample
var sample embed.FS

// sampleRecording is what nix says of the sample flake, for where there is none.
// TestSampleRecording makes it.
//
//go:embed sample.recording
var sampleRecording string

func (a *app) demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Explore a small sample flake",
		Long: `Unpack the sample flake that is built in to a temporary folder, open it, and remove
it afterwards. It needs no network. Where there is no nix, or a Lix that does not
open it, what nix once said of that flake is shown instead: everything can be
looked at, and nothing is run.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkRecording(); err != nil {
				return err
			}
			return a.demo(cmd.Context())
		},
	}
	a.recordingFlags(cmd.Flags())
	return cmd
}

// demo opens the sample flake, or what was recorded of it where there is no nix.
func (a *app) demo(ctx context.Context) error {
	if a.flags.replay != "" {
		return a.replayFile(ctx, ".")
	}
	if _, err := nixcli.NewClient(a.flags.clientConfig()); err != nil && a.flags.nix == "" && a.hasScreen() {
		return a.replaySample(ctx, "")
	}
	dir, err := unpackSample()
	if err != nil {
		return fmt.Errorf("unpack the sample flake: %w", err)
	}
	defer crash.Undo(func() { _ = os.RemoveAll(dir) })()
	ref := "path:" + dir
	if !a.hasScreen() {
		return a.show(ctx, ref, showOptions{})
	}
	if a.flags.record == "" && a.sampleRefused(ctx, ref) {
		say(a.errOut, "flakewalk: Lix takes no input that is a folder inside the flake, as the sample has; this is a recording of it\n")
		return a.replaySample(ctx, "Lix refuses ./ inputs")
	}
	a.flags.noHistory, a.stay = true, true // the folder will be gone
	return a.explore(ctx, ref)
}

// replaySample shows what nix once said of the sample flake, and why that is shown.
func (a *app) replaySample(ctx context.Context, why string) error {
	rec, err := record.Read(strings.NewReader(sampleRecording))
	if err != nil {
		return fmt.Errorf("read the recording of the sample flake: %w", err)
	}
	rec.Why = why
	return a.replay(ctx, rec, ".")
}

// sampleRefused tells whether nix is a Lix that does not open the sample flake, whose
// inputs are folders inside it.
func (a *app) sampleRefused(ctx context.Context, ref string) bool {
	client, err := a.client(nil)
	if err != nil {
		return false
	}
	if v, err := client.Version(ctx); err != nil || !v.Lix {
		return false
	}
	s := nixcli.NewSession(client, ref, nixcli.Options{})
	defer s.Close()
	_, err = s.Identify(ctx)
	return model.ProblemOf(err).Cause == model.CauseRelativeInput
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("no arguments are taken, but there is %q", args[0])}
	}
	return nil
}

// unpackSample writes the sample flake to a new temporary folder. The folder is
// called after the flake where that name is free: people read it in the header
// and in every command.
func unpackSample() (string, error) {
	dir := filepath.Join(os.TempDir(), "hello-garden")
	if err := os.Mkdir(dir, 0o700); err != nil {
		if dir, err = os.MkdirTemp("", "hello-garden-"); err != nil {
			return "", err
		}
	}
	if err := writeSample(dir); err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	return dir, nil
}

// writeSample writes the sample flake into a folder. Its programs become
// executable: embedded files have no mode.
func writeSample(dir string) error {
	return fs.WalkDir(sample, "sample", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(name, "sample")))
		if d.IsDir() {
			return os.MkdirAll(to, 0o755) //nolint:gosec // as readable as any source
		}
		text, err := sample.ReadFile(name)
		if err != nil {
			return err
		}
		mode := os.FileMode(0o644)
		if strings.Contains(name, "/bin/") {
			mode = 0o755
		}
		return os.WriteFile(to, text, mode)
	})
}
