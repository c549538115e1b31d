package tui

import (
	"testing"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// picker opens the explorer for a choice of dev shells and packages.
func picker(t *testing.T, o Options) *user {
	t.Helper()
	o.Pick = &Pick{
		What: "a thing for PATH", Kinds: []model.Kind{model.KindPackage, model.KindDevShell},
		Text: func(n model.Node) (string, bool) { return "REF#." + n.Path.String(), n.Path.Last().Name != "hello" },
	}
	u := fresh(t, sample(), 120, 30, o)
	u.run()
	return u
}

// TestPick proves that Enter on a row that fits ends the explorer with it.
func TestPick(t *testing.T) {
	t.Parallel()
	u := picker(t, Options{LookFor: []model.Kind{model.KindDevShell}})
	u.sees("devShells.x86_64-linux.default")
	u.hints(keymap.Activate)
	if tabs := u.m.choices(); tabs != nil {
		t.Errorf("%d tabs to choose from", len(tabs))
	}
	u.snap("a choice", theHeader, theStatus)
	u.press("enter")
	if got := u.m.Picked(); got != "REF#.devShells.x86_64-linux.default" || !u.quit {
		t.Errorf("picked %q, ended %v", got, u.quit)
	}
}

// TestPickNothing proves which rows cannot be chosen, with the reason.
func TestPickNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ fragment, dialog string }{
		{"templates.default", ""},
		{"lib.greeting", ""},
		{helloPath, ""},
		{"packages.x86_64-linux.musl", dialogError},
		{"packages.x86_64-linux", ""}, // closes
		{"packages.aarch64-darwin", ""},
		{"nixosConfigurations.host", ""},
		{"packages.x86_64-linux.ifd", dialogError},
		{"apps.x86_64-linux.default", ""},
		{"lib.compose", ""},
		{"packages.aarch64-linux.noth", ""},
	} {
		u := picker(t, Options{Fragment: tt.fragment})
		u.press("enter")
		u.onTop(tt.dialog)
		u.snap(tt.fragment, theNote)
		if tt.dialog == "" {
			u.snap("its row", theRows("▌"))
		}
		if u.m.Picked() != "" || u.quit {
			t.Errorf("%s: picked %q, ended %v", tt.fragment, u.m.Picked(), u.quit)
		}
	}
}

// TestPickLeaves proves what ends the explorer without a choice.
func TestPickLeaves(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"esc", "q", "ctrl+c"} {
		u := picker(t, Options{Fragment: "packages.x86_64-linux.default"})
		u.press(key)
		if u.m.Picked() != "" || !u.quit {
			t.Errorf("%s: picked %q, ended %v", key, u.m.Picked(), u.quit)
		}
	}
	u := picker(t, Options{Fragment: "packages.x86_64-linux.default"})
	u.press("?", "esc", "/", "a", "enter", "esc", "tab", "esc")
	if u.quit {
		t.Error("esc that closes something ended the explorer")
	}
}

// TestPickRunsNothing proves that no key leads to a command or to another flake.
func TestPickRunsNothing(t *testing.T) {
	t.Parallel()
	u := picker(t, Options{Fragment: "packages.x86_64-linux.default", Flakes: &fakeFlakes{}})
	u.press("a", "b", "B", "r", "d", "s", "I", "e", "v", "L", "V", "F", "t", "c", "p", "C", "W", "1", "2", "3", "i", "o", "u", "ctrl+o", "backspace")
	if got := u.nix.called("actions"); len(got) > 0 || u.quit || u.m.visit.tab != keymap.ShowOutputs {
		t.Errorf("asked for actions %q, ended %v", got, u.quit)
	}
	u.onTop("")
	u.press("?", "g")
	u.onTop(dialogHelp)
	for _, e := range u.m.env.keys.Entries() {
		_, does := verbOf(e.Action)
		if does || e.Scope == keymap.ScopeMenu || e.Scope == keymap.ScopeInputs || e.Scope == keymap.ScopeJobs {
			t.Errorf("there is a key for %s in %v", e.Action, e.Scope)
		}
		if e.Action == keymap.Activate && e.Scope == keymap.ScopeTree || e.Action == keymap.Quit {
			u.snap(string(e.Action), func(*user) string { return e.Binding.Help().Desc + "\n" })
		}
	}
}

// TestPickDim proves that rows that are nothing to choose, and no way to it, are dim.
func TestPickDim(t *testing.T) {
	t.Parallel()
	u := picker(t, Options{Fragment: "templates.default"})
	for path, want := range map[string]theme.Tone{
		"packages": theme.Normal, "lib": theme.Normal, "templates": theme.Dim, "templates.default": theme.Dim, "apps": theme.Dim, "devShells": theme.Normal,
	} {
		p, err := model.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		id := outline.Root
		for _, s := range p {
			id, _ = u.m.visit.outputs.store.child(id, s)
		}
		if got := (rows{u.m.visit.outputs}).Row(id).LabelTone; got != want {
			t.Errorf("%s has tone %v, want %v", path, got, want)
		}
	}
}

// TestLookFor proves where the explorer begins for who came for something.
func TestLookFor(t *testing.T) {
	t.Parallel()
	for want, kind := range map[string]model.Kind{
		"packages.x86_64-linux.default":  model.KindPackage,
		"devShells.x86_64-linux.default": model.KindDevShell,
		"nixosConfigurations.host":       model.KindNixOS,
		"templates.default":              model.KindTemplate,
	} {
		u := fresh(t, sample(), 120, 30, Options{LookFor: []model.Kind{kind}})
		u.run()
		if got := u.m.visit.outputs.store.path(u.m.visit.outputs.selected).String(); got != want {
			t.Errorf("the cursor is on %q, want %q", got, want)
		}
		if n := u.m.visit.outputs.tree.Len(); n > 30 {
			t.Errorf("%d rows are open", n)
		}
	}
	u := fresh(t, sample(), 120, 30, Options{LookFor: []model.Kind{model.KindBundler, model.KindHydraJob}})
	u.run()
	u.said(theme.Warn)
	u.sees("▾ packages")
	u.snap("nothing of the kinds", theNote)

	elsewhere := sample()
	elsewhere.kids["devShells"] = names("aarch64-darwin", "riscv64-linux")
	u = fresh(t, elsewhere, 120, 30, Options{LookFor: []model.Kind{model.KindDevShell}})
	u.run()
	u.said(theme.Warn)
	u.snap("of other systems only", theNote)

	u = fresh(t, sample(), 120, 30, Options{LookFor: []model.Kind{model.KindTemplate}})
	u.hold = []string{jobUnfold}
	u.run()
	u.press("j")
	u.release()
	if got := u.m.visit.outputs.store.path(u.m.visit.outputs.selected).String(); got != "apps" {
		t.Errorf("the cursor was taken from the user, to %q", got)
	}
}

// TestPickKeys proves that what is left of the keys still moves and finds.
func TestPickKeys(t *testing.T) {
	t.Parallel()
	keys := pickKeys(keymap.New(false))
	scopes := []keymap.Scope{keymap.ScopeTree, keymap.ScopeMain, keymap.ScopeAlways}
	for key, want := range map[string]keymap.Action{
		"j": keymap.Down, "/": keymap.Find, "ctrl+p": keymap.Jump, ":": keymap.GoTo, "S": keymap.Systems, "y": keymap.CopyPath,
		"b": "", "a": "", "2": "", "ctrl+o": "",
	} {
		if got, _ := keys.Resolve(keyMsg(key), scopes...); got != want {
			t.Errorf("%s means %q, want %q", key, got, want)
		}
	}
}
