package nixcli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// The benchmarks measure the budget of DESIGN.md side by side with nix: each
// iteration does the same thing both ways, one after the other, and the medians
// and the median of the ratios are reported. `make bench` runs them; the results
// are in ARCHITECTURE.md.

// pairs are the times of the same thing done two ways.
type pairs struct{ ours, nix []time.Duration }

func (p *pairs) ourTime(f func()) { p.ours = append(p.ours, timed(f)) }
func (p *pairs) nixTime(f func()) { p.nix = append(p.nix, timed(f)) }

func timed(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}

func (p *pairs) report(b *testing.B) {
	b.Helper()
	ratios := make([]float64, len(p.ours))
	for i := range p.ours {
		ratios[i] = float64(p.ours[i]) / float64(p.nix[i])
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(0, "ns/op") // says nothing here
	b.ReportMetric(ms(median(p.ours)), "ms-ours")
	b.ReportMetric(ms(median(p.nix)), "ms-nix")
	b.ReportMetric(median(ratios), "ours/nix")
}

func median[T time.Duration | float64](all []T) T {
	all = slices.Clone(all)
	slices.Sort(all)
	return all[len(all)/2]
}

// newest is the newest nix of the tests.
func newest(t testing.TB) nixtest.Nix {
	t.Helper()
	all := nixtest.All(t)
	return slices.MaxFunc(all, func(x, y nixtest.Nix) int {
		vx, _ := nixcli.ParseVersion("nix " + x.Version)
		vy, _ := nixcli.ParseVersion("nix " + y.Version)
		return vx.Minor - vy.Minor
	})
}

// benchFlakes are the flakes that the budget is measured on.
func benchFlakes(b *testing.B) map[string]string {
	b.Helper()
	sample, err := filepath.Abs("../cmd/flakewalk/sample")
	if err != nil {
		b.Fatal(err)
	}
	return map[string]string{
		"sample":  sample,
		"healthy": healthyFlake(b, 400, 20_000),
		"many":    nixtest.Unpack(b, "many"),
		"files":   filesFlake(b, 50_000),
	}
}

// healthyFlake has packages that cost something to evaluate, as real ones do.
func healthyFlake(b *testing.B, packages, cost int) string {
	b.Helper()
	dir := nixtest.TempDir(b)
	nixtest.Write(b, filepath.Join(dir, "flake.nix"), fmt.Sprintf(`{
  outputs = _: {
    packages.x86_64-linux = builtins.listToAttrs (builtins.genList (i: {
      name = "p${toString i}";
      value = derivation {
        name = "p${toString i}-${toString (builtins.foldl' builtins.add 0 (builtins.genList (k: k + i) %d))}";
        system = "x86_64-linux"; builder = "/bin/sh";
      } // { meta.description = "Package number ${toString i}."; };
    }) %d);
    devShells.x86_64-linux.default = derivation { name = "shell"; system = "x86_64-linux"; builder = "/bin/bash"; };
  };
}
`, cost, packages))
	return dir
}

// filesFlake is a small flake in a folder of many files.
func filesFlake(b *testing.B, files int) string {
	b.Helper()
	dir := healthyFlake(b, 10, 10)
	for i := range files {
		sub := filepath.Join(dir, fmt.Sprintf("d%03d", i%500))
		if i < 500 {
			if err := os.Mkdir(sub, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("f%d", i)), fmt.Appendf(nil, "file %d\n", i), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

func nixEval(b *testing.B, n nixtest.Nix, ref, fn string) string {
	b.Helper()
	args := append([]string{"eval"}, nixtest.Features()...)
	return n.Must(b, append(args, "--json", "--no-write-lock-file", "path:"+ref+"#.", "--apply", fn)...)
}

// BenchmarkNamesCold: outputs listed, cold start, against one `nix eval` of the root names.
func BenchmarkNamesCold(b *testing.B) {
	n := newest(b)
	for name, dir := range benchFlakes(b) {
		b.Run(name, func(b *testing.B) {
			var p pairs
			for b.Loop() {
				p.nixTime(func() { nixEval(b, n, dir, "builtins.attrNames") })
				var s *nixcli.Session
				p.ourTime(func() {
					s = mustOpen(b, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{})
					if c, err := s.Children(b.Context(), nil); err != nil || c.Len == 0 {
						b.Fatal(c, err)
					}
				})
				s.Close()
			}
			p.report(b)
		})
	}
}

// BenchmarkOpen500Warm: open a node of 500 children in the warm evaluator, names
// and kinds of all, against one `nix eval` process that asks the same.
func BenchmarkOpen500Warm(b *testing.B) {
	n := newest(b)
	dir := nixtest.Unpack(b, "many")
	s := mustOpen(b, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{})
	if _, err := s.Children(b.Context(), model.Path("sets")); err != nil {
		b.Fatal(err)
	}
	var p pairs
	i := 0
	for b.Loop() {
		set := fmt.Sprintf("set-%03d", i%200)
		i++
		p.nixTime(func() {
			nixEval(b, n, dir, `r: map (n: let t = builtins.tryEval r.sets.`+set+`.${n}; in [ n (if t.success then t.value.type or "" else "") ]) (builtins.attrNames r.sets.`+set+`)`)
		})
		p.ourTime(func() { openAll(b, s, model.Path("sets", set), 500) })
	}
	p.report(b)
}

// openAll asks for the names of a node, and for the kinds of as many as a screen
// shows at first, as the explorer does.
func openAll(b *testing.B, s *nixcli.Session, p model.AttrPath, want int) {
	b.Helper()
	c, err := s.Children(b.Context(), p)
	if err != nil || c.Len != want {
		b.Fatal(c.Len, err)
	}
	const screen = 40
	paths := make([]model.AttrPath, screen)
	for i := range paths {
		paths[i] = p.Child(c.At(i))
	}
	for known := 0; known < screen; {
		nodes, err := s.Heads(b.Context(), paths)
		if err != nil {
			b.Fatal(err)
		}
		known = len(nodes)
	}
}

// everything is an expression for what a walk of the flake `many` asks, so far as
// one nix eval can: names, kinds, and names and descriptions of derivations.
const everything = `r: builtins.mapAttrs (_: s: builtins.mapAttrs (_: v: let t = builtins.tryEval "${v.type} ${v.name} ${v.meta.description}"; in if t.success then t.value else "throws") s) r.sets`

// BenchmarkWalk: the whole tree, against `nix flake show --json` without its
// cache; the 100,000 attributes, which that leaves out, against one `nix eval`.
func BenchmarkWalk(b *testing.B) {
	n := newest(b)
	for name, dir := range benchFlakes(b) {
		if name == "sample" { // one attribute of it is broken: nix shows nothing
			continue
		}
		b.Run(name, func(b *testing.B) {
			var p pairs
			for b.Loop() {
				p.nixTime(func() {
					if name == "many" {
						nixEval(b, n, dir, everything)
						return
					}
					args := append([]string{"flake", "show"}, nixtest.Features()...)
					out := n.Must(b, append(args, "--json", "--legacy", "--option", "eval-cache", "false", "--no-write-lock-file", "path:"+dir)...)
					if !strings.HasPrefix(out, "{") {
						b.Fatal(out)
					}
				})
				p.ourTime(func() {
					s := mustOpen(b, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{ValueLimit: -1})
					tree, err := s.Walk(b.Context(), nil, nixcli.WalkOptions{})
					if err != nil || len(tree.Children) == 0 {
						b.Fatal(err)
					}
					s.Close()
				})
			}
			p.report(b)
		})
	}
}

// BenchmarkPin: one more question to a flake of 50,000 files, against a nix eval
// of the folder itself.
func BenchmarkPin(b *testing.B) {
	n := newest(b)
	dir := filesFlake(b, 50_000)
	s := mustOpen(b, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{NoWarm: true, Lanes: 1})
	var p pairs
	for b.Loop() {
		p.nixTime(func() { nixEval(b, n, dir, "r: builtins.attrNames r.packages") })
		p.ourTime(func() {
			if _, err := s.Walk(b.Context(), model.Path("packages"), nixcli.WalkOptions{Depth: 1, NoDetails: true}); err != nil {
				b.Fatal(err)
			}
		})
	}
	p.report(b)
}
