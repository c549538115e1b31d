package model_test

import (
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestPositionsOf proves which places are found in the texts of nix, and in which order.
func TestPositionsOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, trace string
		want        []string
	}{
		{"nothing", "error: it failed at 5:6 and at last:1:2", nil},
		{"steps", "error:\n       … while calling\n         at /nix/store/x-source/flake.nix:8:77:\n            7|\n       error: thrown\n       at /nix/store/x-source/a b.nix:9:1:\n            9| x",
			[]string{"/nix/store/x-source/flake.nix:8:77", "/nix/store/x-source/a b.nix:9:1"}},
		{"ours and nix's own", "         at «string»:1:5:\n at «nix-internal»/call-flake.nix:40:10:\n at «flakes-internal»/call-flake.nix:1:1:\n at <nix/derivation-internal.nix>:34:12:\n at «none»:1:1:", nil},
		{"virtual", "  at «github:owner/repo/0123abc»/pkgs/x.nix:3:4:", []string{"«github:owner/repo/0123abc»/pkgs/x.nix:3:4"}},
		{"inside a message", "error: flake 'x' has an unsupported attribute 'foo', at /tmp/x/flake.nix:1:22", []string{"/tmp/x/flake.nix:1:22"}},
		{"named twice", "at /a:1:1:\nat /b:2:2:\nat /a:1:1:\n", []string{"/b:2:2", "/a:1:1"}},
		{"a colon in the name", "   at /a:1:2/b.nix:3:4:", []string{"/a:1:2/b.nix:3:4"}},
		{"a line beyond counting", "at /a:99999999999999999999:1:", []string{"/a"}},
	} {
		var got []string
		for _, p := range model.PositionsOf(c.trace) {
			got = append(got, p.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestPositionsOfRecorded proves that every place of what real nix once wrote is
// found, and no place of ours.
func TestPositionsOfRecorded(t *testing.T) {
	t.Parallel()
	n := 0
	for _, r := range nixtest.RecordedErrors(t) {
		last := ""
		for line := range strings.Lines(r.Text) {
			if at, ok := strings.CutPrefix(strings.TrimSpace(line), "at /"); ok {
				last = "/" + strings.TrimSuffix(at, ":")
			}
		}
		got := model.PositionsOf(r.Text)
		for _, p := range got {
			if !strings.HasSuffix(p.File, ".nix") || p.Line == 0 || p.Column == 0 || strings.Contains(p.File, "internal") {
				t.Errorf("%s %s: %+v", r.Version, r.Case, p)
			}
		}
		if last == "" {
			continue
		}
		n++
		if len(got) == 0 || got[len(got)-1].String() != last {
			t.Errorf("%s %s %s: %v, want %s at the end", r.Version, r.Case, r.Path, got, last)
		}
	}
	if n < 100 {
		t.Errorf("only %d of the recorded texts have a place", n)
	}
}
