package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"flakewalk/tui/keymap"
)

// manCommand writes the manual. It is for those who package flakewalk, and hidden.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man FOLDER",
		Short:  "Write the manual pages to a folder",
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("one folder is needed")}
			}
			return a.writeManual(cmd.Root(), args[0], thisRelease())
		},
	}
}

// writeManual writes a page for the program and one for each of its commands.
func (a *app) writeManual(root *cobra.Command, dir string, r release) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // as readable as any manual
		return err
	}
	pages := append([]*cobra.Command{root}, documented(root)...)
	for _, cmd := range pages {
		file := filepath.Join(dir, pageName(cmd)+".1")
		if err := os.WriteFile(file, []byte(a.page(cmd, r)), 0o644); err != nil { //nolint:gosec // as readable as any manual
			return err
		}
	}
	return nil
}

// documented are the commands that have a page.
func documented(root *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			all = append(all, cmd)
		}
	}
	return all
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// page is the manual page of a command: that of the program tells what holds for all.
func (a *app) page(cmd *cobra.Command, r release) string {
	cmd.InitDefaultHelpFlag() // cobra adds these only to the command that runs
	cmd.InitDefaultVersionFlag()
	day, _, _ := strings.Cut(r.date, "T")
	p := &roff{}
	p.macro("TH", strings.ToUpper(pageName(cmd)), "1", day, strings.TrimSpace("flakewalk "+r.version), "User Commands")
	p.section("Name")
	p.line(pageName(cmd) + ` \- ` + roffText(lowerFirst(cmd.Short)))
	p.section("Synopsis")
	p.line(p.bold(cmd.CommandPath()) + " [" + p.italic("option") + " ...]" + roffText(strings.TrimPrefix(cmd.Use, cmd.Name())))
	if !cmd.HasParent() {
		p.line(".br")
		p.line(p.bold(cmd.Name()) + " " + p.italic("command") + " [" + p.italic("option") + " ...] [" + p.italic("argument") + "]")
	}
	p.section("Description")
	p.text(cmd.Long)
	if cmd.HasParent() {
		p.ownOptions(cmd)
	} else {
		a.commonParts(p, cmd)
	}
	if cmd.Example != "" {
		p.section("Examples")
		p.code(cmd.Example)
	}
	p.section("See also")
	p.line(seeAlso(cmd, p))
	return p.String()
}

// ownOptions are the options that only that command has.
func (p *roff) ownOptions(cmd *cobra.Command) {
	p.section("Options")
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { p.option(f) })
	p.line(".PP")
	p.line("The options of " + p.bold("flakewalk") + "(1), which also tells files, environment and exit codes, are understood too.")
}

// commonParts are what holds for all commands.
func (a *app) commonParts(p *roff, root *cobra.Command) {
	p.section("Commands")
	for _, cmd := range documented(root) {
		p.entry(p.bold(strings.TrimPrefix(cmd.CommandPath(), "flakewalk ")), cmd.Short+".")
	}
	p.section("Options")
	root.Flags().VisitAll(func(f *pflag.Flag) { p.option(f) })
	p.section("Keys")
	for _, part := range keymap.New(true).Help() {
		p.line(".SS " + roffText(part.Title))
		for _, k := range part.Keys {
			p.entry(p.bold(k.Key), upperFirst(k.Desc)+".")
		}
	}
	p.section("Exit status")
	for _, e := range exitCodes() {
		p.entry(p.bold(strconv.Itoa(e.code)), e.means)
	}
	p.entry(p.bold("128")+" + "+p.italic("n"), "A signal with that number ended it.")
	p.section("Environment")
	for _, s := range a.flags.table() {
		if s.env != "" {
			p.entry(p.bold(s.env), "As --"+s.name+", which wins.")
		}
	}
	for _, v := range variables() {
		p.entry(p.bold(v[0]), v[1])
	}
	p.section("Files")
	for _, f := range files() {
		p.entry(p.italic(roffText(f[0])), f[1])
	}
}

// option writes an entry for a flag.
func (p *roff) option(f *pflag.Flag) {
	name, usage := pflag.UnquoteUsage(f)
	head := p.bold("--" + f.Name)
	if f.Shorthand != "" {
		head = p.bold("-"+f.Shorthand) + ", " + head
	}
	if name != "" {
		head += " " + p.italic(roffText(name))
	}
	usage, _, _ = strings.Cut(usage, " [FLAKEWALK_")
	switch f.DefValue {
	case "", "false", "0", "[]":
	default:
		usage += " (default: " + f.DefValue + ")"
	}
	p.entry(head, upperFirst(usage)+".")
}

