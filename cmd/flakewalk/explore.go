package main

import (
	"context"

	tea "charm.land/bubbletea/v2"

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
	m := tui.New(ctx, s, tui.Options{
		Ref: ref, Fragment: fragment, Flakes: a.flakes(),
		ASCII: a.flags.ascii || !utf8Locale(), NoMouse: a.flags.noMouse, Background: tui.Background(a.flags.background), Browse: browse,
		RunUnasked: a.flags.yesRun, Builds: builds,
	})
	defer m.Close()
	// Ctrl+C is a key of the explorer, and SIGINT belongs to what it hands the
	// terminal to; SIGTERM and SIGHUP end ctx and with it the program.
	_, err = tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(a.in), tea.WithOutput(a.out), tea.WithoutSignalHandler()).Run()
	return interrupted(ctx, err)
}
