package nixcli

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// authors are messages that a flake may throw: all that nix and git say themselves,
// word for word, what nixpkgs says with words around it, and what is built like a trace.
func authors() []string {
	texts := []string{
		"this library is not supported on compiler 8.10",
		"allowBroken is defined both in /a.nix and in /b.nix",
		"lock file, flake.lock, git add, syntax error, infinite recursion encountered",
		"No such file or directory", "Permission denied", "out of memory", "timed out", "hash mismatch",
		"Set allowUnfree, permittedInsecurePackages or allowUnsupportedSystem", "known vulnerabilities: none",
		"use '--impure'", "use --impure to build this", "is marked as broken", "has an unfree license",
		"is not available on the requested hostPlatform", "- unfree", "- broken\n- insecure",
		"foo\n- unfree\n- broken\n- insecure\n- unsupported",
		"cannot read the settings\n\nerror: infinite recursion encountered",
		"cannot read the settings\n\n       error: infinite recursion encountered",
		"see below\nerror: attribute 'x' missing",
		"see below\n\n       … while evaluating the condition of the assertion 'x'\n\n       error: assertion 'x' failed",
		"see below\n\n… while calling the 'abort' builtin\n\nerror: evaluation aborted with the following error message: 'x'",
		"warning: cannot parse flake registry x", "at /x.nix:1:2: is marked as broken, refusing to evaluate.",
		"the nix daemon cannot be reached", "could not resolve host: example.org", "Failed assertions:\n- is marked as broken",
	}
	for _, table := range [][]shape{shapes, libgitShapes, gitShapes} {
		for _, s := range table {
			texts = append(texts, strings.ReplaceAll(s.text, "*", "x"))
		}
	}
	for _, s := range thrownShapes {
		text := strings.ReplaceAll(s.text, "*", "x")
		texts = append(texts, "We are sorry. "+text, strings.ToUpper(text), "\""+text+"\"", "x: "+text)
	}
	return texts
}

// TestThrows proves on each nix that whatever a flake throws is what its author
// says, and that the package that nixpkgs refuses is refused.
func TestThrows(t *testing.T) {
	t.Parallel()
	texts := authors()
	if len(texts) < 200 {
		t.Fatalf("only %d", len(texts))
	}
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "\n", `\n`)
	var flake strings.Builder
	flake.WriteString("{ outputs = _: { lib = {\n")
	paths := make([]model.AttrPath, len(texts))
	for i, text := range texts {
		name := fmt.Sprintf("t%03d", i)
		fmt.Fprintf(&flake, "  %s = throw \"%s\";\n", name, escape.Replace(text))
		paths[i] = model.Path("lib", name)
	}
	flake.WriteString("}; }; }\n")
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, filepath.Join(dir, "flake.nix"), flake.String())
		s := opened(t, n, "path:"+dir, Config{}, Options{})
		for i, p := range paths {
			known, err := s.Heads(t.Context(), []model.AttrPath{p})
			if err != nil {
				t.Fatal(err)
			}
			if got := known[0].Problem; got == nil || got.Cause != model.CauseThrow {
				t.Errorf("%q: %+v", texts[i], got)
			} else if first := model.FirstLine(texts[i]); !strings.Contains(got.Message, first) {
				t.Errorf("%q became %q", texts[i], got.Message)
			}
		}
	})
}

// TestThrownShapes proves that the very sentences of nixpkgs are known, and by nothing
// less than the whole.
func TestThrownShapes(t *testing.T) {
	t.Parallel()
	for _, s := range thrownShapes {
		message := strings.ReplaceAll(s.text, "*", "x")
		for _, step := range []string{"while calling the 'throw' builtin", "caused by explicit throw"} {
			r := report{message: message, steps: []string{step}}
			if got := (circumstance{at: evaluating}).causeOf(r); got != s.cause {
				t.Errorf("%q: %s", message, got)
			}
			r.message = "x" + message
			if got := (circumstance{at: evaluating}).causeOf(r); got != model.CauseThrow {
				t.Errorf("%q: %s", r.message, got)
			}
		}
	}
}

// TestFits proves what a form takes.
func TestFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form, message string
		want          bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"a", "", false}, {"", "", true}, {"*", "", true}, {"*", "x", true},
		{"a*", "ab", true}, {"a*", "ba", false}, {"*b", "ab", true}, {"*b", "ba", false}, {"a*b*c", "aXbYc", true},
		{"a*b*c", "aXc", false}, {"a*a", "a", false}, {"ab*ba", "aba", false}, {"'*'", `"x"`, true}, {"'*'", `"x`, false},
		{`"*"`, "'x'", false}, {"a*b", "a\nb", true}, {"a*bb", "abbb", true},
	} {
		if got := fits(c.form, c.message); got != c.want {
			t.Errorf("%q takes %q: %v", c.form, c.message, got)
		}
	}
}

// TestForgetAsksAgain proves that what failed is evaluated again once it is forgotten, on
// each nix: newer ones keep failures as they keep values.
func TestForgetAsksAgain(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		file := filepath.Join(nixtest.TempDir(t), "late")
		s := opened(t, n, flakeOf(t, n, `{ outputs = _: { lib = { late = builtins.readFile "`+file+`"; good = 1; }; }; }`), Config{Flags: Flags{Impure: true}}, o)
		late := model.Path("lib", "late")
		if got := head(t, s, late); !got.State.Bad() {
			t.Fatalf("%+v", got)
		}
		nixtest.Write(t, file, "it is here")
		s.Forget(late)
		if got := head(t, s, late); got.State != model.StateReady || got.Value.Text != "it is here" {
			t.Errorf("%+v %v", got, got.Problem)
		}
	})
}
