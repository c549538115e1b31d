package model

import "testing"

func TestPlanInWords(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Plan{
		"nothing to do: it is built": {},
		"1 derivation to build":      {Builds: []string{"/a.drv"}},
		"2 derivations to build, 1 path to fetch (1.5 KiB, 12 MiB unpacked)": {Builds: []string{"/a.drv", "/b.drv"}, Fetches: []string{"/c"}, Download: 1536, Unpacked: 12 << 20},
		"1 path that nix cannot come by":                                     {Unknown: []string{"/d"}},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
