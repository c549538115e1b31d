package nixcli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// derivations is a flake with derivations of every sort. Each build takes a
// marker with it, so that nothing but the test itself can have built it.
const derivations = `{
  outputs = { self }:
    let
      make = name: more: derivation ({
        inherit name;
        system = "SYSTEM";
        builder = "/bin/sh";
        args = [ "-c" "for o in $outputs; do eval \"echo $name $o \\$out > \\$$o\"; done; exit 0" ];
        outputs = [ "out" ];
      } // more);
    in
    {
      packages.SYSTEM = {
        one = make "one-1.0" { };
        two = make "two-1.0" { outputs = [ "out" "dev" ]; };
        floating = make "floating-1.0" { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; };
        throws = make "throws-1.0" { x = throw "no such thing"; };
      };
      lib = {
        path = { type = "derivation"; drvPath = ./flake.nix; outPath = ./flake.nix; };
        option = { type = "derivation"; drvPath = "--option"; outPath = "--option"; };
        elsewhere = { type = "derivation"; inherit (self.packages.SYSTEM.one) drvPath; outPath = "/etc/shadow"; };
        set = { };
      };
    };
}
`

// flakeOf writes a flake into a folder of its own.
func flakeOf(t testing.TB, n nixtest.Nix, text string) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), strings.ReplaceAll(text, "SYSTEM", nixtest.System(t, n)))
	return dir
}

// TestDerivation proves that both engines give the store paths that nix gives,
// what of them is in the store before and after a build, and its sizes; and that
// nothing is built or fetched for it.
func TestDerivation(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		n = n.Fresh(t)
		ref := flakeOf(t, n, derivations)
		s := opened(t, n, ref, Config{}, o)
		two := model.Path("packages", s.Flake().System, "two")
		d, err := s.Derivation(t.Context(), two)
		if err != nil {
			t.Fatal(err)
		}
		want := n.Must(t, "eval", "--raw", "--no-write-lock-file", ref+"#two", "--apply", `p: "${p.drvPath} ${p.out.outPath} ${p.dev.outPath}"`)
		if got := d.DrvPath + " " + d.Outputs[0].Path + " " + d.Outputs[1].Path; got != want || d.Outputs[0].Name != "out" || d.Outputs[1].Name != "dev" {
			t.Errorf("got %+v, want %s", d, want)
		}
		if _, err := os.Stat(d.DrvPath); err != nil {
			t.Errorf("it is not instantiated: %v", err)
		}
		if _, err := os.Lstat(d.Outputs[0].Path); err == nil || d.Built() || d.Outputs[0].Built || d.Outputs[0].ClosureSize != 0 {
			t.Errorf("before the build: %+v, %v", d, err)
		}
		n.Must(t, "build", "--no-link", "--no-write-lock-file", ref+"#two^*")
		if again, err := s.Derivation(t.Context(), two); err != nil || again.Built() {
			t.Errorf("what is known was asked again: %+v, %v", again, err)
		}
		s.StoreChanged()
		d, err = s.Derivation(t.Context(), two)
		if err != nil || !d.Built() {
			t.Fatalf("after the build: %+v, %v", d, err)
		}
		for i, o := range d.Outputs {
			words := strings.Fields(n.Must(t, "path-info", "--size", o.Path))
			if got := strconv.FormatInt(o.NarSize, 10); got != words[len(words)-1] {
				t.Errorf("output %d has %s bytes, nix says %q", i, got, words)
			}
		}
		if out, dev := d.Outputs[0], d.Outputs[1]; out.ClosureSize != out.NarSize || dev.ClosureSize != dev.NarSize+out.NarSize {
			t.Errorf("closures: %+v", d)
		}
	})
}

// TestDerivationRefused proves what is told of values that are no derivations, or
// pretend to be, and that nothing of them reaches the store or a command line.
func TestDerivationRefused(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		n = n.Fresh(t)
		s := opened(t, n, flakeOf(t, n, derivations), Config{}, o)
		for at, want := range map[string]model.Cause{
			"lib.path": model.CauseEvaluation, "lib.option": model.CauseType, "lib.set": model.CauseAttributeMissing,
			"lib.missing": model.CauseAttributeMissing, "lib.path.type": model.CauseType,
			"packages." + s.Flake().System + ".throws": model.CauseThrow,
		} {
			p, _ := model.ParsePath(at)
			if d, err := s.Derivation(t.Context(), p); causeOf(err) != want || len(d.Outputs) > 0 {
				t.Errorf("%s: %+v, %v (%s), want %s", at, d, err, causeOf(err), want)
			}
		}
		d, err := s.Derivation(t.Context(), model.Path("lib", "elsewhere"))
		if err != nil || len(d.Outputs) != 1 || d.Outputs[0].Path != "" || d.Built() {
			t.Errorf("a path outside of the store: %+v, %v", d, err)
		}
		for _, r := range s.Runs() {
			if slices.Contains(r.Argv, "path-info") {
				t.Errorf("the store was asked by %q", r.Argv)
			}
		}
		if files, _ := filepath.Glob(filepath.Join(filepath.Dir(d.DrvPath), "*flake.nix")); len(files) > 0 {
			t.Errorf("copied to the store: %q", files)
		}
	})
}

