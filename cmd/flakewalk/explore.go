package main

import (
	"context"

	"github.com/charmbracelet/colorprofile"

	"flakewalk/nixcli"
	"flakewalk/tui"
)

// explore opens the explorer on a flake, or on a recording of one.
func (a *app) explore(ctx context.Context, arg string) error { return a.exploreOr(ctx, arg, nil) }

// exploreOr is explore; with a folder for the sample flake it offers that and others
// where there is no flake.
func (a *app) exploreOr(ctx context.Context, arg string, sample *sampleFolder) (err error) {
	if a.flags.replay != "" {
		return a.replayFile(ctx, arg)
	}
	ref, fragment := splitRef(arg)
	client, err := a.client(nil)
	if err != nil {
		return err
	}
	s := nixcli.NewSession(client, ref, nixcli.Options{Hint: true})
	recorder, end, err := a.startRecording()
	if err != nil {
		return err
	}
	defer func() { err = end(err) }()
	nix := recorded(recorder, s, ref, nil)
	defer nix.Close()
	builds := nixcli.NewBuilds(client)
	defer builds.Close()
	o := a.explorerOptions(ref, fragment)
	others := a.flakes(client, recorder)
	o.Builds, o.Flakes, o.Commands = builds, others, client
	if sample != nil {
		o.Flakes = passing{others, sample}
		o.Start = &tui.Start{Demo: sample.ref, Templates: others.templates, Below: func() []string { return nixcli.FlakesBelow(ref) }}
	}
	return a.runExplorer(ctx, nix, o)
}

// explorerOptions are the options of the explorer that the flags give.
func (a *app) explorerOptions(ref, fragment string) tui.Options {
	return a.looks(tui.Options{
		Ref: ref, Fragment: fragment, Browse: browse,
		RunUnasked: a.flags.yesRun, Consent: a.flags.consent(), Stay: a.stay,
		NoProgressBar: tui.Colours(a.out) <= colorprofile.ASCII,
	})
}

// runExplorer runs the explorer to its end.
func (a *app) runExplorer(ctx context.Context, nix tui.Nix, o tui.Options) error {
	o.Gone = a.life.hungUp
	m := tui.New(ctx, nix, o)
	defer m.Close()
	a.life.explorer.Store(m)
	defer a.life.hangsOn(a.in)()
	if err := interrupted(ctx, m.Run(a.in, a.out)); err != nil {
		return err
	}
	for _, line := range m.Failures() {
		say(a.errOut, "%s\n", line)
	}
	if action, ok := m.Becomes(); ok {
		return becoming{action}
	}
	return nil
}

// looks adds to options how the explorer looks by the flags of this run.
func (a *app) looks(o tui.Options) tui.Options {
	o.Copy = newClipboard().copier()
	o.ASCII, o.NoMouse, o.Background = a.flags.ascii || !utf8Locale(), a.flags.noMouse, tui.Background(a.flags.background)
	return o
}
