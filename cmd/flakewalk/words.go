package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"flakewalk/model"
)

// helpCommand is help as a word: of the program, or of one of its commands.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Show the help of flakewalk or of one of its commands", Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{fmt.Errorf("there is no command %q%s", strings.Join(args, " "), didYouMean(cmd.Root(), strings.Join(args, " ")))}
			}
			return of.Help()
		},
	}
}

// shortHelp leaves the flags that every command takes out of the help of a command, unless
// all are wanted: its own are what somebody looks for.
func shortHelp(root *cobra.Command, all *bool) {
	usual := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if !cmd.HasParent() || *all {
			usual(cmd, args)
			return
		}
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { f.Hidden = true })
		usual(cmd, args)
		say(cmd.OutOrStdout(), "\nFlags for nix, limits and the terminal: %s --help-all\n", cmd.CommandPath())
	})
}

// versionCommand is the version as a word.
func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version of flakewalk", Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("no arguments are taken, but there is %q", args[0])}
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "flakewalk version", cmd.Root().Version)
			return err
		},
	}
}

// bareWord is a flake reference that nix looks up in its registries.
var bareWord = regexp.MustCompile(`\A[A-Za-z][A-Za-z0-9_-]*\z`)

// meantCommand says of a word that opens no flake what it may have been meant for: a
// folder, or a command that is spelled otherwise.
func meantCommand(root *cobra.Command, ref string, err error) error {
	if err == nil || !bareWord.MatchString(ref) {
		return err
	}
	if info, statErr := os.Stat(ref); statErr == nil && info.IsDir() {
		return toldError{model.ProblemOf(err).Message, fmt.Sprintf("There is a folder %s here. To open it, run: flakewalk ./%s", ref, ref)}
	}
	if like := didYouMean(root, ref); like != "" {
		return toldError{model.ProblemOf(err).Message, fmt.Sprintf("There is no command %s%s", ref, like)}
	}
	return err
}

// didYouMean is ", did you mean …" with the commands whose names are like a word.
func didYouMean(root *cobra.Command, word string) string {
	root.SuggestionsMinimumDistance = 2 // letters that differ
	like := root.SuggestionsFor(word)
	if len(like) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(like, " or ") + "?"
}
