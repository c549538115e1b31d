package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"flakewalk/model"
)

// The words by which a finding begins.
const (
	wordOK      = "ok"
	wordNote    = "note"    // it works, with a difference that is worth knowing
	wordMissing = "missing" // something does without
	wordProblem = "problem" // flakewalk cannot work
)

// finding is one line of the doctor's report.
type finding struct {
	word, what, text string
	remedy           string
}

// errUnfit is the end of an examination that found a problem.
var errUnfit = errors.New("flakewalk cannot work here")

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what flakewalk finds on this machine, and what it would miss",
		Long: `Look at nix, its store, git, the terminal and the programs that flakewalk starts,
and say for each what flakewalk uses and what it misses. Nothing is written, and
the network is not needed. The report holds no secrets, so that it can go into a
bug report. The exit code is 1 when flakewalk could not work.`,
		Example: "  flakewalk doctor\n  flakewalk doctor --nix ./result/bin/nix",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// doctor examines the machine and prints what it finds.
func (a *app) doctor(ctx context.Context) error {
	parts := []part{
		{"Nix", a.examineNix(ctx)},
		{"Terminal", a.examineTerminal(ctx)},
		{"Programs and files", a.examinePrograms()},
	}
	if err := ctx.Err(); err != nil {
		return interrupted(ctx, err)
	}
	say(a.noted(), "flakewalk %s, %s/%s\n", orUnknown(thisRelease().version), runtime.GOOS, runtime.GOARCH)
	problems := 0
	for _, p := range parts {
		problems += p.print(a.noted())
	}
	if problems > 0 {
		say(a.noted(), "\nflakewalk cannot work here.\n")
		return errUnfit
	}
	say(a.noted(), "\nflakewalk can work here.\n")
	return nil
}

// part is a part of the report.
type part struct {
	title string
	found []finding
}

// print prints the part and counts its problems.
func (p part) print(w io.Writer) (problems int) {
	say(w, "\n%s\n", p.title)
	for _, f := range p.found {
		say(w, "  %-8s %-11s %s\n", f.word, f.what, presentable(f.text))
		if f.remedy != "" {
			say(w, "  %-8s %-11s What to do: %s\n", "", "", f.remedy)
		}
		if f.word == wordProblem {
			problems++
		}
	}
	return problems
}

// presentable is a text for a report that others may read: on one line, harmless
// to a terminal, and without the name of the user's home.
func presentable(text string) string {
	return model.Printable(withoutHome(text))
}

// withoutHome writes the user's home as ~.
func withoutHome(text string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return text
	}
	homes := []string{home}
	if real, err := filepath.EvalSymlinks(home); err == nil && real != home {
		homes = append(homes, real)
	}
	for _, home := range homes {
		if home = strings.TrimRight(home, "/"); home == "" {
			continue // everything is below it
		}
		text = strings.ReplaceAll(text, home+"/", "~/")
		if rest, ok := strings.CutSuffix(text, home); ok {
			text = rest + "~"
		}
	}
	return text
}

// problemOf is the finding for a question that nix did not answer, in the words
// that the explorer has for it.
func problemOf(what string, err error) finding {
	p := model.ProblemOf(err)
	advice := p.Cause.Advice()
	text := advice.Sentence
	if said := model.FirstLine(p.Message); said != "" && said != text {
		if mayHoldSecret(said) {
			said = "Its message may hold a secret and is left out; 'nix --version' shows it."
		}
		text = fmt.Sprintf("%s %s", text, said)
	}
	return finding{wordProblem, what, text, advice.Remedy}
}

// login is a name and a password in an address.
var login = regexp.MustCompile(`[^\s/'"]:[^\s/'"@]+@`)

// mayHoldSecret tells whether a message of nix names a setting that is a secret, or
// an address with a password in it.
func mayHoldSecret(message string) bool {
	return model.SecretName(message) || login.MatchString(message)
}
