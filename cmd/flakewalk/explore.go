package main

import (
	"context"

	"github.com/charmbracelet/colorprofile"

	"flakewalk/nixcli"
	"flakewalk/tui"
)

// explore opens the explorer on a flake.
func (a *app) explore(ctx context.Context, arg string) error {
	ref, fragment := splitRef(arg)
	s, err := a.session(ref, nixcli.Options{Hint: true}, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	client, err := nixcli.NewClient(a.flags.clientConfig())
	if err != nil {
		return err
	}
	builds := nixcli.NewBuilds(client)
	defer builds.Close()
	m := tui.New(ctx, s, a.looks(tui.Options{
		Ref: ref, Fragment: fragment, Flakes: a.flakes(), Browse: browse,
		RunUnasked: a.flags.yesRun, Consent: a.flags.consent(), Builds: builds,
		NoProgressBar: tui.Colours(a.out) <= colorprofile.ASCII,
	}))
	defer m.Close()
	return interrupted(ctx, m.Run(a.in, a.out))
}

// looks adds to options how the explorer looks by the flags of this run.
func (a *app) looks(o tui.Options) tui.Options {
	o.ASCII, o.NoMouse, o.Background = a.flags.ascii || !utf8Locale(), a.flags.noMouse, tui.Background(a.flags.background)
	return o
}
