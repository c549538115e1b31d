package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/pflag"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

func TestJoinPairs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                   "",
		"show .":                             "show .",
		"--option a b .":                     "--option=a\x00b .",
		"--override-input a/b path:/x -v .":  "--override-input=a/b\x00path:/x -v .",
		"--option a b --option c d":          "--option=a\x00b --option=c\x00d",
		"--option a":                         "--option a",
		"--option":                           "--option",
		"--option=a=b x":                     "--option=a=b x",
		"-- --option a b":                    "-- --option a b",
		"--option --option b":                "--option=--option\x00b",
		"--override-input a --option b c":    "--override-input=a\x00--option b c",
		"--override-inputs a b":              "--override-inputs a b",
		"show --option x y -- --option a b ": "show --option=x\x00y -- --option a b",
	} {
		if got := strings.Join(joinPairs(strings.Fields(in)), " "); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	p := pairs{what: "NAME VALUE"}
	for _, s := range []string{"a\x00b", "c=d=e", "f=\x00g=h", "i="} {
		if err := p.Set(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	if want := [][2]string{{"a", "b"}, {"c", "d=e"}, {"f=", "g=h"}, {"i", ""}}; !slices.Equal(p.all, want) {
		t.Errorf("%q, want %q", p.all, want)
	}
	if err := p.Set("alone"); err == nil || !strings.Contains(err.Error(), "NAME VALUE") {
		t.Errorf("one word: %v", err)
	}
	if p.String() != "" || p.Type() != "NAME VALUE" {
		t.Errorf("%q %q", p.String(), p.Type())
	}
}

func TestParseSize(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"64M": 64 << 20, "65536K": 64 << 20, "67108864": 64 << 20, "4G": 4 << 30, "512M": 512 << 20, "1024G": 1 << 40,
		"": 0, "G": 0, "0": 0, "-1G": 0, "1.5G": 0, "4g": 0, "4GB": 0, " 4G": 0, "63M": 0, "1": 0,
		"9223372036854775807G": 0, "99999999999999999999": 0, "4294967296G": 1 << 62, "4294967297G": 0,
	} {
		got, err := parseSize(in)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v, want %d", in, got, err, want)
		}
	}
}

func TestSplitRef(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		".":                       {".", ""},
		"":                        {".", ""},
		"#":                       {".", ""},
		"#hello":                  {".", "hello"},
		"nixpkgs#hello":           {"nixpkgs", "hello"},
		"path:/x?dir=a#b.\"c#d\"": {"path:/x?dir=a", "b.\"c#d\""},
		"github:o/r":              {"github:o/r", ""},
	} {
		if ref, fragment := splitRef(in); ref != want[0] || fragment != want[1] {
			t.Errorf("%q: %q %q, want %q", in, ref, fragment, want)
		}
	}
	if first(nil) != "." || first([]string{"x"}) != "x" {
		t.Error("the default reference is the current folder")
	}
}

// TestUTF8Locale sets the environment, so it must run alone.
//
//nolint:paralleltest // see above
func TestUTF8Locale(t *testing.T) {
	for _, c := range []struct {
		all, ctype, lang string
		want             bool
	}{
		{"", "", "de_DE.UTF-8", true},
		{"", "", "C.utf8", true},
		{"", "", "C", false},
		{"C", "", "en_US.UTF-8", false},
		{"", "POSIX", "en_US.UTF-8", false},
		{"en_US.UTF-8", "C", "C", true},
		{"", "", "de_DE@euro", false},
		{"", "", "", runtime.GOOS == "darwin"},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_CTYPE", c.ctype)
		t.Setenv("LANG", c.lang)
		if utf8Locale() != c.want {
			t.Errorf("%+v", c)
		}
	}
}

