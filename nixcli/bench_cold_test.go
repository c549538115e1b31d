package nixcli_test

import (
	"path/filepath"
	"testing"

	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// kinds is an expression for what a walk asks of the names in `lib`: one nix eval that
// catches throws.
const kinds = `x: map (n: let t = builtins.tryEval (builtins.typeOf x.${n}); in [ n t.success ]) (builtins.attrNames x)`

// BenchmarkCold: all of a flake that nix has not locked, that is changed, whose inputs
// are overridden, or half of whose attributes throw, from the start, against one nix eval
// that catches throws; and one that costs nix much before its first name. Beside the
// times it reports how many nix processes ours takes.
func BenchmarkCold(b *testing.B) {
	n := newest(b)
	throws := `builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = if builtins.bitAnd i 1 == 0 then throw "removed ${toString i}" else "v${toString i}"; }) 200)`
	clean := `builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = "v${toString i}"; }) 200)`
	slow := `let sum = f: builtins.foldl' (acc: i: acc + f i) 0 (builtins.genList (i: i) 3000); in builtins.seq (sum (_: sum (i: i))) { a = 1; b = 2; }`
	other := nixtest.TempDir(b)
	nixtest.Write(b, filepath.Join(other, "flake.nix"), "{ outputs = _: { }; }")
	for name, c := range map[string]struct {
		lib   string
		input bool
		dirty bool
		flags nixcli.Flags
		args  []string
	}{
		"clean":              {lib: clean},
		"throws":             {lib: throws},
		"throws, no lock":    {lib: throws, input: true},
		"throws, dirty":      {lib: throws, dirty: true},
		"throws, overridden": {lib: throws, input: true, flags: nixcli.Flags{OverrideInputs: [][2]string{{"x", "path:" + other}}}, args: []string{"--override-input", "x", "path:" + other}},
		"slow":               {lib: slow},
	} {
		b.Run(name, func(b *testing.B) {
			dir, inputs := nixtest.TempDir(b), ""
			if c.input {
				inputs = `inputs.x.url = "path:` + other + `"; `
			}
			nixtest.Write(b, filepath.Join(dir, "flake.nix"), "{ "+inputs+"outputs = _: { lib = "+c.lib+"; }; }\n")
			nixtest.Commit(b, dir)
			if c.dirty {
				nixtest.Write(b, filepath.Join(dir, "flake.nix"), nixtest.Read(b, filepath.Join(dir, "flake.nix"))+"# changed\n")
			}
			ref, processes := "git+file://"+dir, 0
			var p pairs
			for b.Loop() {
				p.nixTime(func() {
					n.Must(b, append([]string{"eval", "--json", "--no-write-lock-file", ref + "#lib", "--apply", kinds}, c.args...)...)
				})
				p.ourTime(func() {
					s := mustOpen(b, n, ref, c.flags, nixcli.Options{ValueLimit: -1})
					tree, err := s.Walk(b.Context(), nil, nixcli.WalkOptions{})
					if err != nil || len(tree.Children) != 1 {
						b.Fatal(err)
					}
					processes = len(s.Runs())
					s.Close()
				})
			}
			p.report(b)
			b.ReportMetric(float64(processes), "processes")
		})
	}
}
