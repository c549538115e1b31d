package tui

import (
	"testing"

	"flakewalk/model"
)

// What is said about a flake counts for that flake only, and until flakewalk ends,
// also when the flake was left meanwhile.
func TestMemoryOfFlakes(t *testing.T) {
	t.Parallel()
	second := sample()
	second.flake.Ref, second.settings = "second", cache()
	u := onHello(t, Options{Flakes: &fakeFlakes{nix: map[string]*fakeNix{"second": second}}})
	toApp := func() {
		u.press("-")
		u.goTo("apps")
		u.press("l")
		u.goTo("apps.x86_64-linux.default")
	}
	toApp()
	u.press("a")
	u.choose(model.VerbRun)
	u.press("E", "y", "y", "enter", "y")
	first := "nix r 'github:owner/sample#apps.x86_64-linux.defaultyy'"
	u.expect(first)

	visit := func(keys ...string) {
		u.enter("second")
		toApp()
		u.press(keys...)
		u.do(u.m.back())
		u.run()
	}
	want := "nix r --accept-flake-config 'second#apps.x86_64-linux.default'"
	visit("r", "y", "y")
	u.expect(want)
	visit("r")
	u.expect(want)
	u.press("r")
	u.expect(first)
	second.settings = append(cache(), model.Setting{Name: "cores", Values: []string{"1"}})
	visit("r")
	u.expect()
}
