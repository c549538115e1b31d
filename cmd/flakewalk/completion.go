package main

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"flakewalk/model"
	"flakewalk/nixcli"
)

// The scripts are our own, since those of cobra evaluate what was typed. They ask
// the command that cobra adds for completions, __complete, whose answers they take
// as text.
//
//go:embed completion
var completionScripts embed.FS

// limitComplete is how long an answer may take: after that people type on.
const limitComplete = 3 * time.Second

// nothing completes what only the user can know.
const nothing = cobra.ShellCompDirectiveNoFileComp

// completer answers what may stand in the place of a word that is being typed.
type completer = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective)

func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for bash, zsh or fish",
		Long: `Print a script that completes flakewalk's commands, flags, flakes, attributes and
inputs in bash, zsh or fish. Completing writes nothing, runs nothing of a flake but
its evaluation, and does not use the network.`,
		Example: `  source <(flakewalk completion bash)       # in ~/.bashrc
  source <(flakewalk completion zsh)        # in ~/.zshrc, after compinit
  flakewalk completion fish | source        # in ~/.config/fish/config.fish`,
		ValidArgs: shells,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("one shell is needed: %s", strings.Join(shells, ", "))}
			}
			script, err := completionScripts.ReadFile("completion/flakewalk." + args[0])
			if err != nil {
				return usageError{fmt.Errorf("%q is none of %s", args[0], strings.Join(shells, ", "))}
			}
			_, err = a.out.Write(script)
			return err
		},
	}
}

// completeFlags says for the flags of every command what their values may be. Of
// those that are not named here only --nix is a file.
func (a *app) completeFlags(root *cobra.Command) {
	known := map[string]completer{
		"theme":          oneOf("auto", "dark", "light"),
		"shell":          oneOf("nix", "user"),
		"inputs-from":    a.completeRef,
		"override-input": a.completeOverride,
	}
	for _, s := range a.flags.table() {
		complete := known[s.name]
		if _, flag := s.at.(*bool); flag || s.name == "nix" {
			continue
		}
		if complete == nil {
			complete = cobra.NoFileCompletions
		}
		mustComplete(root, s.name, complete)
	}
}

// mustComplete completes the values of a flag of a command, which there must be.
func mustComplete(cmd *cobra.Command, flag string, complete completer) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err)
	}
}

// oneOf completes one of a few words.
func oneOf(words ...string) completer {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return words, nothing
	}
}

// completing prepares an answer: flags are settled, nix stays offline, and the
// context ends in time.
func (a *app) completing(cmd *cobra.Command) (context.Context, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(cmd.Context(), a.patience)
	err := a.flags.settle(cmd.Root().PersistentFlags())
	a.flags.nixFlags.Offline = true
	return ctx, cancel, err
}

// completeRef completes a flake reference with or without an attribute path: folders
// are left to the shell.
func (a *app) completeRef(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel, err := a.completing(cmd)
	defer cancel()
	ref, fragment, attribute := strings.Cut(typed, "#")
	switch {
	case err != nil || len(args) > 0:
		return nil, nothing
	case attribute:
		return prefixed(a.attributes(ctx, ref, fragment), typed), nothing | cobra.ShellCompDirectiveNoSpace
	case strings.HasPrefix(typed, ".") || strings.HasPrefix(typed, "/") || strings.HasPrefix(typed, "~"):
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	words := prefixed(a.references(ctx), typed)
	if typed == "" || len(words) == 0 { // cobra puts commands beside them
		return words, nothing
	}
	return words, nothing | cobra.ShellCompDirectiveNoSpace // for what may follow: #
}

// completeLock completes what `flakewalk inputs` takes: a flake, or a file.
func (a *app) completeLock(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if strings.Contains(typed, "#") {
		return nil, nothing
	}
	words, what := a.completeRef(cmd, args, typed)
	if what == cobra.ShellCompDirectiveFilterDirs {
		what = cobra.ShellCompDirectiveDefault
	}
	return words, what
}

// references are the flakes that were opened, and those of the registry.
func (a *app) references(ctx context.Context) []string {
	offered := a.history().read()
	if client, err := a.client(nil); err == nil {
		known, _ := a.flakes(client, nil).Registry(ctx) // what there is, is offered
		offered = append(offered, known...)
	}
	var all []string
	for _, r := range offered {
		if plainWord(r.Ref) {
			all = append(all, r.Ref)
		}
	}
	return all
}

// attributes are the words that go on with the fragment of a reference by one name.
// Without a dot they are outputs, or packages for this system, as in nix.
func (a *app) attributes(ctx context.Context, ref, fragment string) []string {
	s, err := a.session(orHere(atHome(ref)), nixcli.Options{NoWarm: true}, nil)
	if err != nil {
		return nil
	}
	defer s.Close()
	flake, err := s.Open(ctx)
	if err != nil {
		return nil
	}
	head, parent := cutFragment(fragment)
	at, err := s.Resolve(ctx, unescapeFragment(parent))
	if err != nil {
		return nil
	}
	words := namesBelow(ctx, s, at)
	if head == "" {
		words = append(words, namesBelow(ctx, s, model.Path("packages", flake.System))...)
	}
	for i, word := range words {
		words[i] = ref + "#" + head + word
	}
	return words
}

// namesBelow are the names below a path as words for a fragment, with a dot behind
// those that have something below them.
func namesBelow(ctx context.Context, s *nixcli.Session, at model.AttrPath) []string {
	children, err := s.Children(ctx, at)
	if err != nil {
		return nil
	}
	var words []string
	for _, name := range children.Names {
		step := model.Attr(name)
		word := fragmentName(name)
		if model.ExpectedKind(at.Child(step)) == model.KindAttrs {
			word += "."
		}
		words = append(words, word)
	}
	return words
}

// completeOverride completes the two words of --override-input: the input, and the
// flake to use for it.
func (a *app) completeOverride(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if _, ref, second := strings.Cut(typed, pairSeparator); second {
		return a.completeRef(cmd, nil, ref)
	}
	return a.completeInput(cmd, args, typed)
}

// completeInput completes the path of an input by one name.
func (a *app) completeInput(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel, err := a.completing(cmd)
	defer cancel()
	if err != nil {
		return nil, nothing
	}
	ref, _ := splitRef(first(args))
	src, err := a.lockOf(ctx, ref)
	if err != nil {
		return nil, nothing
	}
	var path []string
	head := typed[:strings.LastIndexByte(typed, '/')+1]
	if head != "" {
		path = strings.Split(strings.TrimSuffix(head, "/"), "/")
	}
	node, ok := src.graph.At(path)
	if !ok {
		return nil, nothing
	}
	var words []string
	for _, in := range node.Inputs {
		if word := head + in.Input; plainWord(word) {
			words = append(words, word)
		}
	}
	return prefixed(words, typed), nothing
}
