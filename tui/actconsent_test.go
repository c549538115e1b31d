package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

const shellHello = "nix r 'github:owner/sample#" + helloPath + "'"

// cache are settings that ask for a binary cache.
func cache() []model.Setting {
	return []model.Setting{
		{Name: "bash-prompt", Values: []string{"$ "}},
		{Name: "extra-substituters", Values: []string{"https://cache.example.org", "https://evil.example.org\x1b[2J\u202e"}},
		{Name: "extra-trusted-public-keys", Values: []string{"key:abc="}},
	}
}

// asking opens the explorer on a package of a flake that asks for a binary cache.
func asking(t *testing.T, o Options) *actor {
	t.Helper()
	o.RunUnasked = true
	u := onHello(t, o)
	u.nix.settings = cache()
	return u
}

func with(flag string) string {
	return "nix r " + flag + " 'github:owner/sample#" + helloPath + "'"
}

// What a nixConfig asks for is asked about before anything is done, in words that say
// what it means. Only a typed answer is one, and it is part of the command.
func TestConsent(t *testing.T) {
	t.Parallel()
	for key, flag := range map[string]string{"y": "--accept-flake-config", "n": "--no-accept-flake-config"} {
		u := asking(t, Options{})
		for _, other := range []string{"enter", "esc", "r", "space", "Y", "N"} {
			u.press("r")
			u.onTop(dialogConsent)
			u.hints(keymap.Yes, keymap.No)
			u.sees("extra-substituters", "https://cache.example.org", `https://evil.example.org\e[2J\u{202e}`,
				"key:abc=", with("--accept-flake-config"), with("--no-accept-flake-config"))
			u.misses("bash-prompt")
			if key == "y" && other == "enter" {
				u.snap("asked", theDialog, theStatus)
			}
			u.press(other)
			u.onTop("")
			u.expect()
		}
		if key == "y" {
			u.snap("declined", theNote)
		}
		u.press("r", key)
		u.expect(with(flag))
		u.press("r", "k", "r") // once, for all of the flake
		u.expect(with(flag), "nix r "+flag+" 'github:owner/sample#packages.x86_64-linux.default'")
		u.press("j", "a")
		u.choose(model.VerbRun)
		u.sees(with(flag))
		u = onHello(t, Options{}) // what runs its programs is asked about besides
		u.nix.settings = cache()
		u.press("r", key)
		u.onTop(dialogTrust)
		u.sees("nix r " + flag)
	}
}

// In the menu the question comes before the deed and before editing, and the menu
// then has the answer.
func TestConsentInTheMenu(t *testing.T) {
	t.Parallel()
	u := asking(t, Options{})
	u.press("a")
	u.choose(model.VerbRun)
	u.press("E")
	u.onTop(dialogConsent)
	u.press("x")
	u.onTop(dialogMenu)
	u.sees(shellHello)
	u.press("E", "y")
	u.onTop(dialogPrompt)
	u.sees(with("--accept-flake-config"))
	u.press("space", "x", "enter")
	u.expect(with("--accept-flake-config") + " x")
	u.press("a")
	u.choose(model.VerbRun)
	u.sees(with("--accept-flake-config") + " x")
	u.press("esc", "r")
	u.expect(with("--accept-flake-config") + " x")
}

// Jobs are asked about like all else, and do again what they did.
func TestConsentForJobs(t *testing.T) {
	t.Parallel()
	f := &fakeBuilds{}
	u := asking(t, Options{Builds: f})
	u.press("b")
	u.onTop(dialogConsent)
	if len(f.all) != 0 {
		t.Fatal("it was built before the answer")
	}
	u.press("n")
	if len(f.all) != 1 || model.ShellQuote(f.all[0].Argv) != "nix b --no-accept-flake-config 'github:owner/sample#"+helloPath+"'" {
		t.Errorf("%+v", f.all)
	}
}

// Where nothing needs the user's word, or it was given before, nothing is asked.
func TestConsentIsNotAskedFor(t *testing.T) {
	t.Parallel()
	decided := cache()
	for i := range decided {
		decided[i].Decided, decided[i].Trusted = true, i == 1
	}
	for name, c := range map[string]struct {
		settings []model.Setting
		consent  model.Consent
		want     string
	}{
		"none":           {want: shellHello},
		"harmless":       {settings: cache()[:1], want: shellHello},
		"nix remembers":  {settings: decided, want: shellHello},
		"refused before": {settings: cache(), consent: model.ConsentRefused, want: with("--no-accept-flake-config")},
	} {
		u := onHello(t, Options{Consent: c.consent, RunUnasked: true})
		u.nix.settings = c.settings
		u.press("r", "r")
		u.expect(c.want, c.want)
		if asked := len(u.nix.called("nixconfig")); asked > 1 || asked == 1 && c.consent != model.ConsentUnasked {
			t.Errorf("%s: nixConfig was read %d times", name, asked)
		}
	}
}

