package nixcli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// every are all flags at once.
func every() Flags {
	return Flags{
		OverrideInputs: [][2]string{{"nixpkgs", "path:/n"}, {"a/b", "path:/b"}},
		Options:        [][2]string{{"sandbox", "false"}, {"cores", "1"}},
		InputsFrom:     []string{"path:/reg"},
		Impure:         true, Offline: true, Refresh: true, AcceptFlakeConfig: true, AllowIFD: true,
	}
}

const ours = "--no-write-lock-file|--extra-experimental-features|nix-command flakes" +
	"|--option|accept-flake-config|false|--option|allow-import-from-derivation|false|--option|warn-dirty|false|--option|show-trace|true"

const oursLoose = "--no-write-lock-file|--extra-experimental-features|nix-command flakes" +
	"|--option|accept-flake-config|true|--option|allow-import-from-derivation|true|--option|warn-dirty|false|--option|show-trace|true"

const everyUser = "|--override-input|nixpkgs|path:/n|--override-input|a/b|path:/b|--inputs-from|path:/reg" +
	"|--option|sandbox|false|--option|cores|1|--offline|--refresh|--impure"

// TestArguments proves the exact arguments of each command, without flags, with
// each one and with all of them.
func TestArguments(t *testing.T) {
	t.Parallel()
	metadata := func(f Flags) []string { return metadataArgs(f, "path:/x") }
	prefetch := func(f Flags) []string { return prefetchArgs(f, "path:/x") }
	eval := func(f Flags) []string { return evalArgs(f, "path:/x", "r: r") }
	show := func(f Flags) []string { return showArgs(f, "path:/x") }
	repl := func(f Flags) []string { return replArgs(f, "{ a = 1; }") }
	for _, c := range []struct {
		name  string
		build func(Flags) []string
		flags Flags
		want  string
	}{
		{"metadata", metadata, Flags{}, "flake|metadata|" + ours + "|--json|--log-format|internal-json|-v|--|path:/x"},
		{"metadata", metadata, every(), "flake|metadata|" + oursLoose + everyUser + "|--json|--log-format|internal-json|-v|--|path:/x"},
		{"prefetch", prefetch, Flags{}, "flake|prefetch|" + ours + "|--option|flake-registry||--json|--log-format|internal-json|-v|--|path:/x"},
		{"prefetch", prefetch, every(), "flake|prefetch|" + oursLoose + everyUser + "|--option|flake-registry||--json|--log-format|internal-json|-v|--|path:/x"},
		{"eval", eval, Flags{}, "eval|" + ours + "|--raw|-v|--apply|r: r|--|path:/x#."},
		{"eval", eval, every(), "eval|" + oursLoose + everyUser + "|--raw|-v|--apply|r: r|--|path:/x#."},
		{"repl", repl, Flags{}, "repl|" + ours + "|-v|--expr|{ a = 1; }|--pure-eval"},
		{"repl", repl, every(), "repl|" + oursLoose + everyUser + "|-v|--expr|{ a = 1; }"},
		{"show", show, Flags{}, "flake|show|" + ours + "|--json|--quiet|--|path:/x"},
		{"show", show, every(), "flake|show|" + oursLoose + everyUser + "|--json|--quiet|--|path:/x"},
		{"system", systemArgs, Flags{}, "config|show|--extra-experimental-features|nix-command flakes|system"},
		{"system", systemArgs, every(), "config|show|--extra-experimental-features|nix-command flakes|--option|sandbox|false|--option|cores|1|--offline|--refresh|system"},
		{"action", actionArgs, Flags{}, ""},
		{"action", actionArgs, every(), strings.TrimPrefix(everyUser, "|") + "|--accept-flake-config|--option|allow-import-from-derivation|true"},
		{"eval", eval, Flags{Impure: true}, "eval|" + ours + "|--impure|--raw|-v|--apply|r: r|--|path:/x#."},
		{"eval", eval, Flags{Offline: true}, "eval|" + ours + "|--offline|--raw|-v|--apply|r: r|--|path:/x#."},
		{"eval", eval, Flags{Refresh: true}, "eval|" + ours + "|--refresh|--raw|-v|--apply|r: r|--|path:/x#."},
		{"eval", eval, Flags{InputsFrom: []string{"a", "b"}}, "eval|" + ours + "|--inputs-from|a|--inputs-from|b|--raw|-v|--apply|r: r|--|path:/x#."},
		{"eval", eval, Flags{Options: [][2]string{{"allow-import-from-derivation", "true"}}}, "eval|" + ours + "|--option|allow-import-from-derivation|true|--raw|-v|--apply|r: r|--|path:/x#."},
	} {
		want := strings.Split(c.want, "|")
		if c.want == "" {
			want = nil
		}
		if got := c.build(c.flags); !slices.Equal(got, want) {
			t.Errorf("%s %+v:\n%q, want\n%q", c.name, c.flags, got, want)
		}
	}
}

