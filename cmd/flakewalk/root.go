package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"flakewalk/crash"
	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/tui/keymap"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // the flake cannot be opened, or nothing of it can be shown
	exitUsage = 2 // the command line is wrong
	exitFound = 3 // a check that was asked for found something
	exitSlow  = 4 // rows are missing for time
)

// app is one run of the program: its streams and what the flags say.
type app struct {
	in          *os.File
	out, errOut *os.File
	unwritten   error // the first error of writing to out that nobody was told of
	flags       flags
	stay        bool // the flake is gone when we are, so that nothing can take our place
	life        *life
	command     string        // the command that was run, "" before that is known
	patience    time.Duration // how long an answer to the shell may take that completes
}

// run is the program: it returns the exit code.
func run(args []string, in, out, errOut *os.File) int {
	a := &app{in: in, out: out, errOut: errOut, patience: limitComplete}
	return a.run(args)
}

func (a *app) run(args []string) int {
	cmd := a.rootCommand()
	cmd.SetArgs(joinPairs(args))
	cmd.SetIn(a.in)
	cmd.SetOut(a.noted())
	cmd.SetErr(a.errOut)
	return a.live(func(ctx context.Context) error {
		ran, err := cmd.ExecuteContextC(ctx)
		a.command = ran.CommandPath()
		return err
	})
}

// live does the work of a run, for as long as it goes on, and returns the exit code.
func (a *app) live(work func(context.Context) error) (code int) {
	a.life = newLife()
	defer a.life.end()
	defer func() {
		if r := recover(); r != nil {
			code = a.exitCode(crash.Error(r, debug.Stack()))
		}
	}()
	defer a.life.hangsOn(a.out)()
	err := a.becomeIfAsked(work(a.life.ctx))
	if err == nil {
		err = a.unwritten
	}
	return a.exitCode(err)
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// Unwrap returns what is wrong with it.
func (u usageError) Unwrap() error { return u.error }

func (a *app) exitCode(err error) int {
	var (
		usage usageError
		ended endedBy
		told  toldError
		slow  slowError
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		say(a.errOut, "flakewalk: %s\nTry '%s --help'.\n", model.Printable(err.Error()), cmp.Or(a.command, "flakewalk"))
		return exitUsage
	case errors.As(err, &ended):
		return 128 + int(ended.Signal) // as shells count it
	case errors.Is(err, errNothingPicked):
		return exitError
	case errors.As(err, &slow):
		say(a.errOut, "flakewalk: %s\n", slow.Error())
		return exitSlow
	case errors.Is(err, errFound):
		return exitFound
	case errors.Is(err, errUnfit), errors.Is(err, errNothingShown):
		return exitError // the report has said it
	case errors.As(err, &told):
		say(a.errOut, "flakewalk: %s\n  What to do: %s\n", model.Printable(told.message), told.remedy)
		return exitError
	}
	a.explain(err)
	return exitError
}

// utf8Locale tells whether the terminal takes more than ASCII, as POSIX decides
// it: by the first of LC_ALL, LC_CTYPE and LANG that is set.
func utf8Locale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := os.Getenv(name); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return runtime.GOOS == "darwin"
}

// explain says what went wrong in nix's words and ours, and what to do about it.
func (a *app) explain(err error) {
	p := model.ProblemOf(err)
	advice := p.Advice()
	if p.Cause == model.CauseCancelled {
		say(a.errOut, "flakewalk: %s\n", p.Message)
		return
	}
	say(a.errOut, "flakewalk: %s\n", advice.Sentence)
	who := ""
	if saidByNix(err, p.Cause) {
		who = "nix says: "
	}
	if p.Message != "" {
		say(a.errOut, "  %s%s\n", who, strings.ReplaceAll(model.PrintableLines(p.Message), "\n", "\n  "))
	}
	for _, row := range told(p) {
		say(a.errOut, "  %s\n", model.Printable(row))
	}
	if advice.Remedy != "" {
		say(a.errOut, "  What to do: %s\n", keymap.New(false).Named(advice.Remedy))
	}
}

// The rows of a trace that name a place, and those that show its source.
var (
	tracePlace  = regexp.MustCompile(`\A\s*at .*:\d+:\d+:?\s*\z`)
	traceSource = regexp.MustCompile(`\A\s*(?:\d+)?\|`)
)

// told are the rows of nix's trace that say more than its message: what git and ssh said
// before it, and the last position with its source lines.
func told(p model.Problem) []string {
	rows := strings.Split(strings.TrimSpace(p.Trace), "\n")
	var before, place []string
	nix := false
	for i, row := range rows {
		nix = nix || strings.HasPrefix(strings.TrimSpace(row), "error:")
		switch {
		case !nix && strings.TrimSpace(row) != "" && !strings.HasPrefix(row, "warning:") && !strings.HasPrefix(row, "… "):
			before = append(before, strings.TrimSpace(row))
		case tracePlace.MatchString(row):
			place = []string{strings.TrimSpace(row)}
			for _, line := range rows[i+1:] {
				if !traceSource.MatchString(line) {
					break
				}
				place = append(place, strings.TrimRight(line, " "))
			}
		}
	}
	if !nix {
		return nil // nobody's but the message itself
	}
	return append(before[max(0, len(before)-maxBefore):], place...)
}

