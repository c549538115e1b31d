package nixcli

import (
	"testing"
	"time"

	"flakewalk/model"
)

// Nix colours what it says of itself.
func TestDoingHasNoColours(t *testing.T) {
	t.Parallel()
	s := newSteps(&logs{})
	e, ok := parseEvent(`@nix {"action":"start","id":1,"level":3,"type":0,"text":"waiting for lock on \u001b[35;1m'/nix/store/x'\u001b[0m","fields":[]}`)
	if !ok {
		t.Fatal("no event")
	}
	s.apply(e, time.Time{})
	var b model.Build
	if s.show(&b); b.Doing != "waiting for lock on '/nix/store/x'" {
		t.Errorf("%q", b.Doing)
	}
}
