package main

import (
	"os"
	"os/exec"
	"syscall"

	"flakewalk/model"
)

// becoming is the end of a run whose place a command takes.
type becoming struct{ action model.Action }

// Error names the command.
func (b becoming) Error() string { return "to become: " + b.action.String() }

// becomeIfAsked replaces the program with the command that a run has ended for. It
// comes back with what the run ended with, or with why that was not possible. All
// that the run has started must have ended.
func (a *app) becomeIfAsked(err error) error {
	b, ok := err.(becoming) //nolint:errorlint // joined with a failure it is none
	if !ok {
		return err
	}
	say(a.errOut, "$ %s   (exit or Ctrl+D ends it)\n", model.Printable(b.action.String()))
	bin, err := exec.LookPath(b.action.Argv[0])
	if err == nil {
		err = syscall.Exec(bin, b.action.Argv, os.Environ()) //nolint:gosec // the user's own command
	}
	return toldError{"the command cannot be started: " + err.Error(), "Run it yourself; it stands above."}
}
