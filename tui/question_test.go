package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
)

// askings bring up every question there is. Each returns what tells whether its answer
// was taken.
func askings() map[string]func(t *testing.T, w, h int) (u *user, done func() bool) {
	return map[string]func(t *testing.T, w, h int) (*user, func() bool){
		dialogTrust: func(t *testing.T, w, h int) (*user, func() bool) {
			u := start(t, sample(), w, h, Options{Fragment: "packages.x86_64-linux.hello"})
			ran := false
			u.m.exec = func(tea.ExecCommand, tea.ExecCallback) tea.Cmd { ran = true; return nil }
			u.hit("r")
			return u, func() bool { return ran }
		},
		dialogConsent: func(t *testing.T, w, h int) (*user, func() bool) {
			nix := sample()
			nix.settings = []model.Setting{{Name: "extra-substituters", Values: []string{"https://cache.example.org"}}}
			u := start(t, nix, w, h, Options{Fragment: "packages.x86_64-linux.hello"})
			u.hit("L")
			return u, func() bool { return len(u.m.visit.memory.consents) > 0 }
		},
		dialogQuestion: func(t *testing.T, w, h int) (*user, func() bool) {
			u := start(t, refusing(), w, h, Options{Fragment: "packages.x86_64-linux.ifd"})
			u.hit("!")
			return u, func() bool { return u.m.visit.permits.granted != 0 }
		},
		dialogUnrun: func(t *testing.T, w, h int) (*user, func() bool) {
			u := start(t, sample(), w, h, Options{Fragment: "packages.x86_64-linux.hello", Recorded: true})
			u.hit("r")
			return u, func() bool { return len(u.clip) > 0 }
		},
		dialogUpdate: func(t *testing.T, w, h int) (*user, func() bool) {
			nix := withInputs(t)
			nix.flake.Dir = "/home/me/flake"
			u := start(t, nix, w, h, Options{})
			u.press("2")
			u.hit("U")
			return u, func() bool { return len(nix.called("update")) > 0 }
		},
		dialogQuit: func(t *testing.T, w, h int) (*user, func() bool) {
			nix := sample()
			nix.flake.Dir = "/home/me/flake"
			u := start(t, nix, w, h, Options{Builds: &fakeBuilds{}, Fragment: "packages.x86_64-linux.hello"})
			u.press("b")
			u.hit("q")
			return u, func() bool { return u.quit }
		},
	}
}

// TestHeldKeyIsNoAnswer proves that a key that is held down, or was typed ahead, answers
// no question, and that the same key does after a moment.
func TestHeldKeyIsNoAnswer(t *testing.T) {
	t.Parallel()
	for id, ask := range askings() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			u, done := ask(t, 110, 40)
			for range 50 {
				u.hit("y")
			}
			if d, _ := u.m.dialogs.Top(); d.ID != id || done() {
				t.Fatalf("%q is on top, done %v\n%s", d.ID, done(), u.screen())
			}
			u.calm()
			if u.press("y"); !done() {
				t.Errorf("y after a moment is no answer\n%s", u.screen())
			}
		})
	}
}

// TestEarlierTimerIsNoAnswer proves that the moment begins anew with every key.
func TestEarlierTimerIsNoAnswer(t *testing.T) {
	t.Parallel()
	u, done := askings()[dialogTrust](t, 110, 40)
	u.hit("y")
	early := u.timers
	u.timers = nil
	u.hit("y")
	late := u.timers
	u.timers = early // of the key before
	u.calm()
	if u.hit("y"); done() {
		t.Error("the timer of an earlier key counts")
	}
	u.timers = late
}

// TestNoYesUnread proves of every question and many sizes that y counts only when the
// end of the question was on the screen.
func TestNoYesUnread(t *testing.T) {
	t.Parallel()
	for id, ask := range askings() {
		for _, size := range [][2]int{{40, 5}, {40, 8}, {40, 12}, {20, 6}, {5, 5}, {110, 3}, {110, 40}} {
			t.Run(fmt.Sprint(id, size), func(t *testing.T) {
				t.Parallel()
				u, done := ask(t, size[0], size[1])
				b := u.m.questionOnTop()
				if b == nil {
					t.Fatalf("no question\n%s", u.screen())
				}
				drawn := b.seen
				u.calm()
				u.press("y")
				if done() != drawn {
					t.Fatalf("drawn to its end: %v, done: %v\n%s", drawn, done(), u.screen())
				}
				if drawn {
					return
				}
				u.press("G")
				_, _, _, shown := u.m.dialogs.Inside()
				if u.press("y"); shown != done() {
					t.Errorf("at its end, on screen: %v, done: %v\n%s", shown, done(), u.screen())
				}
			})
		}
	}
}

// TestHintsTellWhenAnswersCount proves that the status line names the answers once they
// count.
func TestHintsTellWhenAnswersCount(t *testing.T) {
	t.Parallel()
	u, _ := askings()[dialogTrust](t, 110, 40)
	u.calm()
	before := len(u.m.useful())
	u.hit("j") // scrolls
	if after := len(u.m.useful()); after != before-1 || u.m.useful()[0] != keymap.Dismiss {
		t.Errorf("%d hints, then %d", before, after)
	}
}
