package tui

import "testing"

// TestLateReloadOfTheFlakeBefore proves that the answer of a flake that was left closes
// no dialog of the flake on screen.
func TestLateReloadOfTheFlakeBefore(t *testing.T) {
	t.Parallel()
	first, second := sample(), sample()
	second.flake.Ref = "other"
	u := start(t, first, 120, 36, Options{Flakes: &fakeFlakes{nix: map[string]*fakeNix{"other": second}}})
	u.hold = []string{jobOpen}
	u.press("R")
	u.hold = nil
	u.enter("other")
	u.press("j", "a")
	if u.m.menuOnTop() == nil {
		t.Fatal("no menu")
	}
	u.release()
	if u.m.menuOnTop() == nil {
		t.Error("the late answer of the flake that was left closed the dialog of the flake on screen")
	}
	if u.m.note != (note{}) {
		t.Errorf("it says %q", u.m.note.text)
	}
}

// lateDialogs bring up every dialog that comes with an answer: by which job, and keys.
func lateDialogs(t *testing.T) map[string]func() (u *user, job, key string) {
	inputs := func(key, job string) func() (*user, string, string) {
		return func() (*user, string, string) {
			nix := withInputs(t)
			nix.flake.Dir = "/home/me/flake"
			u := start(t, nix, 110, 28, Options{})
			u.press("2")
			return u, job, key
		}
	}
	job := func(key, job string) func() (*user, string, string) {
		return func() (*user, string, string) {
			a, f := building(t)
			f.succeeds(a.user)
			a.press("3")
			return a.user, job, key
		}
	}
	return map[string]func() (*user, string, string){
		dialogCard:   inputs("i", jobCard),
		dialogWhy:    inputs("w", jobWhy),
		dialogUpdate: inputs("U", jobUpdateArgv),
		dialogFiles:  job("f", jobJobFiles),
		dialogMenu:   job("a", jobJobActions),
		dialogTrust: func() (*user, string, string) {
			return start(t, sample(), 110, 28, Options{Fragment: helloPath}), jobActions, "r"
		},
	}
}

// TestLateDialogs proves that a dialog that comes late is shown where the user still is
// where it was asked for, and nowhere else: not over a prompt, whose letters it would
// take, nor over another dialog, on another tab, or once the flake was left and is back.
func TestLateDialogs(t *testing.T) {
	t.Parallel()
	goOn := map[string]func(u *user){
		"in a prompt":      func(u *user) { u.press(":", "p", "a") },
		"another dialog":   func(u *user) { u.press("?") },
		"another tab":      func(u *user) { u.press("1", "2", "1") },
		"at another flake": func(u *user) { u.enter("other") },
		"there and back":   func(u *user) { u.enter("other"); u.do(u.m.back()) },
		"a dialog is shut": nil,
	}
	for id, ask := range lateDialogs(t) {
		for name, move := range goOn {
			t.Run(id+" and "+name, func(t *testing.T) {
				t.Parallel()
				u, key, press := ask()
				other := sample()
				other.flake.Ref = "other"
				u.nix.inputs = withInputs(t).inputs
				u.m.env.opt.Flakes = &fakeFlakes{nix: map[string]*fakeNix{"other": other}}
				u.hold = []string{key}
				u.press(press)
				if u.m.dialogOpen() || len(u.held) != 1 {
					t.Fatalf("%d answers are kept back\n%s", len(u.held), u.screen())
				}
				if move == nil {
					u.release()
					if d, _ := u.m.dialogs.Top(); d.ID != id {
						t.Fatalf("%q is on top", d.ID)
					}
					return
				}
				u.hold = nil
				move(u)
				tab := u.m.visit.tab
				before, _ := u.m.dialogs.Top()
				prompt := u.m.typing
				u.release()
				after, _ := u.m.dialogs.Top()
				if after.ID != before.ID || u.m.typing != prompt || u.m.visit.tab != tab {
					t.Errorf("%q was on top, now %q is\n%s", before.ID, after.ID, u.screen())
				}
				if prompt != nil {
					u.press("c", "k")
					if got := prompt.line.Value(); got != "pack" {
						t.Errorf("typed is %q", got)
					}
				}
			})
		}
	}
}