// TestFloatingDerivation proves that an output whose path only its building tells
// has none.
func TestFloatingDerivation(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		ref := flakeOf(t, n, derivations)
		s := opened(t, n, ref, Config{Flags: Flags{Options: [][2]string{{"extra-experimental-features", "ca-derivations"}}}}, Options{})
		d, err := s.Derivation(t.Context(), model.Path("packages", s.Flake().System, "floating"))
		if err != nil || len(d.Outputs) != 1 || d.Outputs[0] != (model.Output{Name: "out"}) || !strings.HasSuffix(d.DrvPath, "-floating-1.0.drv") {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

// TestDerivationEnds proves that looking into the store ends with the caller's
// context and with the session, and leaves nothing behind.
func TestDerivationEnds(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	sick := nixtest.IgnoresSignals(t, n, "path-info")
	s := opened(t, sick, flakeOf(t, n, derivations), Config{}, Options{})
	one := model.Path("packages", s.Flake().System, "one")
	looking := func() bool {
		return slices.ContainsFunc(s.Runs(), func(r model.Run) bool { return r.Running && r.Argv[1] == "path-info" })
	}
	ctx, cancel := context.WithCancel(t.Context())
	var err error
	wait := later(func() { _, err = s.Derivation(ctx, one) })
	until(t, s, "the store is asked", looking)
	cancel()
	wait()
	if !errors.Is(err, context.Canceled) || looking() {
		t.Errorf("after the context: %v, still running: %t", err, looking())
	}
	wait = later(func() { _, err = s.Derivation(t.Context(), one) })
	until(t, s, "the store is asked again", looking)
	s.Close()
	wait()
	if causeOf(err) != model.CauseCancelled || looking() {
		t.Errorf("after closing: %v, still running: %t", err, looking())
	}
}

// TestPathInfoShapes proves that each shape of the store's answer is read.
func TestPathInfoShapes(t *testing.T) {
	t.Parallel()
	const have, not = "/nix/store/00000000000000000000000000000000-a", "/nix/store/11111111111111111111111111111111-b"
	for name, out := range map[string]string{
		"by path":    `{"` + have + `":{"narSize":5,"closureSize":7},"` + not + `":null}`,
		"by name":    `{"version":2,"storeDir":"/nix/store","info":{"00000000000000000000000000000000-a":{"narSize":5,"closureSize":7},"11111111111111111111111111111111-b":null}}`,
		"list":       `[{"path":"` + have + `","narSize":5,"closureSize":7},{"path":"` + not + `","valid":false}]`,
		"list, true": `[{"path":"` + have + `","valid":true,"narSize":5,"closureSize":7},{"path":"` + not + `","valid":false}]`,
	} {
		got := []model.Output{{Name: "a", Path: have}, {Name: "b", Path: not}, {Name: "c"}}
		want := []model.Output{{Name: "a", Path: have, Built: true, NarSize: 5, ClosureSize: 7}, {Name: "b", Path: not}, {Name: "c"}}
		if err := readPathInfo([]byte(out), got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, out := range []string{"", "5", "{", `"x"`} {
		if err := readPathInfo([]byte(out), nil); causeOf(err) != model.CauseGarbage {
			t.Errorf("%q: %v", out, err)
		}
	}
}

// TestPathsStayOut proves that a path in place of a text is not copied to the store.
func TestPathsStayOut(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n.Fresh(t), flakeOf(t, n, `{ outputs = _: {
			packages.SYSTEM.odd = { type = "derivation"; name = ./flake.nix; };
			packages.SYSTEM.meta = { type = "derivation"; name = "meta"; meta.license.spdxId = ./flake.nix; meta.maintainers = [ { name = ./flake.nix; } { github = ./flake.nix; } ]; };
			apps.SYSTEM.app = { type = "app"; program = ./flake.nix; };
		}; }`), Config{}, o)
		p := model.Path("packages", s.Flake().System, "odd")
		nodes, err := s.Briefs(t.Context(), []model.AttrPath{p})
		if err != nil || cause(nodes[0]) != model.CauseType {
			t.Errorf("%+v, %v", nodes, err)
		}
		for _, p := range []model.AttrPath{model.Path("packages", s.Flake().System, "meta"), model.Path("apps", s.Flake().System, "app")} {
			d, err := s.Detail(t.Context(), p)
			if err != nil || len(d.Fields) == 0 {
				t.Errorf("%s: %+v, %v", p, d, err)
			}
		}
		if files, _ := filepath.Glob(filepath.Join(filepath.Dir(s.Flake().Path), "*-flake.nix")); len(files) > 0 {
			t.Errorf("copied to the store: %q", files)
		}
	})
}
