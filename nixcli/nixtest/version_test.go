package nixtest

import "testing"

// TestParseVersion proves that the version is found in what nix of each family
// prints, and that one which is too old is told from one that is not.
func TestParseVersion(t *testing.T) {
	t.Parallel()
	for family, want := range map[string]string{"determinate-3.22.2": "2.35.2", "lix-2.95.3": "2.95.3", "nix-2.36.0-dev": "2.36.0"} {
		got, err := parseVersion(Read(t, "../testdata/families/"+family+"/version.txt"))
		if err != nil || got != want || !newEnough(got) {
			t.Errorf("%s: %q, %v", family, got, err)
		}
	}
	for _, out := range []string{"", "\n", "\nnix (Nix) 2.34.8"} {
		if got, err := parseVersion(out); err == nil {
			t.Errorf("%q is %s", out, got)
		}
	}
	for version, want := range map[string]bool{"2.23.9": false, "2.24.0": true, "1.99": false, "3.0": true, "2": false, "2.36pre": true} {
		if newEnough(version) != want {
			t.Errorf("%s is new enough: %v", version, !want)
		}
	}
}
