package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"flakewalk/tui"
)

// TestFlagTable proves that every flag of every command is in the table, that each
// variable is called after its flag, and that none makes anything less careful.
func TestFlagTable(t *testing.T) {
	t.Parallel()
	a := &app{}
	root := a.rootCommand()
	rows := map[string]setting{}
	for _, s := range a.flags.table() {
		if rows[s.name].name != "" || s.help == "" {
			t.Errorf("--%s: %+v", s.name, s)
		}
		rows[s.name] = s
		if want := "FLAKEWALK_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_")); s.env != "" && s.env != want {
			t.Errorf("--%s: the variable is %s, want %s", s.name, s.env, want)
		}
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help-all" { // of the help only
			return
		}
		s, ok := rows[f.Name]
		if !ok || f.Shorthand != s.short || s.initial != "" && f.DefValue != s.initial || !strings.HasPrefix(f.Usage, s.help) {
			t.Errorf("--%s is not as the table has it: %+v", f.Name, s)
		}
		delete(rows, f.Name)
	})
	if len(rows) > 0 {
		t.Errorf("in the table, but no flags: %v", rows)
	}
	for _, s := range a.flags.table() {
		switch s.name {
		case "yes-run", "impure", "accept-flake-config", "allow-import-from-derivation", "option", "override-input":
			if s.env != "" {
				t.Errorf("%s makes flakewalk less careful unseen", s.env)
			}
		}
	}
}

// settled is what becomes of a command line in the environment of the test.
func settled(t *testing.T, line string) (*flags, error) {
	t.Helper()
	f := &flags{}
	set := pflag.NewFlagSet("x", pflag.ContinueOnError)
	f.register(set)
	if err := set.Parse(strings.Fields(line)); err != nil {
		t.Fatal(err)
	}
	return f, f.settle(set)
}

// TestFlagsByEnvironment proves that variables set flags, that the command line
// wins, and that a value that does not fit is named with its variable.
func TestFlagsByEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"FLAKEWALK_NIX": "/some/nix", "FLAKEWALK_MEMORY_LIMIT": "1G", "FLAKEWALK_ASCII": "1", "FLAKEWALK_THEME": "light",
		"FLAKEWALK_NO_MOUSE": "true", "FLAKEWALK_NO_HISTORY": "0", "FLAKEWALK_SHELL": "user", "SHELL": "/bin/sh", "FLAKEWALK_YES_RUN": "1", "FLAKEWALK_IMPURE": "1",
	} {
		t.Setenv(name, value)
	}
	f, err := settled(t, "")
	if err != nil || f.nix != "/some/nix" || f.memory != 1<<30 || !f.ascii || f.background != background(tui.BackgroundLight) || !f.noMouse || f.noHistory || f.shell != "user" {
		t.Errorf("by the environment: %+v, %v", f, err)
	}
	if f.yesRun || f.nixFlags.Impure {
		t.Error("the environment makes us less careful")
	}
	f, err = settled(t, "--nix other --memory-limit 2G --ascii=false --theme dark --shell nix")
	if err != nil || f.nix != "other" || f.memory != 2<<30 || f.ascii || f.background != background(tui.BackgroundDark) || f.shell != "nix" {
		t.Errorf("by the command line: %+v, %v", f, err)
	}
	for name, value := range map[string]string{"FLAKEWALK_THEME": "pink", "FLAKEWALK_ASCII": "perhaps"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			var usage usageError
			if _, err := settled(t, ""); !errors.As(err, &usage) || !strings.Contains(err.Error(), name+": ") || !strings.Contains(err.Error(), value) {
				t.Errorf("%v", err)
			}
		})
	}
}
