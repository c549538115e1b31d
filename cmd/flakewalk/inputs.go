package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// inputsOptions are the options of `flakewalk inputs`.
type inputsOptions struct {
	format     string
	json       bool
	why        string
	follows    string
	duplicates bool
	olderThan  int
	fail       bool
	diff       string
	secrets    bool

	aged bool // --older-than was given
}

// errFound is the end of a run in which a check found something.
var errFound = errors.New("a check found something")

func (a *app) inputsCommand() *cobra.Command {
	var o inputsOptions
	cmd := &cobra.Command{
		Use:   "inputs [REF|FILE]",
		Short: "Print the inputs of a flake, or check them",
		Long: `Print the inputs of a flake: the tree with every follows resolved, their age,
and what is worth knowing about each. FILE is a lock file, for which no nix is
needed. Nothing is evaluated and nothing is written.

INPUT and PATH are input paths as nix writes them (nixpkgs, a/nixpkgs) or as they
stand in a flake.nix (inputs.a.inputs.nixpkgs).`,
		Example: `  flakewalk inputs --why nixpkgs
  flakewalk inputs --follows a/nixpkgs
  flakewalk inputs --duplicates --fail
  flakewalk inputs --diff HEAD
  flakewalk inputs --format dot flake.lock | dot -Tsvg`,
		Args: atMostOne, ValidArgsFunction: a.completeLock,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.aged = cmd.Flags().Changed("older-than")
			if o.json && cmd.Flags().Changed("format") {
				return usageError{errors.New("--json is a --format: give one of them")}
			} else if o.json {
				o.format = "json"
			}
			if err := o.check(); err != nil {
				return err
			}
			return a.inputs(cmd.Context(), first(args), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "tree", "tree, list, json, dot or mermaid")
	f.BoolVar(&o.json, "json", false, "print JSON, as --format json does")
	f.StringVar(&o.why, "why", "", "who brings that `INPUT` along: all paths to it, the shortest first")
	f.StringVar(&o.follows, "follows", "", "what the input at `PATH` resolves to, hop by hop")
	f.BoolVar(&o.duplicates, "duplicates", false, "what is locked more than once, and the lines that make it fewer")
	f.IntVar(&o.olderThan, "older-than", lock.DefaultOlderThan, "what is older than so many `DAYS`")
	f.BoolVar(&o.fail, "fail", false, "exit code 3 when --duplicates or --older-than finds something")
	f.StringVar(&o.diff, "diff", "", "what changed since the lock file of a git `REV|FILE`")
	f.BoolVar(&o.secrets, "show-secrets", false, "print tokens and passwords in addresses as the lock file has them")
	mustComplete(cmd, "format", oneOf(inputsFormats()...))
	mustComplete(cmd, "why", a.completeInput)
	mustComplete(cmd, "follows", a.completeInput)
	mustComplete(cmd, "older-than", cobra.NoFileCompletions)
	return cmd
}

func inputsFormats() []string { return []string{"tree", "list", "json", "dot", "mermaid"} }

// check returns a usageError for options that do not go together.
func (o inputsOptions) check() error {
	formats := inputsFormats()
	switch {
	case !slices.Contains(formats, o.format):
		return usageError{fmt.Errorf("--format is one of %s, not %q", strings.Join(formats, ", "), o.format)}
	case o.olderThan < 0:
		return usageError{errors.New("--older-than must be 0 days or more")}
	case o.fail && !o.duplicates && !o.aged:
		return usageError{errors.New("--fail needs a check: --duplicates or --older-than DAYS")}
	case o.drawing() && (o.why != "" || o.follows != "" || o.diff != ""):
		return usageError{fmt.Errorf("--format %s draws the whole graph: --why, --follows and --diff go with the other formats", o.format)}
	}
	return nil
}

// drawing tells whether the format is a picture.
func (o inputsOptions) drawing() bool { return o.format == "dot" || o.format == "mermaid" }

// inputs prints the inputs of a flake.
func (a *app) inputs(ctx context.Context, arg string, o inputsOptions) error {
	src, err := a.lockOf(ctx, arg)
	if err != nil {
		return interrupted(ctx, err)
	}
	if !o.secrets {
		src.graph, src.ref = src.graph.HideSecrets(), model.HideSecrets(src.ref)
	}
	now := time.Now()
	r := lock.Report{
		Ref: src.ref, Graph: src.graph, Now: now, ASCII: a.flags.ascii,
		Duplicates: src.graph.Duplicates(lock.DuplicateOptions{Shallow: src.shallow}),
		Findings:   src.graph.Findings(lock.FindingOptions{Now: now, OlderThan: o.olderThan, Outputs: src.outputs, Dir: src.subdir, DeadOverrides: src.dead}),
	}
	if err := src.ask(ctx, o, &r); err != nil {
		return interrupted(ctx, err)
	}
	out := bufio.NewWriter(a.out)
	if err := writeInputs(out, r, o); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if o.fail && (o.duplicates && len(r.Duplicates) > 0 || o.aged && len(r.Old(o.olderThan)) > 0) {
		return errFound
	}
	return nil
}

// ask answers what was asked besides the inputs themselves.
func (s lockSource) ask(ctx context.Context, o inputsOptions, r *lock.Report) error {
	var err error
	if o.why != "" {
		if r.Why, err = s.graph.Find(o.why); err != nil {
			return toldError{"--why " + o.why + ": " + err.Error(), "Name one of these, a path such as a/nixpkgs, or a node of the lock file."}
		}
	}
	if o.follows != "" {
		path, err := lock.ParsePath(o.follows)
		if err != nil {
			return usageError{fmt.Errorf("--follows: %w", err)}
		}
		chain := s.graph.Chain(path)
		if chain.Unknown {
			return toldError{"--follows " + o.follows + ": " + chain.Problem, "Name the way to an input from the flake itself, such as a/nixpkgs."}
		}
		r.Follows = &chain
	}
	if o.diff != "" {
		before, err := s.other(ctx, o.diff)
		if err != nil {
			return err
		}
		if !o.secrets {
			before = before.HideSecrets()
		}
		r.Diff, r.Compared = lock.Compare(before, s.graph), true
	}
	return nil
}

// writeInputs writes the report in the format that is wanted. In the formats for
// people the answers to questions stand in place of the inputs.
func writeInputs(w io.Writer, r lock.Report, o inputsOptions) error {
	switch o.format {
	case "json":
		return r.WriteJSON(w)
	case "dot":
		return r.WriteDOT(w)
	case "mermaid":
		return r.WriteMermaid(w)
	}
	answers := []struct {
		asked bool
		write func(io.Writer) error
	}{
		{o.why != "", r.WriteWhy},
		{o.follows != "", r.WriteFollows},
		{o.duplicates, r.WriteDuplicates},
		{o.aged, func(w io.Writer) error { return r.WriteOld(w, o.olderThan) }},
		{o.diff != "", r.WriteDiff},
	}
	separator := ""
	for _, answer := range answers {
		if !answer.asked {
			continue
		}
		if _, err := io.WriteString(w, separator); err != nil {
			return err
		}
		if err := answer.write(w); err != nil {
			return err
		}
		separator = "\n"
	}
	switch {
	case separator != "":
		return nil
	case o.format == "list":
		return r.WriteList(w)
	}
	return r.WriteTree(w)
}
