package nixcli

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"flakewalk/model"
)

// Flags are the options that the user gave to flakewalk for nix. They reach
// every nix command.
type Flags struct {
	// OverrideInputs are pairs of an input's path and a flake reference.
	OverrideInputs [][2]string
	// Options are pairs of a nix setting and its value.
	Options [][2]string
	// InputsFrom are flakes whose inputs serve as registry entries.
	InputsFrom []string
	// Impure allows access to the environment, the time and any file.
	Impure bool
	// Offline forbids the network.
	Offline bool
	// Refresh considers everything downloaded before as stale.
	Refresh bool
	// AcceptFlakeConfig applies the nixConfig of the flake, whatever it asks for.
	AcceptFlakeConfig bool
	// AllowIFD lets evaluations build what they need.
	AllowIFD bool
	// Store and EvalStore are the stores to build and to evaluate in; "" are nix's own.
	Store, EvalStore string
	// Builders are the machines that build, as nix's setting of that name has them;
	// MaxJobs is how many derivations are built at the same time. "" is nix's own.
	Builders, MaxJobs string
	// Shell is the program that dev shells are entered with; "" is nix's own bash.
	Shell string
}

// Notes say in a few words each what the flags weaken, for the header.
func (f Flags) Notes() []string {
	var notes []string
	add := func(is bool, note string) {
		if is {
			notes = append(notes, note)
		}
	}
	add(f.Impure, "impure")
	add(f.AllowIFD, "IFD allowed")
	add(f.AcceptFlakeConfig, "nixConfig accepted")
	add(len(f.OverrideInputs) > 0, "inputs overridden")
	return notes
}

// user are the arguments that the user's own flags stand for, in the form that
// every command accepts which takes a flake.
func (f Flags) user() []string {
	var args []string
	for _, o := range f.OverrideInputs {
		args = append(args, "--override-input", o[0], o[1])
	}
	for _, r := range f.InputsFrom {
		args = append(args, "--inputs-from", r)
	}
	args = append(args, f.global()...)
	if f.Impure {
		args = append(args, "--impure")
	}
	return args
}

// global are the user's flags that commands without a flake accept too.
func (f Flags) global() []string {
	var args []string
	for _, o := range f.Options {
		args = append(args, "--option", o[0], o[1])
	}
	if f.Offline {
		args = append(args, "--offline")
	}
	if f.Refresh {
		args = append(args, "--refresh")
	}
	return args
}

// features turn on what every command here needs.
func features() []string {
	return []string{"--extra-experimental-features", "nix-command flakes"}
}

// query are the arguments that every question starts with after its command:
// nothing is written, no nixConfig of the flake is applied unless the user wants
// it, nothing is built unless the user wants it. Our own options stand before the
// user's, so that the user's win.
func (f Flags) query() []string {
	args := []string{"--no-write-lock-file"}
	args = append(args, features()...)
	args = append(args,
		"--option", "accept-flake-config", boolWord(f.AcceptFlakeConfig),
		"--option", "allow-import-from-derivation", boolWord(f.AllowIFD),
		"--option", "warn-dirty", "false",
		"--option", "show-trace", "true")
	if store := cmp.Or(f.EvalStore, f.Store); store != "" {
		args = append(args, "--store", store)
	}
	return append(args, f.user()...)
}

// acting are the user's flags that say where and how things are built.
func (f Flags) acting() []string {
	var args []string
	for _, o := range [][2]string{{"--store", f.Store}, {"--eval-store", f.EvalStore}, {"--builders", f.Builders}, {"--max-jobs", f.MaxJobs}} {
		if o[1] != "" {
			args = append(args, o[0], o[1])
		}
	}
	return args
}

