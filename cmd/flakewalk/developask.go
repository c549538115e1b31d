package main

import (
	"context"
	"errors"
	"strings"

	"github.com/muesli/cancelreader"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/tui"
)

// errNotAllowed is the end of a run whose question was not answered with yes.
var errNotAllowed = toldError{"nothing was run", "Only a typed y runs it; --yes-run asks nothing."}

// askTrust asks whether programs of a flake that is not the user's own may run: only
// a typed y lets them.
func (a *app) askTrust(ctx context.Context, action model.Action) error {
	if !action.Confirm || a.flags.yesRun {
		return nil
	}
	say(a.errOut, "%s\n\n  %s\n\n", model.TrustWords(action.Verb), model.Printable(action.String()))
	answer, err := a.askLine(ctx, "Run it? y runs it, anything else does not: ")
	if err == nil && answer != "y" {
		return errNotAllowed
	}
	return err
}

// askConsent asks for the user's word on what the flake's nixConfig asks for, where
// it needs one, and returns the action with the answer.
func (a *app) askConsent(ctx context.Context, s *nixcli.Session, action model.Action) (model.Action, error) {
	if !action.AppliesConfig {
		return action, nil
	}
	settings, err := s.NixConfig(ctx)
	if err == nil && len(model.OpenSettings(settings)) == 0 || ctx.Err() != nil {
		return action, ctx.Err()
	}
	say(a.errOut, "%s\n\n", model.NixConfigTitle)
	if err != nil {
		say(a.errOut, "What it asks for cannot be read:\n  %s\n\n", model.Printable(model.ProblemOf(err).Message))
	} else {
		a.sayNixConfig(model.Printable(s.Flake().Ref), settings)
	}
	answer, askErr := a.askLine(ctx, "y accepts all of it, n declines all of it, anything else does nothing: ")
	switch {
	case askErr != nil:
		return action, askErr
	case answer == "y" && err == nil:
		return shellAction(ctx, s, action.Path, model.ConsentGiven)
	case answer == "n":
		return shellAction(ctx, s, action.Path, model.ConsentRefused)
	}
	return action, toldError{"nothing was run", "Answer y or n, or say it before with --accept-flake-config or --no-accept-flake-config."}
}

// sayNixConfig says what the settings are, and what each answer means for them.
func (a *app) sayNixConfig(ref string, settings []model.Setting) {
	say(a.errOut, "%s%s\n", ref, model.NixConfigWords)
	for _, one := range settings {
		m := one.Meaning()
		if m.Risk == model.RiskNone {
			continue
		}
		say(a.errOut, "\n  %s\n", model.Printable(one.Name))
		for _, v := range one.Values {
			say(a.errOut, "    %s\n", model.Printable(v))
		}
		say(a.errOut, "  %s\n  Without it: %s\n", m.Accepting, m.Declining)
	}
	say(a.errOut, "\n")
}

// askLine asks for one line on the terminal. What was typed before is no answer. It
// reads no more than that line, since what follows is for the shell.
func (a *app) askLine(ctx context.Context, question string) (string, error) {
	tui.ForgetTyped(a.in)
	say(a.errOut, "%s", question)
	keys, err := cancelreader.NewReader(a.in)
	if err != nil {
		return "", err
	}
	defer keys.Close() //nolint:errcheck // it closes nothing that was written
	stop := context.AfterFunc(ctx, func() { keys.Cancel() })
	defer stop()
	line := make([]byte, 4096) // a terminal gives one line at a time
	n, err := keys.Read(line)
	switch {
	case ctx.Err() != nil:
		say(a.errOut, "\n")
		return "", ctx.Err()
	case err != nil:
		return "", errors.Join(errNotAllowed, err)
	}
	return strings.TrimRight(string(line[:n]), "\r\n"), nil
}
