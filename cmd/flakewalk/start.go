package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"flakewalk/crash"
	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/record"
	"flakewalk/tui"
)

// Bounds of looking for templates.
const (
	maxTemplateFlakes = 20
	limitTemplates    = 10 * time.Second // for one flake
)

// start opens the explorer on the flake of the current folder; where there is none,
// on the page that offers others.
func (a *app) start(ctx context.Context) error {
	if _, err := nixcli.NewClient(a.flags.clientConfig()); err != nil && a.flags.nix == "" && a.flags.replay == "" {
		return a.startWithoutNix(ctx, err)
	}
	sample := &sampleFolder{}
	defer crash.Undo(sample.remove)()
	return a.exploreOr(ctx, ".", sample)
}

// startWithoutNix opens the page where there is no nix: the sample flake can be looked
// at as a recording.
func (a *app) startWithoutNix(ctx context.Context, why error) error {
	rec, err := record.Read(strings.NewReader(sampleRecording))
	if err != nil {
		return fmt.Errorf("read the recording of the sample flake: %w", err)
	}
	flakes := onlyRecorded{recordedFlakes{rec}}
	ref := first(rec.References())
	nix, _, err := flakes.Open(ref)
	if err != nil {
		return err
	}
	o := a.replayOptions(rec, ".", "")
	o.Flakes = flakes
	o.Start = &tui.Start{Demo: func() (string, error) { return ref, nil }}
	return a.runExplorer(ctx, absent{nix, why}, o)
}

// absent is the flake of the current folder where there is no nix to ask about it.
type absent struct {
	tui.Nix
	why error
}

// Open says why there is none.
func (n absent) Open(context.Context) (model.Flake, error) { return model.Flake{}, n.why }

// onlyRecorded are the flakes of a recording of which none was opened before.
type onlyRecorded struct{ recordedFlakes }

// Recent are none: this machine's history is of flakes that cannot be opened now.
func (onlyRecorded) Recent() []model.Reference { return nil }

// sampleFolder is the sample flake, which is unpacked when somebody wants to see it.
type sampleFolder struct {
	mu  sync.Mutex
	dir string
}

// ref unpacks the sample flake, the first time, and returns its reference.
func (s *sampleFolder) ref() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		dir, err := unpackSample()
		if err != nil {
			return "", err
		}
		s.dir = dir
	}
	return "path:" + s.dir, nil
}

// is tells whether a flake is the sample flake.
func (s *sampleFolder) is(f model.Flake) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dir != "" && f.Ref == "path:"+s.dir
}

// remove removes what was unpacked.
func (s *sampleFolder) remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// passing are the flakes of the program, except that the sample flake, whose folder
// will be gone, does not get into the history.
type passing struct {
	*flakes
	sample *sampleFolder
}

// Opened puts a flake at the top of the history.
func (p passing) Opened(f model.Flake) {
	if !p.sample.is(f) {
		p.flakes.Opened(f)
	}
}

// templates are the flakes of the registries that lie on this machine and have
// templates. Nothing is asked of the network: entries that lead elsewhere are left
// out, and so are flakes that cannot be opened without it.
func (f *flakes) templates(ctx context.Context) []model.Reference {
	c := f.client.Offline()
	entries, err := c.LocalRegistry(ctx)
	if err != nil {
		return nil // the page has others to offer
	}
	var all []model.Reference
	for _, e := range entries {
		if !localFlake(e.About) || len(all) == maxTemplateFlakes {
			continue
		}
		if names := templateNames(ctx, c, e.About); len(names) > 0 {
			all = append(all, model.Reference{Ref: e.About + "#templates", From: model.FromRegistry, About: strings.Join(names, ", ")})
		}
	}
	return all
}

// localFlake tells whether a registry entry leads to a folder of this machine with a
// flake in it.
func localFlake(ref string) bool {
	u, err := url.Parse(ref)
	if err != nil || u.Scheme != "path" && u.Scheme != "git+file" || !filepath.IsAbs(u.Path) {
		return false
	}
	info, err := os.Stat(filepath.Join(u.Path, u.Query().Get("dir"), "flake.nix"))
	return err == nil && info.Mode().IsRegular()
}

// templateNames are the templates of a flake; none where it cannot be opened.
func templateNames(ctx context.Context, c *nixcli.Client, ref string) []string {
	s := nixcli.NewSession(c, ref, nixcli.Options{})
	defer s.Close()
	ctx, cancel := context.WithTimeout(ctx, limitTemplates)
	defer cancel()
	if _, err := s.Open(ctx); err != nil {
		return nil
	}
	names, err := s.Children(ctx, model.Path("templates"))
	if err != nil {
		return nil
	}
	return names.Names
}
