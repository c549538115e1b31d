package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"flakewalk/nixcli"
)

// flags are the options of every command.
type flags struct {
	nix         string
	memoryLimit string
	ascii       bool
	noMouse     bool
	background  background
	verbose     bool
	noHistory   bool
	yesRun      bool
	overrides   pairs
	options     pairs
	nixFlags    nixcli.Flags
	shell       string

	memory int64
}

func (f *flags) register(set *pflag.FlagSet) {
	set.StringVar(&f.nix, "nix", "", "the nix binary (default: nix on PATH)")
	set.StringVar(&f.memoryLimit, "memory-limit", "4G", "heap that one evaluation may use, such as 512M or 8G")
	set.BoolVar(&f.ascii, "ascii", false, "draw with ASCII only")
	set.Var(&f.background, "theme", "colours for a dark or a light background, or as the terminal says")
	set.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal, for selecting text")
	set.BoolVarP(&f.verbose, "verbose", "v", false, "say on stderr what is going on")
	set.BoolVar(&f.noHistory, "no-history", false, "neither read nor write the list of flakes that were opened")
	set.BoolVar(&f.yesRun, "yes-run", false, "run programs of flakes that are not local without asking first")
	f.overrides.what, f.options.what = "INPUT REF", "NAME VALUE"
	set.Var(&f.overrides, "override-input", "use another flake for an input: INPUT REF")
	set.Var(&f.options, "option", "set a nix option: NAME VALUE")
	set.StringArrayVar(&f.nixFlags.InputsFrom, "inputs-from", nil, "use the inputs of this flake as registry entries")
	set.BoolVar(&f.nixFlags.Impure, "impure", false, "allow access to the environment, the time and any file")
	set.BoolVar(&f.nixFlags.Offline, "offline", false, "do not use the network")
	set.BoolVar(&f.nixFlags.Refresh, "refresh", false, "consider everything downloaded before as stale")
	set.BoolVar(&f.nixFlags.AcceptFlakeConfig, "accept-flake-config", false, "apply the flake's nixConfig, whatever it asks for")
	set.BoolVar(&f.nixFlags.AllowIFD, "allow-import-from-derivation", false, "let evaluations build what they need")
	set.StringVar(&f.nixFlags.Store, "store", "", "the store to build in (and to evaluate in, without --eval-store)")
	set.StringVar(&f.nixFlags.EvalStore, "eval-store", "", "the store to evaluate in")
	set.StringVar(&f.nixFlags.Builders, "builders", "", "the machines that build, as nix's setting has them")
	set.StringVar(&f.nixFlags.MaxJobs, "max-jobs", "", "how many derivations are built at the same time on this machine")
	set.StringVar(&f.shell, "shell", "nix", "what a dev shell is entered with: nix (its bash) or user ($SHELL)")
}

// check reads what pflag cannot: it returns a usageError.
func (f *flags) check() error {
	var err error
	if f.memory, err = parseSize(f.memoryLimit); err != nil {
		return usageError{fmt.Errorf("--memory-limit: %w", err)}
	}
	switch f.shell {
	case "nix":
	case "user":
		f.nixFlags.Shell = os.Getenv("SHELL")
	default:
		return usageError{fmt.Errorf("--shell: %q is neither nix nor user", f.shell)}
	}
	f.nixFlags.OverrideInputs, f.nixFlags.Options = f.overrides.all, f.options.all
	return nil
}

func (f *flags) clientConfig() nixcli.Config {
	return nixcli.Config{Bin: f.nix, Flags: f.nixFlags, MemoryLimit: f.memory}
}

// pairs are the values of a flag that takes two words, as nix writes them. The
// words come as one argument by then (see joinPairs), with a NUL between them.
type pairs struct {
	what string
	all  [][2]string
}

// String is the default that the help shows: none.
func (p *pairs) String() string { return "" }

// Type names the value in the help.
func (p *pairs) Type() string { return p.what }

// Set takes one pair.
func (p *pairs) Set(s string) error {
	key, value, ok := strings.Cut(s, pairSeparator)
	if !ok {
		if key, value, ok = strings.Cut(s, "="); !ok {
			return errors.New("two words are needed: " + p.what)
		}
	}
	p.all = append(p.all, [2]string{key, value})
	return nil
}

// pairSeparator cannot be part of an argument.
const pairSeparator = "\x00"

// joinPairs joins the two words of nix's flags that take two into one argument,
// since pflag knows flags of one value only.
func joinPairs(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--":
			return append(out, args[i:]...)
		case (a == "--override-input" || a == "--option") && i+2 < len(args):
			out = append(out, a+"="+args[i+1]+pairSeparator+args[i+2])
			i += 2
		default:
			out = append(out, a)
		}
	}
	return out
}

// parseSize reads a number of bytes with an optional suffix K, M or G.
func parseSize(s string) (int64, error) {
	shift := 0
	switch {
	case strings.HasSuffix(s, "K"):
		shift = 10
	case strings.HasSuffix(s, "M"):
		shift = 20
	case strings.HasSuffix(s, "G"):
		shift = 30
	}
	digits := s
	if shift > 0 {
		digits = s[:len(s)-1]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || n > 1<<62>>shift {
		return 0, fmt.Errorf("%q is not a size such as 512M or 8G", s)
	}
	if n <<= shift; n < 64<<20 {
		return 0, fmt.Errorf("%s is less than nix itself needs; take at least 64M", s)
	}
	return n, nil
}
