package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/nixcli"
	"flakewalk/tui/keymap"
)

// showOptions are the options of `flakewalk show`.
type showOptions struct {
	json       bool
	depth      int
	allSystems bool
	noDetails  bool
}

func (a *app) showCommand() *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show [REF[#PATH]]",
		Short: "Print the outputs of a flake as text or JSON",
		Long: `Print everything that a flake offers, each attribute evaluated on its own: one
that fails is printed with its reason, and hides no other. The exit code is 0
even then; it is 1 when the flake itself cannot be opened, or nothing of it can be
shown, and 4 when attributes took longer than --time-limit.`,
		Args: atMostOne, ValidArgsFunction: a.completeRef,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("depth") && o.depth < 1 {
				return usageError{errors.New("--depth must be 1 or more")}
			}
			return a.show(cmd.Context(), first(args), o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print JSON (see the README for its schema)")
	f.IntVar(&o.depth, "depth", 0, "go that many levels down, into everything")
	f.BoolVar(&o.allSystems, "all-systems", false, "evaluate other systems too")
	f.BoolVar(&o.noDetails, "no-details", false, "leave out names, versions and descriptions")
	mustComplete(cmd, "depth", cobra.NoFileCompletions)
	return cmd
}

// show prints the tree of a flake.
func (a *app) show(ctx context.Context, arg string, o showOptions) error {
	ref, fragment := splitRef(arg)
	limit := 0
	if o.json {
		limit = -1
	}
	s, err := a.session(ref, nixcli.Options{ValueLimit: limit}, a.commandLog())
	if err != nil {
		return err
	}
	defer s.Close()
	done := a.report(s)
	defer done()
	report := model.Report{}
	if report.Flake, err = s.Open(ctx); err != nil {
		return interrupted(ctx, err)
	}
	path, err := s.Resolve(ctx, fragment)
	if err != nil {
		return interrupted(ctx, err)
	}
	report.Outputs, err = s.Walk(ctx, path, nixcli.WalkOptions{Depth: o.depth, AllSystems: o.allSystems, NoDetails: o.noDetails})
	if err != nil {
		return interrupted(ctx, err)
	}
	done()
	write := report.WriteText
	if o.json {
		write = report.WriteJSON
	}
	if err := write(a.out); err != nil {
		return err
	}
	return a.judge(report.Outputs)
}

// judge is the error for what a tree does not show, nil where it shows enough.
func (a *app) judge(t *model.Tree) error {
	slow := tooSlow(t)
	switch {
	case t.Problem != nil && len(t.Children) == 0 && (len(t.Path) == 0 || t.Kind == model.KindUnknown):
		if slow > 0 {
			say(a.errOut, "flakewalk: %s\n", slowError{slow}.Error())
		} else {
			a.advise(*t.Problem)
		}
		return errNothingShown
	case slow > 0:
		return slowError{slow}
	}
	return nil
}

// advise says what a problem means and what to do, to who was shown nix's message.
func (a *app) advise(p model.Problem) {
	advice := p.Advice()
	say(a.errOut, "flakewalk: %s\n", advice.Sentence)
	if advice.Remedy != "" {
		say(a.errOut, "  What to do: %s\n", keymap.New(false).Named(advice.Remedy))
	}
}

// errNothingShown is the end of a run in which what was asked for could not be evaluated
// at all. The report has said why, and stderr what to do.
var errNothingShown = errors.New("nothing could be shown")

// slowError reports that so many attributes took longer than the time limit.
type slowError struct{ rows int }

// Error says how many are missing, and what to do.
func (e slowError) Error() string {
	return words.Count(e.rows, "attribute was", "attributes were") + " not evaluated within --time-limit; raise it to see them"
}

// tooSlow counts the nodes of a tree that took longer than the time limit.
func tooSlow(t *model.Tree) int {
	n := 0
	if t.Problem != nil && t.Problem.Cause == model.CauseTimeout {
		n = 1
	}
	for _, c := range t.Children {
		n += tooSlow(c)
	}
	return n
}

// commandLog writes every nix command to stderr if -v asks for it.
func (a *app) commandLog() *slog.Logger {
	if !a.flags.verbose {
		return nil
	}
	return slog.New(slog.NewTextHandler(a.errOut, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// interrupted is the signal that ended the run, if one did and it failed, else err.
func interrupted(ctx context.Context, err error) error {
	var ended endedBy
	if err != nil && errors.As(context.Cause(ctx), &ended) {
		return ended
	}
	return err
}

// speaks tells whether progress is shown on stderr.
func (a *app) speaks() bool { return a.flags.verbose || a.movesCursor() }