func TestFlagsCheck(t *testing.T) {
	t.Setenv("SHELL", "/bin/zsh")
	f := flags{}
	set := pflag.NewFlagSet("x", pflag.ContinueOnError)
	f.register(set)
	if err := set.Parse(joinPairs(strings.Fields("--memory-limit 1G --option a b --override-input c d --inputs-from e --impure --offline --refresh --accept-flake-config --allow-import-from-derivation --nix /n -v --ascii --store s --eval-store e --builders b --max-jobs 2 --shell user"))); err != nil {
		t.Fatal(err)
	}
	if err := f.check(); err != nil {
		t.Fatal(err)
	}
	cfg := f.clientConfig()
	n := cfg.Flags
	if cfg.Bin != "/n" || cfg.MemoryLimit != 1<<30 || !f.verbose || !f.ascii ||
		!reflect.DeepEqual(n.Options, [][2]string{{"a", "b"}}) || !reflect.DeepEqual(n.OverrideInputs, [][2]string{{"c", "d"}}) || !slices.Equal(n.InputsFrom, []string{"e"}) ||
		!n.Impure || !n.Offline || !n.Refresh || !n.AcceptFlakeConfig || !n.AllowIFD ||
		n.Store != "s" || n.EvalStore != "e" || n.Builders != "b" || n.MaxJobs != "2" || n.Shell != "/bin/zsh" {
		t.Errorf("%+v", cfg)
	}
	if f.consent() != model.ConsentUnasked {
		t.Error("nixConfig is declined without a word")
	}
	f.noAccept = true
	if err := f.check(); !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), "--no-accept-flake-config") || f.consent() != model.ConsentRefused {
		t.Errorf("accepted and declined: %v", err)
	}
	var usage usageError
	f.noAccept = false
	t.Setenv("SHELL", "")
	if err := f.check(); !errors.As(err, &usage) || !strings.Contains(err.Error(), "SHELL") {
		t.Errorf("a user without a shell: %v", err)
	}
	f.shell = "fish"
	if err := f.check(); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--shell") {
		t.Errorf("%v", err)
	}
	f.memoryLimit = "x"
	if err := f.check(); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--memory-limit") {
		t.Errorf("%v", err)
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		code int
		text string
	}{
		{nil, 0, ""},
		{usageError{errors.New("wrong \x1b[m")}, 2, "flakewalk: wrong \\e[m\nTry 'flakewalk --help'.\n"},
		{fmt.Errorf("wrapped: %w", usageError{errors.New("x")}), 2, "flakewalk: wrapped: x\n"},
		{errors.New("plain\x1b"), 1, `plain\e`},
		{&nixcli.Error{Cause: model.CauseDaemon, Message: "cannot\nconnect"}, 1, "  nix says: cannot\n  connect\n  What to do: Start it"},
		{&nixcli.Error{Cause: model.CauseCancelled, Message: "cancelled"}, 1, "flakewalk: cancelled\n"},
		{endedBy{syscall.SIGINT}, 130, ""},
		{fmt.Errorf("x: %w", endedBy{syscall.SIGTERM}), 143, ""},
		{endedBy{syscall.SIGHUP}, 129, ""},
	} {
		file, err := os.Create(filepath.Join(t.TempDir(), "errs"))
		if err != nil {
			t.Fatal(err)
		}
		a := &app{errOut: file}
		if got := a.exitCode(c.err); got != c.code {
			t.Errorf("%v: exit code %d, want %d", c.err, got, c.code)
		}
		if got := nixtest.Read(t, file.Name()); !strings.Contains(got, c.text) || c.text == "" && got != "" {
			t.Errorf("%v: says %q, want %q", c.err, got, c.text)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestActivity(t *testing.T) {
	t.Parallel()
	for want, all := range map[string][]model.Activity{
		"thinking":       nil,
		"names in lib":   {{What: "names in lib"}},
		`fetching \e[mx`: {{What: "metadata", Fetching: "fetching \x1b[mx"}, {What: "other"}},
	} {
		if got := activity(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestSampleIsWhole proves that the embedded flake is the folder in the
// repository, its programs executable.
func TestSampleIsWhole(t *testing.T) {
	t.Parallel()
	dir := sampleDir(t)
	if out, err := exec.CommandContext(t.Context(), "diff", "-r", "sample", dir).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	programs, err := filepath.Glob(dir + "/programs/*/bin/*")
	if err != nil || len(programs) < 5 {
		t.Fatalf("programs: %v %v", programs, err)
	}
	for _, p := range programs {
		if info, err := os.Stat(p); err != nil || info.Mode()&0o111 != 0o111 {
			t.Errorf("%s: %v %v", p, info, err)
		}
	}
}

// TestUnpackSample proves that the folder has a name to read, and another when
// that one is taken. It sets TMPDIR, so it must run alone.
//
//nolint:paralleltest // see above
func TestUnpackSample(t *testing.T) {
	tmp := nixtest.TempDir(t)
	t.Setenv("TMPDIR", tmp)
	one, err := unpackSample()
	if err != nil || one != filepath.Join(tmp, "hello-garden") {
		t.Fatalf("%q %v", one, err)
	}
	two, err := unpackSample()
	if err != nil || two == one || !strings.HasPrefix(two, one+"-") {
		t.Fatalf("%q %v", two, err)
	}
	for _, dir := range []string{one, two} {
		if _, err := os.Stat(dir + "/flake.nix"); err != nil {
			t.Error(err)
		}
	}
	t.Setenv("TMPDIR", tmp+"/nowhere")
	if dir, err := unpackSample(); err == nil {
		t.Errorf("unpacked to %s, which cannot be", dir)
	}
}

func TestTheme(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"auto", "dark", "light"} {
		var b background
		if err := b.Set(name); err != nil || b.String() != name {
			t.Errorf("%s became %s: %v", name, b.String(), err)
		}
	}
	var b background
	if err := b.Set("solarized"); err == nil || b.String() != "auto" {
		t.Errorf("%v, %s", err, b.String())
	}
}