// maxBefore is how many rows of what git and ssh said are told, the last ones.
const maxBefore = 6

// saidByNix tells whether the words of an error are nix's, and not ours or the system's.
func saidByNix(err error, c model.Cause) bool {
	var e *nixcli.Error
	if errors.As(err, &e) && e.Stderr != "" {
		return true
	}
	switch c { //nolint:exhaustive // all the others are known from nix only
	case model.CauseNixMissing, model.CauseNixTooOld, model.CauseMistake, model.CauseSelf, model.CauseDiskFull,
		model.CauseTooManyFiles, model.CauseClosedPipe, model.CauseGitMissing, model.CauseNotRecorded, model.CauseTimeout:
		return false
	}
	return true
}

// say writes to a stream whose errors nobody can be told of.
func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "flakewalk [REF[#PATH]]",
		Short: "Explore a Nix flake in the terminal",
		Long: `flakewalk opens a Nix flake and lets you walk through everything in it: outputs,
values, descriptions, errors. One broken attribute never hides the others, and
nothing is written to the flake.

REF is a flake reference as nix takes it (., /path, github:owner/repo, nixpkgs);
the default is the flake of the current folder. PATH is an attribute path in it.
When standard output is not a terminal, or a dumb one, flakewalk does what
'flakewalk show' does.`,
		Example: "  flakewalk\n  flakewalk github:NixOS/patchelf\n  flakewalk nixpkgs#hello\n  flakewalk show --json . | jq .outputs",
		Version: thisRelease().String(), // no template of its own: text/template costs 2.6 MB
		Args:    atMostOne, ValidArgsFunction: a.completeRef,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkRecording(); err != nil {
				return err
			}
			if !a.hasScreen() {
				return meantCommand(cmd.Root(), first(args), a.show(cmd.Context(), first(args), showOptions{}))
			}
			if len(args) == 0 {
				return a.start(cmd.Context())
			}
			return a.explore(cmd.Context(), args[0])
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCommand())
	a.flags.register(root.PersistentFlags())
	a.recordingFlags(root.Flags())
	all := root.PersistentFlags().Bool("help-all", false, "show the help with the flags that every command takes")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if *all {
			return pflag.ErrHelp
		}
		return a.flags.settle(root.PersistentFlags())
	}
	shortHelp(root, all)
	root.AddCommand(a.showCommand(), a.inputsCommand(), a.developCommand(), a.pickCommand(), a.demoCommand(), a.doctorCommand(), a.completionCommand(), a.manCommand(), a.versionCommand())
	a.completeFlags(root)
	return root
}

// hasScreen tells whether the explorer can be drawn: there is a terminal, and it is one
// that moves its cursor.
func (a *app) hasScreen() bool { return a.terminal() && !dumb() }

// dumb tells whether the terminal is one that only takes text.
func dumb() bool { name := os.Getenv("TERM"); return name == "" || name == "dumb" }

// terminal tells whether a person is in front of the program.
func (a *app) terminal() bool {
	return term.IsTerminal(a.out.Fd()) && term.IsTerminal(a.in.Fd())
}

func atMostOne(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("one flake reference at most, but there are %d arguments", len(args))}
	}
	return nil
}

func first(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// splitRef cuts REF#PATH at its first #. Of PATH, percent signs are read as nix does.
func splitRef(arg string) (ref, fragment string) {
	ref, fragment, _ = strings.Cut(arg, "#")
	if link := hashedFolder(arg); link != "" {
		return link, ""
	}
	return orHere(ref), unescapeFragment(fragment)
}

// hashedFolder is the reference of a folder with a flake that has a # in its name, "" where
// an argument is none: nix takes what follows a # for an attribute, unless it is encoded.
func hashedFolder(arg string) string {
	if !strings.Contains(arg, "#") {
		return ""
	}
	info, err := os.Stat(filepath.Join(arg, "flake.nix"))
	dir, absErr := filepath.Abs(arg)
	if err != nil || absErr != nil || !info.Mode().IsRegular() {
		return ""
	}
	return "path:" + (&url.URL{Path: dir}).EscapedPath()
}

// session makes a session on a reference with the flags of this run. Every nix
// command goes to the log, if there is one.
func (a *app) session(ref string, o nixcli.Options, log *slog.Logger) (*nixcli.Session, error) {
	c, err := a.client(log)
	if err != nil {
		return nil, err
	}
	return nixcli.NewSession(c, ref, o), nil
}

// client is the nix of this run. Whoever runs nix has it from here, once: so one log
// has all commands.
func (a *app) client(log *slog.Logger) (*nixcli.Client, error) {
	cfg := a.flags.clientConfig()
	cfg.Log = log
	return nixcli.NewClient(cfg)
}
