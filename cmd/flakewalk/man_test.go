package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"flakewalk/nixcli/nixtest"
	"flakewalk/tui/keymap"
)

// manual writes the manual of a release and returns its folder.
func manual(t *testing.T) (root *cobra.Command, dir string) {
	t.Helper()
	a := &app{}
	root, dir = a.rootCommand(), filepath.Join(nixtest.TempDir(t), "man1")
	if err := a.writeManual(root, dir, release{version: "v1.2.3", date: "2026-11-21T08:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	return root, dir
}

// TestManual proves that every command has a page, that every flag, key, variable and
// exit code is in one, and that the pages lead to each other.
func TestManual(t *testing.T) {
	t.Parallel()
	root, dir := manual(t)
	top := nixtest.Read(t, dir+"/flakewalk.1")
	has := func(page, text string) {
		t.Helper()
		if !strings.Contains(page, text) {
			t.Errorf("no %q in\n%s", text, page)
		}
	}
	hasFlags := func(page string, flags *pflag.FlagSet) {
		t.Helper()
		flags.VisitAll(func(f *pflag.Flag) { has(page, `\fB`+strings.ReplaceAll("--"+f.Name, "-", `\-`)+`\fR`) })
	}
	hasFlags(top, root.PersistentFlags())
	for _, cmd := range root.Commands() {
		if cmd.Hidden {
			continue
		}
		page := nixtest.Read(t, dir+"/flakewalk-"+cmd.Name()+".1")
		hasFlags(page, cmd.LocalNonPersistentFlags())
		has(page, roffText(strings.SplitN(cmd.Long, "\n", 2)[0]))
		has(page, `\fBflakewalk\fR(1)`)
		has(top, `\fBflakewalk\-`+cmd.Name()+`\fR(1)`)
		has(top, cmd.Short+".")
	}
	for _, part := range keymap.New(true).Help() {
		has(top, ".SS "+roffText(part.Title))
		for _, k := range part.Keys {
			has(top, roffText(upperFirst(k.Desc)))
		}
	}
	for _, s := range (&flags{}).table() {
		has(top, s.env)
	}
	for _, text := range []string{"NO_COLOR", "CLICOLOR_FORCE", `\(ti/.local/state/flakewalk/history`, `"2026-11-21" "flakewalk v1.2.3"`, `\fB3\fR`} {
		has(top, text)
	}
}

// TestManualIsClean proves that mandoc and groff have nothing to say against a page,
// and that what they make of it reads as it was written.
func TestManualIsClean(t *testing.T) {
	t.Parallel()
	mandoc := unpackedProgram(t, "mandoc")
	_, dir := manual(t)
	pages, err := filepath.Glob(dir + "/*.1")
	if err != nil || len(pages) < 7 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	check := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	groff, noGroff := exec.LookPath("groff")
	for _, page := range pages {
		check(mandoc, "-Tlint", "-Wwarning", page)
		if noGroff == nil {
			check(groff, "-man", "-Tascii", "-ww", "-z", page)
		}
	}
	out, err := exec.CommandContext(t.Context(), mandoc, "-Tascii", "-Owidth=200", dir+"/flakewalk.1").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(overstruck(string(out))), " ")
	for _, want := range []string{
		"flakewalk - explore a Nix flake in the terminal", "flakewalk [option ...] [REF[#PATH]]", "-v, --verbose Say on stderr",
		"--time-limit SECONDS Processor time that nix may spend on one attribute, in SECONDS (default: 300).", "jq .outputs", "FLAKEWALK_THEME As --theme, which wins.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// overstruck removes how terminals of paper print bold and underlined letters.
func overstruck(s string) string {
	var b []rune
	for _, r := range s {
		if r == '\b' && len(b) > 0 {
			b = b[:len(b)-1]
			continue
		}
		b = append(b, r)
	}
	return string(b)
}

// TestRoffText proves that no text of ours or of a flag can mean something to roff.
func TestRoffText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		".SH x": `\&.SH x`, "'x": `\&'x`, `a\fBb`: `a\efBb`, `"x"`: `\(dqx\(dq`, "it's": `it\(aqs`, "a`b": `a\(gab`, "grün": `gr\[u00FC]n`, "~^": `\(ti\(ha`, "plain.": "plain.",
	} {
		if got := roffText(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// TestManCommand proves where the pages go, and what is said without a folder.
func TestManCommand(t *testing.T) {
	t.Parallel()
	n := nixtest.Missing(t, nixtest.All(t)[0])
	dir := nixtest.TempDir(t)
	flakewalk(t, n, "man", dir+"/a/b").succeeds(t)
	if _, err := os.Stat(dir + "/a/b/flakewalk-show.1"); err != nil {
		t.Error(err)
	}
	flakewalk(t, n, "man").fails(t, exitUsage, "one folder is needed")
	nixtest.Write(t, dir+"/file", "")
	flakewalk(t, n, "man", dir+"/file").fails(t, exitError, "not a directory")
}
