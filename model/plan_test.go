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

func TestSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 10 << 10: "10 KiB", 1<<20 - 1: "1.0 MiB", 1 << 20: "1.0 MiB",
		1023 << 20: "1023 MiB", 5 << 30: "5.0 GiB", 1<<63 - 1: "8.0 EiB",
	} {
		if got := Size(bytes); got != want {
			t.Errorf("%d: %q, want %q", bytes, got, want)
		}
	}
}