func TestNotesOfFlags(t *testing.T) {
	t.Parallel()
	if notes := (Flags{Offline: true, Refresh: true, InputsFrom: []string{"x"}}).Notes(); len(notes) != 0 {
		t.Errorf("harmless flags are noted: %q", notes)
	}
	if got := every().Notes(); !slices.Equal(got, []string{"impure", "IFD allowed", "nixConfig accepted", "inputs overridden"}) {
		t.Errorf("%q", got)
	}
}

func TestInstallable(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]model.AttrPath{
		"R#.":                         nil,
		"R#.packages.x86_64-linux.a":  model.Path("packages", "x86_64-linux", "a"),
		`R#."foo.bar"`:                model.Path("foo.bar"),
		`R#."".`:                      model.Path(""),
		`R#."".a`:                     model.Path("", "a"),
		`R#.a."".`:                    model.Path("a", ""),
		"R#.with%20space":             model.Path("with space"),
		"R#.a%23b%5Ec%3Fd%25e":        model.Path("a#b^c?d%e"),
		"R#.%24%7Bx%7D":               model.Path("${x}"),
		"R#.%5Cn%0A":                  model.Path("\\n\n"),
		"R#.it's":                     model.Path("it's"),
		"R#.gr%C3%B6%C3%9Fe":          model.Path("größe"),
		"R#.%FF":                      model.Path("\xff"),
		"R#.%2A.%40.%2F.%3A":          model.Path("*", "@", "/", ":"),
		`R#.".".".."`:                 model.Path(".", ".."),
		"R#.10.-1":                    model.Path("10", "-1"),
		"R#.if.or":                    model.Path("if", "or"),
		`R#."%1B%5B31m.x"`:            model.Path("\x1b[31m.x"),
		"R#.a+b":                      model.Path("a+b"),
		"R#.a%26b%3Dc%3Bd%2Ce%21%7Ef": model.Path("a&b=c;d,e!~f"),
	} {
		if got, ok := Installable("R", p); !ok || got != want {
			t.Errorf("%s: %s (%v), want %s", p, got, ok, want)
		}
	}
	folders := map[string]model.AttrPath{
		"#.größe.日本.e\u0301":                             model.Path("größe", "日本", "e\u0301"),
		"#.%E2%80%AEx%00%FF%E2%86%92.%23%25%F0%9F%98%80": model.Path("\u202ex\x00\xff→", "#%😀"),
	}
	for want, p := range folders {
		for _, ref := range []string{".", "/x", "../y", "./z?dir=d"} {
			if got, ok := Installable(ref, p); !ok || got != ref+want {
				t.Errorf("%s: %s (%v), want %s", p, got, ok, ref+want)
			}
		}
	}
	for _, p := range []model.AttrPath{{model.Attr("list"), model.Elem(0)}, model.Path(`say "hi"`), model.Path("a", `"`)} {
		if got, ok := Installable("R", p); ok {
			t.Errorf("%s has an installable: %s", p, got)
		}
	}
}

// TestInstallablesEvaluate proves on each nix that an installable leads to the
// attribute it was made for, whatever its name is.
func TestInstallablesEvaluate(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "names")
		out := n.Must(t, "eval", "--json", "--no-write-lock-file", "path:"+dir+"#.", "--apply",
			"r: map (n: r.lib.${n}) [ "+nixNames(nixtest.HostileNames())+" ]")
		var wants []string
		gjson.Parse(out).ForEach(func(_, v gjson.Result) bool { wants = append(wants, v.Str); return true })
		slicesDiffer(t, wants)
		for i, name := range nixtest.HostileNames() {
			inst, ok := Installable("path:"+dir, model.Path("lib", name))
			if !ok {
				if !strings.Contains(name, `"`) {
					t.Errorf("%q has no installable", name)
				}
				continue
			}
			all := []string{inst}
			if folder, _ := Installable(dir, model.Path("lib", name)); folder != strings.TrimPrefix(inst, "path:") {
				all = append(all, folder) // less is encoded there
			}
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				for _, inst := range all {
					got, errs, code := n.Run(t, "eval", "--raw", "--no-write-lock-file", inst)
					if want := wants[i]; code != 0 || got != want {
						t.Errorf("%q: %s gives %q, want %q\n%s", name, inst, got, want, errs)
					}
				}
			})
		}
	})
}

