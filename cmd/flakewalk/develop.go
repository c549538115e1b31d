package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"flakewalk/model"
	"flakewalk/nixcli"
)

func (a *app) developCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "develop [REF] [NAME]",
		Short: "Enter a dev shell, or choose one",
		Long: `Enter the dev shell of a flake, which takes flakewalk's place. Where there are
several and no NAME (or REF#NAME) is given, the explorer opens on them: d enters one
and comes back, D leaves for it. What nix would find by that name is found here too.

The programs of a flake that is not local run after a typed y, or with --yes-run.
--shell user enters it in your $SHELL. The exit code is that of the shell.`,
		Example:           "  flakewalk develop\n  flakewalk develop . ci\n  flakewalk develop github:owner/repo#ci --shell user",
		ValidArgsFunction: a.completeShell,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usageError{fmt.Errorf("a flake reference and a name at most, but there are %d arguments", len(args))}
			}
			if len(args) == 2 && strings.Contains(args[0], "#") {
				return usageError{fmt.Errorf("the shell is named twice: %s and %s", args[0], args[1])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) == 2 {
				name = args[1]
			}
			return a.develop(cmd.Context(), first(args), name)
		},
	}
}

// completeShell completes a flake reference, and then the name of a dev shell of it.
func (a *app) completeShell(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completeRef(cmd, args, typed)
	}
	ctx, cancel, err := a.completing(cmd)
	defer cancel()
	if err != nil || len(args) > 1 {
		return nil, nothing
	}
	s, err := a.session(orHere(atHome(args[0])), nixcli.Options{NoWarm: true}, nil)
	if err != nil {
		return nil, nothing
	}
	defer s.Close()
	if _, err := s.Open(ctx); err != nil {
		return nil, nothing
	}
	shells, err := shellsOf(ctx, s)
	if err != nil {
		return nil, nothing
	}
	return prefixed(slices.DeleteFunc(lastNames(shells), func(name string) bool { return !plainWord(name) }), typed), nothing
}

// develop enters the one dev shell that is meant, or opens the explorer on them.
func (a *app) develop(ctx context.Context, arg, name string) error {
	ref, fragment := splitRef(arg)
	if !a.terminal() {
		return usageError{errors.New("a dev shell needs a terminal; in a script run: nix develop REF -c COMMAND")}
	}
	client, err := a.client(a.commandLog())
	if err != nil {
		return err
	}
	s := nixcli.NewSession(client, ref, nixcli.Options{Hint: true})
	defer s.Close()
	shells, err := a.enterIfOne(ctx, s, name, fragment)
	if err != nil || len(shells) == 0 {
		return err
	}
	if dumb() {
		return toldError{"there are several dev shells", "Name one: " + strings.Join(lastNames(shells), ", ") + "."}
	}
	builds := nixcli.NewBuilds(client)
	defer builds.Close()
	o := a.explorerOptions(ref, "")
	o.Builds, o.Flakes, o.Commands, o.LookFor = builds, a.flakes(client, nil), client, []model.Kind{model.KindDevShell}
	return a.runExplorer(ctx, &opened{Session: s}, o)
}

// enterIfOne enters the dev shell with that name, or the only one: it ends with
// becoming. Where the user has to choose, it returns the shells there are. Ctrl+C
// ends it; what comes after knows what to do with that key by itself.
func (a *app) enterIfOne(ctx context.Context, s *nixcli.Session, name, fragment string) (several []model.AttrPath, err error) {
	done := a.report(s)
	defer done()
	if _, err := s.Open(ctx); err != nil {
		return nil, interrupted(ctx, err)
	}
	shells, err := findShells(ctx, s, name, fragment)
	if err != nil {
		return nil, interrupted(ctx, err)
	}
	if len(shells) > 1 {
		return shells, nil
	}
	action, err := shellAction(ctx, s, shells[0], a.flags.consent())
	if err != nil {
		return nil, interrupted(ctx, err)
	}
	done()
	if action, err = a.askConsent(ctx, s, action); err == nil {
		err = a.askTrust(ctx, action)
	}
	if err != nil {
		return nil, interrupted(ctx, err)
	}
	return nil, becoming{action}
}

// opened is a session that is open already: who opens it gets what is known.
type opened struct {
	*nixcli.Session
	again atomic.Bool
}

// Open is that of the session, but the first time it asks nix nothing.
func (o *opened) Open(ctx context.Context) (model.Flake, error) {
	if o.again.CompareAndSwap(false, true) {
		return o.Flake(), nil
	}
	return o.Session.Open(ctx)
}
