package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"flakewalk/model"
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
	noAccept    bool
	overrides   pairs
	options     pairs
	nixFlags    nixcli.Flags
	shell       string
	timeLimit   string
	record      string
	replay      string

	memory int64         // 0 is what the machine has
	limit  time.Duration // 0 is the default
}

// setting is one row of the table of flags.
type setting struct {
	name, short string
	at          any    // where its value goes
	initial     string // its value where nobody says another
	env         string // the variable that says another, or ""
	help        string
}

// table lists the flags of every command: what they are called, where they go and
// what else sets them. The command line wins over the environment, and that over
// the table. What makes nix or flakewalk less careful is said on the command line only.
func (f *flags) table() []setting {
	f.overrides.what, f.options.what = "INPUT REF", "NAME VALUE"
	n := &f.nixFlags
	return []setting{
		{"nix", "", &f.nix, "", "FLAKEWALK_NIX", "the nix `BINARY` (default: nix on PATH)"},
		{"memory-limit", "", &f.memoryLimit, "", "FLAKEWALK_MEMORY_LIMIT", "memory limit for evaluating a flake: a `SIZE` such as 512M or 8G (default: three quarters of what is free)"},
		{"time-limit", "", &f.timeLimit, "300", "FLAKEWALK_TIME_LIMIT", "processor time that nix may spend on one attribute, in `SECONDS`"},
		{"ascii", "", &f.ascii, "", "FLAKEWALK_ASCII", "draw with ASCII only"},
		{"theme", "", &f.background, "auto", "FLAKEWALK_THEME", "colours for a dark or a light background, or as the terminal says"},
		{"no-mouse", "", &f.noMouse, "", "FLAKEWALK_NO_MOUSE", "leave the mouse to the terminal, for selecting text"},
		{"verbose", "v", &f.verbose, "", "", "say on stderr what is going on"},
		{"no-history", "", &f.noHistory, "", "FLAKEWALK_NO_HISTORY", "neither read nor write the list of flakes that were opened"},
		{"yes-run", "", &f.yesRun, "", "", "run programs of flakes that are not local without asking first"},
		{"override-input", "", &f.overrides, "", "", "use another flake for an input: INPUT REF"},
		{"option", "", &f.options, "", "", "set a nix option: NAME VALUE"},
		{"inputs-from", "", &n.InputsFrom, "", "", "use the inputs of that `FLAKE` as registry entries"},
		{"impure", "", &n.Impure, "", "", "allow access to the environment, the time and any file"},
		{"offline", "", &n.Offline, "", "", "do not use the network"},
		{"refresh", "", &n.Refresh, "", "", "consider everything downloaded before as stale"},
		{"accept-flake-config", "", &n.AcceptFlakeConfig, "", "", "apply the flake's nixConfig, whatever it asks for"},
		{"no-accept-flake-config", "", &f.noAccept, "", "", "go without what the flake's nixConfig asks for, and do not ask about it"},
		{"allow-import-from-derivation", "", &n.AllowIFD, "", "", "let evaluations build what they need"},
		{"store", "", &n.Store, "", "", "the `STORE` to build in (and to evaluate in, without --eval-store)"},
		{"eval-store", "", &n.EvalStore, "", "", "the `STORE` to evaluate in"},
		{"builders", "", &n.Builders, "", "", "the `MACHINES` that build, as nix's setting has them"},
		{"max-jobs", "", &n.MaxJobs, "", "", "build `N` derivations at the same time on this machine"},
		{"shell", "", &f.shell, "nix", "FLAKEWALK_SHELL", "enter dev shells with the bash of nix, or with $SHELL: `nix|user`"},
	}
}

// register makes the flags of the table known to the command line.
func (f *flags) register(set *pflag.FlagSet) {
	for _, s := range f.table() {
		help := s.help
		if s.env != "" {
			help += " [" + s.env + "]"
		}
		switch at := s.at.(type) {
		case *string:
			set.StringVarP(at, s.name, s.short, s.initial, help)
		case *bool:
			set.BoolVarP(at, s.name, s.short, false, help)
		case *[]string:
			set.StringArrayVarP(at, s.name, s.short, nil, help)
		case pflag.Value:
			if s.initial != "" {
				_ = at.Set(s.initial) // the table holds only what fits
			}
			set.VarP(at, s.name, s.short, help)
		}
	}
}

// fill sets the flags that the command line left out to what another source says,
// which returns a value and where it stands, or "" for neither. It returns a
// usageError for a value that does not fit.
func (f *flags) fill(set *pflag.FlagSet, says func(setting) (value, where string)) error {
	for _, s := range f.table() {
		value, where := says(s)
		if value == "" || set.Changed(s.name) {
			continue
		}
		err := set.Lookup(s.name).Value.Set(value)
		if _, is := s.at.(*bool); is && err != nil {
			err = fmt.Errorf("%q is neither true nor false", value)
		}
		if err != nil {
			return usageError{fmt.Errorf("%s: %w", where, err)}
		}
	}
	return nil
}

// byEnvironment is what the environment says of a flag.
func byEnvironment(s setting) (value, where string) {
	if s.env == "" {
		return "", ""
	}
	return os.Getenv(s.env), s.env
}

// settle reads what the command line does not say from elsewhere, and checks all of
// it. It returns a usageError.
func (f *flags) settle(set *pflag.FlagSet) error {
	if err := f.fill(set, byEnvironment); err != nil {
		return err
	}
	return f.check()
}

// check reads what pflag cannot: it returns a usageError.
func (f *flags) check() error {
	var err error
	if f.memory, err = parseSize(f.memoryLimit); f.memoryLimit != "" && err != nil {
		return usageError{fmt.Errorf("--memory-limit: %w", err)}
	}
	if f.limit, err = parseSeconds(f.timeLimit); err != nil {
		return usageError{fmt.Errorf("--time-limit: %w", err)}
	}
	switch f.shell {
	case "nix":
	case "user":
		if f.nixFlags.Shell = os.Getenv("SHELL"); f.nixFlags.Shell == "" {
			return usageError{errors.New("--shell user: the variable SHELL names no shell")}
		}
	default:
		return usageError{fmt.Errorf("--shell: %q is neither nix nor user", f.shell)}
	}
	if f.noAccept && f.nixFlags.AcceptFlakeConfig {
		return usageError{errors.New("--accept-flake-config and --no-accept-flake-config exclude each other")}
	}
	f.nixFlags.OverrideInputs, f.nixFlags.Options = f.overrides.all, f.options.all
	return nil
}

// consent is the user's word on what flakes ask for in their nixConfig, where the
// command line declines it. That it accepts is one of nix's own flags.
func (f *flags) consent() model.Consent {
	if f.noAccept {
		return model.ConsentRefused
	}
	return model.ConsentUnasked
}

func (f *flags) clientConfig() nixcli.Config {
	return nixcli.Config{Bin: f.nix, Flags: f.nixFlags, MemoryLimit: f.memory, TimeLimit: f.limit}
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

// maxSeconds is the longest time limit: a week.
const maxSeconds = 7 * 24 * 60 * 60

// parseSeconds reads a time limit.
func parseSeconds(s string) (time.Duration, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || n > maxSeconds {
		return 0, fmt.Errorf("%q is not a number of seconds from 1 to %d", s, maxSeconds)
	}
	return time.Duration(n) * time.Second, nil
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
