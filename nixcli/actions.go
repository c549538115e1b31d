package nixcli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"flakewalk/model"
)

// Actions are all verbs for a node as actions with their commands, on the user's
// own reference: first those for its kind, then the others with why they do not
// fit. Of `known` the system and the place of the flake are filled in here. The
// first call asks nix for its settings; the error is the context's.
func (s *Session) Actions(ctx context.Context, n model.Node, known model.Here, c model.Consent) ([]model.Action, error) {
	l, err := s.commandLine(ctx, n, c)
	if err != nil {
		return nil, err
	}
	flake := s.Flake()
	known.System, known.Local = flake.System, flake.Dir != ""
	offers := model.Offers(n, known)
	all := make([]model.Action, len(offers))
	for i, o := range offers {
		if all[i] = (model.Action{Offer: o, Path: n.Path}); o.Apt {
			all[i] = s.action(o, n, known, l, c)
		}
	}
	return all, nil
}

// action is an offer that fits the node, with its command.
func (s *Session) action(o model.Offer, n model.Node, h model.Here, l commandLine, c model.Consent) model.Action {
	a := model.Action{
		Offer: o, Path: n.Path, Local: h.Local, Consent: c,
		Argv: s.actionArgv(o.Verb, n, h, l), Typed: s.typedArgv(o.Verb, n), Asks: asks(o.Verb),
		Confirm:       o.Verb.RunsCode() && !h.Local,
		AppliesConfig: c == model.ConsentUnasked && o.Verb != model.VerbEdit && s.opts.Via == nil,
	}
	if a.Reason == "" && a.Argv == nil {
		a.Reason = "nix has no way to write this attribute path in a command"
	}
	if o.Verb == model.VerbFormat {
		a.Dir = s.Flake().Dir
	}
	return a
}

// asks is what the user has to give before a verb can be done.
func asks(v model.Verb) model.Ask {
	switch v { //nolint:exhaustive // the others need nothing
	case model.VerbInit:
		return model.AskFolder
	case model.VerbCopy:
		return model.AskStore
	}
	return model.AskNothing
}

// commandLine is what all commands for a node that we run ourselves have in common.
func (s *Session) commandLine(ctx context.Context, n model.Node, c model.Consent) (commandLine, error) {
	set, err := s.client.settings(ctx)
	if err != nil {
		return commandLine{}, err
	}
	s.mu.Lock()
	granted, version := s.granted(n.Path), s.version
	s.mu.Unlock()
	l := commandLine{nix: s.client.word(), flags: s.client.flags, flake: []string{"--no-write-lock-file"}, version: version}
	l.flags.Impure = l.flags.Impure || granted&model.GrantImpure != 0
	l.flags.AllowIFD = l.flags.AllowIFD || granted&model.GrantIFD != 0
	if !set.flakes {
		l.any = features()
	}
	if c == model.ConsentGiven || l.flags.AcceptFlakeConfig {
		l.switching = []string{"--option", "accept-flake-config", "true"} // which all of the tools take
	}
	switch c {
	case model.ConsentGiven:
		l.any = join(l.any, []string{"--accept-flake-config"})
		l.flags.AcceptFlakeConfig = false // said already
	case model.ConsentRefused:
		l.any = join(l.any, []string{"--no-accept-flake-config"})
		l.refused = true
	case model.ConsentUnasked:
	}
	return l, nil
}

// word is the program as commands name it.
func (c *Client) word() string {
	if strings.ContainsRune(c.name, filepath.Separator) {
		return c.bin // a relative path is another one in another folder
	}
	return c.name
}

// actionArgv is the command that we run for a verb: what people type, and for one
// that runs in the background what it takes to follow it.
func (s *Session) actionArgv(v model.Verb, n model.Node, h model.Here, l commandLine) []string {
	if v == model.VerbCheck && n.Kind == model.KindCheck {
		v = model.VerbBuild // nix has no other way to do one alone
	}
	switch v { //nolint:exhaustive // the others are as people type them
	case model.VerbBuild:
		l.flake = join(l.flake, []string{"--json", "--no-link"})
	case model.VerbBuildLink:
		l.flake = join(l.flake, []string{"--json"})
	case model.VerbEdit:
		return editArgv(s.client.variable, h.Position)
	}
	switch {
	case v.Way() == model.WayJob:
		l.flake = join(l.flake, []string{"--log-format", "internal-json", "-v"})
	case l.refused: // nix would ask once more, by its progress bar
		l.any = join(l.any, []string{"--log-format", "raw"})
	}
	return s.argv(v, n, l)
}

// typedArgv is the command that people type for a verb, nil where ours is no longer.
func (s *Session) typedArgv(v model.Verb, n model.Node) []string {
	if v == model.VerbEdit || s.opts.Via != nil {
		return nil
	}
	if v == model.VerbCheck && n.Kind == model.KindCheck {
		v = model.VerbBuild
	}
	return s.argv(v, n, s.typedLine(n))
}

// Fill completes an action with what it asks for. A folder may begin with ~ and
// must not exist, or be empty: nothing is ever overwritten. Errors are *Error
// with model.CauseUsage.
func (s *Session) Fill(a model.Action, answer string) (model.Action, error) {
	if strings.TrimSpace(answer) == "" {
		return a, &Error{Cause: model.CauseUsage, Message: "nothing was given"}
	}
	if a.Asks != model.AskFolder {
		return a.Filled(answer), nil
	}
	if rest, ok := strings.CutPrefix(answer, "~/"); ok {
		answer = filepath.Join(s.client.variable("HOME"), rest)
	}
	folder, err := filepath.Abs(answer)
	if err != nil {
		return a, &Error{Cause: model.CauseUsage, Message: err.Error(), Err: err}
	}
	switch inside, err := os.ReadDir(folder); {
	case err == nil && len(inside) > 0:
		return a, &Error{Cause: model.CauseUsage, Message: "the folder is not empty: " + folder}
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return a, &Error{Cause: model.CauseUsage, Message: "this cannot be a new folder: " + err.Error(), Err: err}
	}
	return a.Filled(folder), nil
}

// variable is a variable of the environment that commands are started with.
func (c *Client) variable(name string) string {
	for i := len(c.acting) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(c.acting[i], name+"="); ok {
			return value
		}
	}
	return ""
}
