package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"flakewalk/model"
)

// machine is the explorer with several flakes, whose answers come when they like.
type machine struct{ *user }

// newMachine opens the first flake; two more can be opened from inside.
func newMachine(t *testing.T) *machine {
	nix := func(ref string) *fakeNix {
		f := withInputs(t)
		f.flake.Ref, f.flake.Dir = ref, "/home/me/"+ref
		f.settings = []model.Setting{{Name: "extra-substituters", Values: []string{"https://cache.example.org"}}}
		return f
	}
	u := begin(t, nix("first"), 100, 30, Options{
		Builds: &fakeBuilds{}, Flakes: &fakeFlakes{nix: map[string]*fakeNix{"second": nix("second"), "third": nix("third")}},
	})
	u.m.exec = func(tea.ExecCommand, tea.ExecCallback) tea.Cmd { return nil }
	u.run()
	u.hold = []string{""} // every answer
	return &machine{user: u}
}

// state is what of a flake an answer may change.
func (v *visit) state() string {
	return fmt.Sprint(v.outputs.tree.Len(), len(v.outputs.store.known), v.flake != nil, v.trouble, v.opening, v.tab, v.permits.granted,
		v.inputs.known != nil, v.inputs.asked, v.actions.config.known, v.changed)
}

// shown is what an answer of a flake that is not on screen must not change.
func (u *user) shown() string {
	d, _ := u.m.dialogs.Top()
	return fmt.Sprint(d.ID, u.m.note, u.m.typing != nil, u.m.tab().shows(), u.m.focus, u.typedSoFar())
}

// typedSoFar is what stands in the open prompt.
func (u *user) typedSoFar() string {
	if u.m.typing == nil {
		return ""
	}
	return u.m.typing.line.Value()
}

// answer delivers one of the answers that are under way.
func (x *machine) answer(t *rapid.T) {
	if len(x.held) == 0 {
		return // nothing is under way
	}
	i := rapid.IntRange(0, len(x.held)-1).Draw(t, "answer")
	msg := x.held[i]
	x.held = append(x.held[:i:i], x.held[i+1:]...)
	visits := x.m.visits()
	before, shown := make([]string, len(visits)), x.shown()
	for i, v := range visits {
		before[i] = v.state()
	}
	top, _ := x.m.dialogs.Top()
	prompt, typed := x.m.typing, x.typedSoFar()
	waits := prompt != nil && (prompt.entered || completes(prompt.asker)) // it is what a key asked for
	x.send(msg)
	x.run()
	changed := 0
	for i, v := range visits {
		if v.state() == before[i] {
			continue
		}
		changed++
		if now := x.shown(); v != visits[len(visits)-1] && now != shown {
			t.Fatalf("a flake that is not on screen changed it from %s to %s", shown, now)
		}
	}
	if changed > 1 {
		t.Fatalf("one answer changed %d flakes", changed)
	}
	if prompt != nil && !waits && (x.m.typing != prompt || x.typedSoFar() != typed) {
		t.Fatalf("an answer took the prompt with %q", typed)
	}
	switch now, _ := x.m.dialogs.Top(); top.ID {
	case dialogHelp, dialogCard, dialogWhy, dialogFiles, dialogRuns, dialogQuestion, dialogTrust, dialogConsent, dialogUpdate, dialogUpdated, dialogQuit:
		if now.ID != top.ID {
			t.Fatalf("an answer changed the dialog from %s to %q", top.ID, now.ID)
		}
	}
}

// completes tells whether somebody waits for a name to be completed.
func completes(a asker) bool {
	g, ok := a.(*going)
	return ok && g.tab
}

// check looks at what must always be true.
func (x *machine) check(t *rapid.T) {
	d, open := x.m.dialogs.Top()
	if p := x.m.typing; p != nil && p.inBox && (!open || d.ID != dialogPrompt) || p == nil && d.ID == dialogPrompt {
		t.Fatalf("the prompt and its dialog are not together: %q is on top", d.ID)
	}
	if x.m.typing != nil && !x.m.typing.inBox && open {
		t.Fatalf("%s lies over the prompt in the last line", d.ID)
	}
	for _, v := range x.m.earlier {
		if len(v.out.list) > 0 {
			t.Fatal("a flake that is not on screen is listened to")
		}
	}
	if len(x.m.visit.out.list)+len(x.m.out.list) > 0 {
		t.Fatal("some requests were not met")
	}
}

// TestMachine lets keys and answers come in any order, with several flakes: an answer
// changes no flake but its own, nothing on the screen of another, no prompt and no
// dialog that somebody reads; and esc leads back to the tree.
func TestMachine(t *testing.T) {
	t.Parallel()
	keys := []string{
		"j", "k", "l", "h", "enter", "space", "tab", "1", "2", "3", "a", "b", "r", "L", "e", "i", "w", "u", "U", "f", "F", "v", "s", ":", "/", "ctrl+p",
		"ctrl+o", "?", "esc", "y", "n", "R", "x", "X", "@", "!", "g", "G", "backspace", "P", "c", "S", "d", "p",
	}
	asking, leading := []string{"i", "w", "U", "r", "L", "a"}, []string{":", "ctrl+p", "/", "?", "@", "1", "2", "3", "esc"}
	rapid.Check(t, func(rt *rapid.T) {
		x := newMachine(t)
		defer x.m.Close()
		rt.Repeat(map[string]func(*rapid.T){
			"key": func(rt *rapid.T) {
				x.hit(rapid.SampledFrom(keys).Draw(rt, "key"))
			},
			"ask":    func(rt *rapid.T) { x.hit(rapid.SampledFrom(asking).Draw(rt, "asks")) },
			"lead":   func(rt *rapid.T) { x.hit(rapid.SampledFrom(leading).Draw(rt, "leads")) },
			"calm":   func(*rapid.T) { x.calm() },
			"answer": x.answer,
			"timers": func(*rapid.T) { x.fire(func(tea.Msg) bool { return true }) },
			"open":   func(rt *rapid.T) { x.enter(rapid.SampledFrom([]string{"second", "third"}).Draw(rt, "flake")) },
			"back":   func(*rapid.T) { x.do(x.m.back()) },
			"size": func(rt *rapid.T) {
				x.send(tea.WindowSizeMsg{Width: rapid.IntRange(1, 120).Draw(rt, "width"), Height: rapid.IntRange(1, 40).Draw(rt, "height")})
			},
			"": x.check,
		})
		x.run() // what the last size has begun
		for len(x.held) > 0 {
			x.answer(rt)
			x.check(rt)
		}
		x.hold = nil
		for range 40 {
			x.hit("esc")
		}
		if _, open := x.m.dialogs.Top(); open || x.m.typing != nil || x.m.focus != focusTree {
			rt.Fatalf("esc does not lead back to the tree\n%s", x.screen())
		}
	})
}
