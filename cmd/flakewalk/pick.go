package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/tui"
)

// errNothingPicked is the end of a choice without one.
var errNothingPicked = errors.New("nothing was chosen")

func (a *app) pickCommand() *cobra.Command {
	var kinds []string
	cmd := &cobra.Command{
		Use:   "pick [REF[#PATH]]",
		Short: "Choose something of a flake, and print it as nix takes it",
		Long: `Choose something of a flake on the terminal, and print it to standard output as the
installable that nix commands take. Enter chooses; nothing is run. Of a configuration
it is the derivation that building it means.

The exit code is 0, 1 when nothing was chosen, and 2 for a wrong command line.`,
		Example: `  nix build "$(flakewalk pick)"
  nix develop "$(flakewalk pick github:owner/repo --kind devShell)"
  nix run "$(flakewalk pick nixpkgs --kind package,app)"`,
		Args: atMostOne, ValidArgsFunction: a.completeRef,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := choiceOf(kinds)
			if err != nil {
				return err
			}
			return a.pick(cmd.Context(), first(args), p, len(kinds) > 0)
		},
	}
	cmd.Flags().StringSliceVar(&kinds, "kind", nil, "what can be chosen: `KIND`s with commas between them, such as devShell,package (default: what nix builds, runs or enters)")
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp)) // fails only without the flag
	return cmd
}

// choiceOf is what can be chosen with these values of --kind. It returns a usageError.
func choiceOf(names []string) (*tui.Pick, error) {
	if len(names) == 0 {
		return &tui.Pick{What: "what nix builds, runs or enters", Kinds: []model.Kind{
			model.KindPackage, model.KindApp, model.KindDevShell, model.KindCheck, model.KindFormatter, model.KindHydraJob,
			model.KindNixOS, model.KindHome, model.KindDarwin,
		}}, nil
	}
	p := &tui.Pick{}
	for _, name := range names {
		k, ok := model.ParseKind(name)
		if !ok {
			return nil, usageError{fmt.Errorf("--kind: there is no %q; it is one of %s, or an output such as packages", name, strings.Join(kindNames(), ", "))}
		}
		if !slices.Contains(p.Kinds, k) {
			p.Kinds = append(p.Kinds, k)
		}
	}
	p.What = model.KindWords(p.Kinds)
	return p, nil
}

// kindNames are the values of --kind.
func kindNames() []string {
	var names []string
	for _, k := range model.LeafKinds() {
		names = append(names, k.String())
	}
	return names
}

// pick lets the user choose, and prints the choice. The explorer draws on the
// terminal itself: standard output is for the choice, and standard input may be
// anything. With narrow, it begins at the first thing that can be chosen.
func (a *app) pick(ctx context.Context, arg string, p *tui.Pick, narrow bool) error {
	ref, fragment := splitRef(arg)
	if strings.ContainsFunc(ref, unicode.IsControl) {
		return usageError{errors.New("a flake reference with control characters cannot be printed on one line")}
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return usageError{errors.New("pick needs a terminal to ask on, and there is none")}
	}
	if dumb() {
		return usageError{errors.New("pick needs a terminal that moves its cursor; TERM says that this one does not")}
	}
	defer tty.Close() //nolint:errcheck // nothing was written that matters
	client, err := a.client(nil)
	if err != nil {
		return err
	}
	s := nixcli.NewSession(client, ref, nixcli.Options{Hint: true})
	defer s.Close()
	p.Text = s.Installable
	o := tui.Options{Ref: ref, Fragment: fragment, Pick: p, Commands: client, Gone: a.life.hungUp}
	if narrow {
		o.LookFor = p.Kinds
	}
	m := tui.New(ctx, s, a.looks(o))
	defer m.Close()
	a.life.explorer.Store(m)
	defer a.life.hangsOn(tty)()
	if err := interrupted(ctx, m.Run(tty, tty)); err != nil {
		return err
	}
	if m.Picked() == "" {
		return errNothingPicked
	}
	if s.Unlockable() {
		say(a.errOut, "flakewalk: this flake lacks a complete lock file: nix needs --no-write-lock-file with it\n")
	}
	_, err = fmt.Fprintln(a.out, m.Picked())
	return err
}