func seeAlso(cmd *cobra.Command, p *roff) string {
	var names []string
	for _, other := range append([]*cobra.Command{cmd.Root()}, documented(cmd.Root())...) {
		if other != cmd {
			names = append(names, p.bold(pageName(other))+"(1)")
		}
	}
	return strings.Join(append(names, p.bold("nix")+"(1)", p.bold("nix.conf")+"(5)"), ",\n")
}

// exitCode is an exit code and what it means.
type exitCode struct {
	code  int
	means string
}

func exitCodes() []exitCode {
	return []exitCode{
		{exitOK, "All went well, also when some attributes of a flake are broken."},
		{exitError, "The flake cannot be opened, nothing of it can be shown, nothing was chosen, or doctor found a problem."},
		{exitUsage, "The command line is wrong."},
		{exitFound, "A check that --fail asked for found something."},
		{exitSlow, "Some attributes took longer than --time-limit; the others are there."},
	}
}

// variables are those of the environment that have no flag.
func variables() [][2]string {
	return [][2]string{
		{"NO_COLOR", "With any value, the explorer draws without colours."},
		{"CLICOLOR_FORCE", "With any value but 0, it draws with colours on a terminal that claims to have none."},
		{"TERM, COLORTERM", "What the terminal is, and how many colours it has."},
		{"LC_ALL, LC_CTYPE, LANG", "The first that is set says whether the terminal takes more than ASCII."},
		{"VISUAL, EDITOR", "The editor that sources are opened in; else vi."},
		{"SHELL", "The shell of --shell user."},
		{"XDG_STATE_HOME", "Where the history is kept; else ~/.local/state."},
		{"NIX_REMOTE, NIX_CONFIG", "As nix takes them, like all of its variables."},
	}
}

// files are those that flakewalk reads or writes besides what nix does.
func files() [][2]string {
	return [][2]string{
		{"~/.local/state/flakewalk/history", "The flakes that were opened, without credentials: a line each, with time and description. Only this file is written unasked; --no-history leaves it alone."},
		{"~/.local/share/nix/trusted-settings.json", "What nix remembers of the user's answers about the nixConfig of flakes. It is only read."},
	}
}

// lowerFirst makes the first letter small, as after the dash of a manual's name.
func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// roff writes a manual page in the macros of man(7).
type roff struct{ strings.Builder }

func (p *roff) line(s string) { p.WriteString(s + "\n") }

func (p *roff) macro(name string, args ...string) {
	p.WriteString("." + name)
	for _, arg := range args {
		p.WriteString(` "` + roffText(arg) + `"`)
	}
	p.WriteString("\n")
}

func (p *roff) section(title string) { p.line(".SH " + strings.ToUpper(title)) }

func (p *roff) bold(s string) string {
	return `\fB` + strings.ReplaceAll(roffText(s), "-", `\-`) + `\fR`
}

func (p *roff) italic(s string) string { return `\fI` + s + `\fR` }

// entry is a term, already in roff, and what it means.
func (p *roff) entry(term, text string) {
	p.line(".TP")
	p.line(term)
	p.line(roffText(text))
}

// text writes paragraphs, which blank lines part. Indented ones are examples.
func (p *roff) text(s string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(s), "\n\n") {
		switch {
		case strings.HasPrefix(paragraph, " "):
			p.code(paragraph)
			continue
		case i > 0:
			p.line(".PP")
		}
		for line := range strings.SplitSeq(paragraph, "\n") {
			p.line(roffText(line))
		}
	}
}

// code writes lines as they are.
func (p *roff) code(s string) {
	p.line(".RS 4\n.nf")
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		p.line(strings.ReplaceAll(roffText(strings.TrimPrefix(line, "  ")), "-", `\-`))
	}
	p.line(".fi\n.RE")
}

// roffText is a text in which nothing means something to roff (groff_char(7)).
func roffText(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case (r == '.' || r == '\'') && i == 0:
			b.WriteString(`\&` + string(r))
		case r == '\\':
			b.WriteString(`\e`)
		case r == '"':
			b.WriteString(`\(dq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
