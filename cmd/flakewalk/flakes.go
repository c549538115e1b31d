package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/record"
	"flakewalk/tui"
)

// flakes opens other flakes from inside the explorer. It is the tui.Flakes of the
// program.
type flakes struct {
	client   *nixcli.Client // of the commands for them
	history  *history
	recorder *record.Recorder // nil where nothing is recorded
}

func (a *app) flakes(c *nixcli.Client, r *record.Recorder) *flakes {
	return &flakes{client: c.WithoutOverrides(), history: a.history(), recorder: r} // they override the first flake's
}

// history are the flakes that were opened before, unless the user wants none kept.
func (a *app) history() *history {
	h := &history{}
	if !a.flags.noHistory {
		h.file = historyFile()
	}
	return h
}

// Open prepares the flake of a reference.
func (f *flakes) Open(ref string) (nix tui.Nix, fragment string, err error) {
	ref, fragment = splitRef(atHome(strings.TrimSpace(ref)))
	s := nixcli.NewSession(f.client, ref, nixcli.Options{Hint: true})
	return recorded(f.recorder, s, ref, nil), fragment, nil
}

// OpenInput prepares an input of a flake as that flake sees it.
func (f *flakes) OpenInput(of model.Flake, path []string) (tui.Nix, error) {
	via := &model.Via{Root: of.Ref, Pin: of.Pin, Path: path}
	if of.Via != nil {
		via = &model.Via{Root: of.Via.Root, Pin: of.Pin, Path: slices.Concat(of.Via.Path, path)}
	}
	if via.Pin == "" {
		return nil, errNoPin
	}
	s := nixcli.NewSession(f.client, via.Pin, nixcli.Options{Via: via})
	return recorded(f.recorder, s, via.Pin, via), nil
}

// errNoPin is why the inputs of some flakes can only be opened on their own.
var errNoPin = errors.New("nix cannot pin this flake, so that its inputs cannot be seen as it sees them")

// atHome writes out the ~ of the user's home, which is the shell's to know.
func atHome(ref string) string {
	home, err := os.UserHomeDir()
	if err == nil && (ref == "~" || strings.HasPrefix(ref, "~/")) {
		return home + ref[1:]
	}
	return ref
}

// Recent are the flakes of the history, the latest first.
func (f *flakes) Recent() []model.Reference { return f.history.read() }

// Registry are the flakes that the registries know.
func (f *flakes) Registry(ctx context.Context) ([]model.Reference, error) {
	all, err := f.client.Registry(ctx)
	for i := range all {
		all[i].About = withoutCredentials(all[i].About)
	}
	return all, err
}

// Inputs are the flakes among the inputs that a flake declares. Those it takes from
// within itself or from another of its inputs are left out.
func (f *flakes) Inputs(flake model.Flake) []model.Reference {
	graph, err := nixcli.DecodeLocks(flake.Locks)
	if err != nil {
		return nil // the lock file is no concern of who looks for another flake
	}
	root, _ := graph.Node(graph.Root())
	var all []model.Reference
	for _, in := range root.Inputs {
		n, ok := graph.Node(in.To)
		if !ok || !in.Direct() || !n.Flake || n.Original.Relative() {
			continue
		}
		if ref := withoutCredentials(n.Original.URL()); ref != "" {
			all = append(all, model.Reference{Ref: ref, From: model.FromInput, About: in.Input})
		}
	}
	return all
}

// Opened puts a flake at the top of the history. A history that cannot be written
// disturbs nobody.
func (f *flakes) Opened(flake model.Flake) {
	ref := withoutCredentials(anywhere(flake))
	if ref != "" {
		_ = f.history.add(model.Reference{Ref: ref, About: model.FirstLine(flake.Description), Used: time.Now()})
	}
}

// anywhere is the user's reference to a flake in a form that means the same in
// every folder.
func anywhere(f model.Flake) string {
	scheme, ref := "", f.Ref
	if rest, ok := strings.CutPrefix(ref, "path:"); ok {
		scheme, ref = "path:", rest
	}
	if ref == "" || scheme == "" && !strings.HasPrefix(ref, ".") && !strings.HasPrefix(ref, "/") {
		return f.Ref
	}
	dir, query, asks := strings.Cut(ref, "?")
	if !asks && f.Dir != "" {
		return scheme + f.Dir
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	if asks {
		dir += "?" + query
	}
	return scheme + dir
}