// nixNames writes names as Nix expressions, by another way than the code under test.
func nixNames(names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString("(builtins.fromJSON ''\"")
		for _, r := range name { // escaped by a number each
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, u)
			}
		}
		b.WriteString("\"'') ")
	}
	return b.String()
}

// slicesDiffer fails when two of the values are alike, which then would prove nothing.
func slicesDiffer(t *testing.T, values []string) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) != len(slices.Compact(sorted)) || len(values) != len(nixtest.HostileNames()) {
		t.Fatalf("the values are not all different: %q", values)
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Version{
		"nix (Nix) 2.34.8\n":                             {Text: "2.34.8", Major: 2, Minor: 34},
		"nix (Nix) 2.26.3":                               {Text: "2.26.3", Major: 2, Minor: 26},
		"nix (Nix) 2.8.0":                                {Text: "2.8.0", Major: 2, Minor: 8},
		"nix (Nix) 3.0":                                  {Text: "3.0", Major: 3, Minor: 0},
		"nix (Nix) 2.24pre20240101_abcdef0":              {Text: "2.24pre20240101_abcdef0", Major: 2, Minor: 24},
		"nix (Nix) 2.35.0pre20260801_bc5d6f9\n":          {Text: "2.35.0pre20260801_bc5d6f9", Major: 2, Minor: 35},
		"nix (Lix, like Nix) 2.95.3":                     {Text: "2.95.3", Major: 2, Minor: 95, Lix: true},
		"nix (Lix, like Nix) 2.91.0-dev-pre20240801-abc": {Text: "2.91.0-dev-pre20240801-abc", Major: 2, Minor: 91, Lix: true},
		"nix (Determinate Nix 3.22.2) 2.35.2":            {Text: "2.35.2", Major: 2, Minor: 35, Determinate: "3.22.2"},
		"Nix 2.26.3\nType :? for help.":                  {Text: "2.26.3", Major: 2, Minor: 26},
		"Welcome to Nix 2.8.0. Type :? for help.\n":      {Text: "2.8.0", Major: 2, Minor: 8},
		"Lix 2.95.3\nType :? for help.":                  {Text: "2.95.3", Major: 2, Minor: 95, Lix: true},
		"\n\n  nix (Nix) 2.30.1  \n":                     {Text: "2.30.1", Major: 2, Minor: 30},
	} {
		if got, ok := ParseVersion(text); !ok || got != want {
			t.Errorf("%q: %+v (%v), want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "\n", "nix", "nix (Nix)", "nix (Nix) two", "2.34.8", "bash 5.2", "error: nix is broken", "nix (Nix) 99999999999999999999.1", "nixie 2"} {
		if got, ok := ParseVersion(text); ok {
			t.Errorf("%q is version %+v", text, got)
		}
	}
}

func TestFlavour(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"nix (Nix) 2.34.8": "Nix", "nix (Lix, like Nix) 2.95.3": "Lix", "nix (Determinate Nix 3.22.2) 2.35.2": "Determinate Nix 3.22.2",
	} {
		if v, ok := ParseVersion(text); !ok || v.Flavour() != want {
			t.Errorf("%q is %q, want %q", text, v.Flavour(), want)
		}
	}
}

func TestSupported(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"2.24.0": true, "2.24": true, "2.24pre1": true, "2.34.8": true, "2.100.0": true, "3.0.0": true, "10.0": true,
		"2.23.4": false, "2.8.0": false, "2.3": false, "1.99": false, "0.1": false,
	} {
		v, ok := ParseVersion("nix (Nix) " + text)
		if !ok || v.Supported() != want || (v.check() == nil) != want || !want && causeOf(v.check()) != model.CauseNixTooOld {
			t.Errorf("%s: supported %v (%v), %v", text, v.Supported(), ok, v.check())
		}
	}
}