func boolWord(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func join(parts ...[]string) []string {
	var args []string
	for _, p := range parts {
		args = append(args, p...)
	}
	return args
}

// metadataArgs ask who a flake is. The events on stderr tell how far downloads are.
func metadataArgs(f Flags, ref string) []string {
	return join([]string{"flake", "metadata"}, f.query(), []string{"--json", "--log-format", "internal-json", "-v", "--", ref})
}

// evalArgs apply a Nix function to the outputs of a flake and print the string it gives.
func evalArgs(f Flags, ref, fn string) []string {
	return join([]string{"eval"}, f.query(), []string{"--raw", "-v", "--apply", fn, "--", ref + "#."})
}

// evalExprArgs evaluate an expression and print the string it gives.
func evalExprArgs(f Flags, expr string) []string {
	return join([]string{"eval"}, f.query(), []string{"--raw", "-v", "--expr", expr})
}

// replArgs start the warm evaluator with the attributes of a set in scope. It
// gets no flake: it loads the pin itself.
func replArgs(f Flags, scope string) []string {
	args := join([]string{"repl"}, f.query(), []string{"-v", "--expr", scope})
	if !f.Impure {
		args = append(args, "--pure-eval")
	}
	return args
}

// showArgs ask for the hint.
func showArgs(f Flags, ref string) []string {
	return join([]string{"flake", "show"}, f.query(), []string{"--json", "--quiet", "--", ref})
}

// systemArgs ask for the system.
func systemArgs(f Flags) []string {
	return join([]string{"config", "show"}, features(), f.global(), []string{"system"})
}

// pathInfoArgs ask which paths are in the store, and how large. Nothing is fetched
// or built for the answer, whatever the user's options say. The format has to be
// named from Nix 2.33 on.
func pathInfoArgs(f Flags, v Version, paths []string) []string {
	var format []string
	if v.Minor >= 33 && !v.Lix {
		format = []string{"--json-format", "2"}
	}
	if f.Store != "" {
		format = append(format, "--store", f.Store)
	}
	return join([]string{"path-info"}, features(), f.global(), []string{"--offline", "--option", "substitute", "false", "--json"},
		format, []string{"--closure-size", "--"}, paths)
}

// registryArgs list the flake registries; without the global one nothing is fetched.
func registryArgs(f Flags, global bool) []string {
	args := join([]string{"registry", "list"}, features(), []string{"--option", "download-attempts", "1"}, f.global())
	if !global {
		args = append(args, "--option", "flake-registry", "")
	}
	return args
}

// settingsArgs ask for nix's settings; without our features it tells whether the
// user's own are enough.
func settingsArgs(f Flags, ours []string) []string {
	return join([]string{"config", "show"}, ours, f.global(), []string{"--json"})
}

// storeArgs ask which store nix builds in. The name of the command is the one that
// every supported nix knows.
func storeArgs(f Flags) []string {
	args := join([]string{"store", "ping"}, features(), f.global(), []string{"--json"})
	if f.Store != "" {
		args = append(args, "--store", f.Store)
	}
	return args
}

// actionArgs are the arguments that a command people run themselves needs to do
// what the session shows: the user's flags, but none of our own.
func actionArgs(f Flags) []string {
	args := append(f.user(), f.acting()...)
	if f.AcceptFlakeConfig {
		args = append(args, "--accept-flake-config")
	}
	if f.AllowIFD {
		args = append(args, "--option", "allow-import-from-derivation", "true")
	}
	return args
}

// Installable is the argument by which nix finds the value at a path of a flake:
// the reference, and the path with a leading dot, so that nix searches nowhere
// else. Characters that mean something in the fragment of a URL are encoded
// (Nix manual, "Installables"). ok is false for a path that nix has no way to
// write: a name with a quote in it, or an element of a list.
func Installable(ref string, p model.AttrPath) (installable string, ok bool) {
	b := []byte(ref + "#.")
	for i, s := range p {
		if s.Elem {
			return "", false
		}
		if i > 0 {
			b = append(b, '.')
		}
		if b, ok = appendName(b, ref, s.Name); !ok {
			return "", false
		}
	}
	if len(p) > 0 && p.Last().Name == "" {
		b = append(b, '.') // nix drops an empty name at the end
	}
	return string(b), true
}

// unencoded are the characters of a name that mean nothing in the fragment of a URL,
// beside letters and digits.
const unencoded = "_-'.+"

// appendName appends a name to the fragment of a reference. In a URL all letters but
// ASCII's are encoded, since nix takes the whole for the path of a folder otherwise; of
// such a path it takes them as they are (parseFlakeRefWithFragment in flakeref.cc).
func appendName(b []byte, ref, name string) ([]byte, bool) {
	folder := strings.HasPrefix(ref, ".") || strings.HasPrefix(ref, "/")
	if strings.Contains(name, `"`) {
		return nil, false
	}
	quote := name == "" || strings.Contains(name, ".")
	if quote {
		b = append(b, '"')
	}
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		letter := folder && r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
		if letter {
			b = append(b, name[:size]...)
		} else {
			b = append(b, model.PercentEncode(name[:size], unencoded)...)
		}
		name = name[size:]
	}
	if quote {
		b = append(b, '"')
	}
	return b, true
}