// Accepting also applies what was refused before, which the question says.
func TestConsentToWhatWasRefusedBefore(t *testing.T) {
	t.Parallel()
	u := asking(t, Options{})
	u.nix.settings[1].Decided, u.nix.settings[2].Decided, u.nix.settings[2].Trusted = true, true, true
	u.nix.settings = append(u.nix.settings, model.Setting{Name: "cores", Values: []string{"3"}})
	u.press("r")
	u.onTop(dialogConsent)
	u.snap("asked", theDialog)
	u.press("y")
	u.expect(with("--accept-flake-config"))
}

// An answer counts for what was asked: a nixConfig that is another after a reload is
// asked about anew, one that is the same is not.
func TestConsentAfterReload(t *testing.T) {
	t.Parallel()
	u := asking(t, Options{})
	u.press("r", "y")
	u.expect(with("--accept-flake-config"))
	u.press("R", "r")
	u.expect(with("--accept-flake-config"))
	u.nix.settings = append(cache(), model.Setting{Name: "sandbox", Values: []string{"false"}})
	u.press("R", "r")
	u.onTop(dialogConsent)
	u.sees("sandbox")
	u.snap("the new ones", theDialog)
	u.expect()
}

// A nixConfig that cannot be read can only be gone without.
func TestConsentToWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	u := asking(t, Options{})
	u.nix.setErr("nixconfig", failure(model.CauseFileMissing, "flake.nix is\x1bgone"))
	u.press("r")
	u.onTop(dialogConsent)
	u.sees(`flake.nix is\egone`, with("--no-accept-flake-config"))
	u.misses(with("--accept-flake-config"))
	u.hints(keymap.No)
	u.hidesHints(keymap.Yes)
	u.snap("asked", theDialog, theStatus)
	u.press("y")
	u.onTop("")
	u.expect()
	u.press("r", "n")
	u.expect(with("--no-accept-flake-config"))
	u.nix.setErr("nixconfig", failure(model.CauseCancelled, "cancelled"))
	u.press("r")
	u.onTop("")
	u.expect()
	u.nix.setErr("nixconfig", nil) // it was no answer to what nobody could read
	u.nix.settings = nil
	u.press("r", "r")
	u.expect(shellHello, shellHello)
}

// A question that comes when the user is elsewhere is not put, and does nothing.
func TestLateConsent(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"j"}, {"?"}, {"/"}} {
		u := asking(t, Options{})
		u.hold = []string{jobConsent}
		u.press("r")
		u.press(keys...)
		d, _ := u.m.dialogs.Top()
		u.release()
		u.onTop(d.ID) // as before
		u.press("y")
		u.expect()
	}
	u := asking(t, Options{})
	u.hold = []string{jobConsent}
	u.press("a", "r", "r", "esc", "a")
	u.release()
	u.onTop(dialogMenu)
	u.expect()
}

// A flake with so many settings, or such long ones, that the end of the question is
// not on the screen gets no yes before that was there. A value has one line: what it
// says looks like nothing of ours.
func TestConsentToWhatIsNotOnTheScreen(t *testing.T) {
	t.Parallel()
	for name, more := range map[string][]model.Setting{
		"many": slices.Repeat([]model.Setting{{Name: "max-jobs", Values: []string{"1"}}}, 500),
		"long": {{Name: "builders", Values: []string{strings.Repeat("x ", 5_000_000)}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := onHello(t, Options{RunUnasked: true})
			u.nix.settings = append(more, model.Setting{Name: "post-build-hook", Values: []string{"/evil\n\ny  decline"}})
			u.press("r", "y")
			u.expect()
			u.onTop(dialogConsent)
			u.said(theme.Warn)
			u.misses("post-build-hook")
			u.snap("yes is no answer yet", theNote)
			u.press("G")
			u.sees("post-build-hook", `/evil\n\ny  decline`)
			u.snap("the end of it", last(13, theDialog))
			u.press("y")
			u.expect(with("--accept-flake-config"))
		})
	}
}

// At every size the question can be read and says what the keys do.
func TestConsentSizes(t *testing.T) {
	t.Parallel()
	u := asking(t, Options{})
	u.press("r")
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}, {20, 5}, {1, 1}} {
		u.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if size[0] >= 40 {
			u.hints(keymap.Yes, keymap.No)
		}
	}
}
