package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/nixcli/record"
	"flakewalk/tui"
)

// recordingFlags are the flags of the commands that open the explorer.
func (a *app) recordingFlags(set *pflag.FlagSet) {
	set.StringVar(&a.flags.record, "record", "", "keep what nix is asked and says in a new `FILE`, without secrets, for a report")
	set.StringVar(&a.flags.replay, "replay", "", "answer from a `FILE` made with --record; no nix is needed, and nothing is run")
}

// checkRecording returns a usageError where a recording cannot be made or shown.
func (a *app) checkRecording() error {
	switch {
	case a.flags.record == "" && a.flags.replay == "":
		return nil
	case a.flags.record != "" && a.flags.replay != "":
		return usageError{errors.New("--record and --replay do not go together")}
	case !a.hasScreen():
		return usageError{errors.New("--record and --replay are for the explorer: run flakewalk on a terminal")}
	}
	return nil
}

// startRecording makes the file that --record names. Without one there is no
// recorder. end closes it, and says where it is.
func (a *app) startRecording() (r *record.Recorder, end func(error) error, err error) {
	if a.flags.record == "" {
		return nil, func(err error) error { return err }, nil
	}
	if r, err = record.Create(a.flags.record, thisRelease().String(), a.flags.secrets()); err != nil {
		return nil, nil, toldError{"the recording cannot be made: " + err.Error(), "Name a new file in a folder that you may write to."}
	}
	return r, func(err error) error {
		if failed := r.Close(); failed != nil {
			return errors.Join(err, fmt.Errorf("the recording %s is not whole: %w", a.flags.record, failed))
		}
		say(a.errOut, "flakewalk: the recording is in %s; look through it before you give it away\n", model.Printable(a.flags.record))
		return err
	}, nil
}

// secrets are what the command line may hold of them: the words of settings whose
// names say so.
func (f *flags) secrets() []string {
	var all []string
	for _, o := range f.nixFlags.Options {
		if model.SecretName(o[0]) {
			for _, word := range strings.Fields(o[1]) {
				_, value, pair := strings.Cut(word, "=")
				if !pair {
					value = word
				}
				all = append(all, value)
			}
		}
	}
	return all
}

// recorded is a session whose answers are recorded, if they shall be.
func recorded(r *record.Recorder, s *nixcli.Session, ref string, via *model.Via) tui.Nix {
	if r == nil {
		return s
	}
	return r.Session(s, ref, via)
}

// replayFile shows the recording in a file.
func (a *app) replayFile(ctx context.Context, arg string) error {
	f, err := os.Open(a.flags.replay)
	if err != nil {
		return toldError{"the recording cannot be read: " + err.Error(), "Name a file that was made with --record."}
	}
	rec, err := record.Read(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return toldError{a.flags.replay + ": " + err.Error(), "Name a file that was made with --record."}
	}
	return a.replay(ctx, rec, arg)
}

// replay opens the explorer on a recording. Without a reference it begins with the
// first flake.
func (a *app) replay(ctx context.Context, rec *record.Recording, arg string) error {
	ref, fragment := splitRef(arg)
	if ref == "." && rec.Flake(ref) == nil {
		ref = first(rec.References())
	}
	flakes := recordedFlakes{rec}
	nix, _, err := flakes.Open(ref)
	if err != nil {
		return err
	}
	o := a.replayOptions(rec, ref, fragment)
	o.Flakes = flakes
	return a.runExplorer(ctx, nix, o)
}

// replayOptions are the options of the explorer for a recording.
func (a *app) replayOptions(rec *record.Recording, ref, fragment string) tui.Options {
	begun := time.Now()
	o := a.explorerOptions(ref, fragment)
	o.Recorded, o.Commands = true, rec
	o.Now = func() time.Time { return rec.At.Add(time.Since(begun)) } // ages are those of that time
	return o
}

// recordedFlakes are the flakes of a recording. It is the tui.Flakes of a replay.
type recordedFlakes struct{ *record.Recording }

// Open finds the flake of a reference.
func (r recordedFlakes) Open(arg string) (nix tui.Nix, fragment string, err error) {
	ref, fragment := splitRef(strings.TrimSpace(arg))
	if flake := r.Flake(ref); flake != nil {
		return flake, fragment, nil
	}
	return nil, "", &nixcli.Error{Cause: model.CauseNotRecorded, Message: "not in this recording: " + ref + "; it has " + strings.Join(r.References(), ", ")}
}

// Registry is empty: the registries are nix's to know.
func (r recordedFlakes) Registry(context.Context) ([]model.Reference, error) { return nil, nil }

// OpenInput finds an input as its flake saw it.
func (r recordedFlakes) OpenInput(of model.Flake, path []string) (tui.Nix, error) {
	if of.Via != nil {
		path = append(append([]string{}, of.Via.Path...), path...)
	}
	if flake := r.Input(of.Pin, path); flake != nil {
		return flake, nil
	}
	return nil, &nixcli.Error{Cause: model.CauseNotRecorded, Message: "not in this recording: what is inside of " + lock.PathText(path)}
}

// Recent are the flakes that can be opened.
func (r recordedFlakes) Recent() []model.Reference {
	var all []model.Reference
	for _, ref := range r.References() {
		all = append(all, model.Reference{Ref: ref, From: model.FromHistory})
	}
	return all
}

// Inputs are those that a flake declares.
func (r recordedFlakes) Inputs(f model.Flake) []model.Reference { return (&flakes{}).Inputs(f) }

// Opened notes nothing: a recording is no part of the history.
func (r recordedFlakes) Opened(model.Flake) {}
