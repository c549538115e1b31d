package nixcli

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestFlakesOfFamilies proves of the settings that each family tells without our
// switching anything on that flakes need not be switched on, and that nothing is
// concluded from what says nothing.
func TestFlakesOfFamilies(t *testing.T) {
	t.Parallel()
	for _, family := range []string{"determinate-3.22.2", "lix-2.95.3", "nix-2.36.0-dev"} {
		set := parseSettings([]byte(nixtest.Read(t, "testdata/families/"+family+"/config.json")))
		if !set.flakes || set.accept || set.system != "x86_64-linux" {
			t.Errorf("%s: %+v", family, set)
		}
	}
	for _, doc := range []string{"", "{}", `{"experimental-features":{"value":["nix-command"]}}`, `{"experimental-features":{}}`} {
		if parseSettings([]byte(doc)).flakes {
			t.Errorf("%s has flakes", doc)
		}
	}
}
