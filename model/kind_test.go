package model_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
)

// parse reads a path of a table.
func parse(t *testing.T, text string) model.AttrPath {
	t.Helper()
	p, err := model.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExpectedKind(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]model.Kind{
		"":                                 model.KindAttrs,
		"packages":                         model.KindAttrs,
		"packages.x86_64-linux":            model.KindAttrs,
		"packages.x86_64-linux.hello":      model.KindPackage,
		"packages.x86_64-linux.hello.name": model.KindUnknown,
		"packages.0":                       model.KindAttrs,
		"legacyPackages.x86_64-linux":      model.KindAttrs,
		"legacyPackages.x86_64-linux.a":    model.KindUnknown,
		"devShells.x86_64-linux.default":   model.KindDevShell,
		"apps.x86_64-linux.a":              model.KindApp,
		"checks.x86_64-linux.a":            model.KindCheck,
		"bundlers.x86_64-linux.a":          model.KindBundler,
		"formatter.x86_64-linux":           model.KindFormatter,
		"formatter":                        model.KindAttrs,
		"defaultPackage.x86_64-linux":      model.KindPackage,
		"defaultApp.x86_64-linux":          model.KindApp,
		"devShell.x86_64-linux":            model.KindDevShell,
		"defaultBundler.x86_64-linux":      model.KindBundler,
		"nixosConfigurations.host":         model.KindNixOS,
		"nixosConfigurations.host.config":  model.KindUnknown,
		"homeConfigurations.me":            model.KindHome,
		"darwinConfigurations.mac":         model.KindDarwin,
		"nixosModules.a":                   model.KindModule,
		"homeManagerModules.a":             model.KindModule,
		"nixosModule":                      model.KindModule,
		"overlays.default":                 model.KindOverlay,
		"overlay":                          model.KindOverlay,
		"templates.a":                      model.KindTemplate,
		"defaultTemplate":                  model.KindTemplate,
		"hydraJobs":                        model.KindUnknown,
		"hydraJobs.a.x86_64-linux":         model.KindUnknown,
		"lib":                              model.KindUnknown,
		"lib.x86_64-linux.hello":           model.KindUnknown,
		"0":                                model.KindUnknown,
	} {
		if got := model.ExpectedKind(parse(t, text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func set(typeAttr string, marks model.Mark) model.Head {
	return model.Head{Value: model.Value{Type: model.TypeSet}, TypeAttr: typeAttr, Marks: marks}
}

func plain(v model.ValueType) model.Head { return model.Head{Value: model.Value{Type: v}} }

// TestKindOf proves what a value is, and what is said where its position does not allow it.
func TestKindOf(t *testing.T) {
	t.Parallel()
	drv, function := set("derivation", model.MarkDrvPath), plain(model.TypeFunction)
	const pkg, app, legacy = "packages.x86_64-linux.a", "apps.x86_64-linux.a", "legacyPackages.x86_64-linux.a"
	var said strings.Builder
	for _, c := range []struct {
		path  string
		head  model.Head
		want  model.Kind
		wrong bool // its place does not allow it
	}{
		{"", set("", 0), model.KindAttrs, false},
		{"", drv, model.KindAttrs, false},
		{"", function, model.KindFunction, true},
		{"packages", set("", 0), model.KindAttrs, false},
		{"packages", plain(model.TypeNull), model.KindNull, true},
		{"packages.x86_64-linux", plain(model.TypeList), model.KindList, true},
		{pkg, drv, model.KindPackage, false},
		{pkg, set("", model.MarkDrvPath), model.KindAttrs, true},
		{pkg, set("app", model.MarkProgram), model.KindApp, true},
		{pkg, function, model.KindFunction, true},
		{pkg, plain(model.TypeString), model.KindString, true},
		{pkg + ".tests", drv, model.KindPackage, false},
		{pkg + ".version", plain(model.TypeString), model.KindString, false},
		{`packages.x86_64-linux."a.b"`, plain(model.TypeInt), model.KindInt, true},
		{legacy, drv, model.KindPackage, false},
		{legacy, set("", 0), model.KindAttrs, false},
		{legacy, plain(model.TypeBool), model.KindBool, false},
		{"devShells.x86_64-linux.a", drv, model.KindDevShell, false},
		{"checks.x86_64-linux.a", drv, model.KindCheck, false},
		{"formatter.x86_64-linux", drv, model.KindFormatter, false},
		{"formatter.x86_64-linux", plain(model.TypeString), model.KindString, true},
		{"hydraJobs.a", drv, model.KindHydraJob, false},
		{"hydraJobs.a.b.c.d", drv, model.KindHydraJob, false},
		{app, set("app", model.MarkProgram), model.KindApp, false},
		{app, set("", model.MarkProgram), model.KindApp, true},
		{app, set("app", 0), model.KindApp, false},
		{app, drv, model.KindPackage, true},
		{app, set("", 0), model.KindAttrs, true},
		{"lib.a", set("app", model.MarkProgram), model.KindApp, false},
		{"lib.a", set("app", 0), model.KindAttrs, false},
		{"lib.a", set("", model.MarkProgram), model.KindAttrs, false},
		{"bundlers.x86_64-linux.a", function, model.KindBundler, false},
		{"nixosConfigurations.a", set("", model.MarkConfig|model.MarkOptions), model.KindNixOS, false},
		{"nixosConfigurations.a", function, model.KindFunction, false},
		{"nixosConfigurations.a.config", set("", 0), model.KindAttrs, false},
		{"nixosConfigurations.a.config.x", set("", model.MarkActivation|model.MarkConfig), model.KindAttrs, false},
		{"homeConfigurations.a", set("", 0), model.KindHome, false},
		{"darwinConfigurations.a", set("", 0), model.KindDarwin, false},
		{"lib.home", set("", model.MarkActivation|model.MarkConfig), model.KindHome, false},
		{"lib.home", set("", model.MarkActivation), model.KindAttrs, false},
		{"nixosModules.a", function, model.KindModule, false},
		{"nixosModules.a", plain(model.TypePath), model.KindModule, false},
		{"nixosModules.a", set("", model.MarkImports), model.KindModule, false},
		{"nixosModules.a", plain(model.TypeString), model.KindString, false},
		{"overlays.a", function, model.KindOverlay, false},
		{"overlays.a", set("", 0), model.KindAttrs, true},
		{"overlay", function, model.KindOverlay, false},
		{"templates.a", set("", model.MarkPath), model.KindTemplate, false},
		{"templates.a", set("", 0), model.KindAttrs, true},
		{"lib.f", function, model.KindFunction, false},
		{"lib.f", plain(model.TypeFloat), model.KindFloat, false},
		{"lib.f", plain(model.TypePath), model.KindPath, false},
		{"lib.f", plain(model.TypeUnknown), model.KindUnknown, false},
	} {
		p := parse(t, c.path)
		if got := model.KindOf(p, c.head); got != c.want {
			t.Errorf("%s %+v: %s, want %s", c.path, c.head, got, c.want)
		}
		wrong := model.Mismatch(p, c.head)
		if (wrong != "") != c.wrong {
			t.Errorf("%s %+v: %q", c.path, c.head, wrong)
		}
		if wrong != "" {
			said.WriteString(wrong + "\n")
		}
	}
	golden.RequireEqual(t, said.String())
}

func TestSystems(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"x86_64-linux": true, "aarch64-darwin": true, "i686-linux": true, "armv7l-linux": true, "riscv64-linux": true,
		"powerpc64le-linux": true, "x86_64-freebsd": true, "wasm32-wasi": true, "arm-none": true, "js-ghcjs": true,
		"": false, "x86_64": false, "linux": false, "x86_64-": false, "-linux": false, "x86_64-linux-gnu": false,
		"my-linux": false, "default": false, "X86_64-linux": false, "x86_64-Linux": false, " x86_64-linux": false,
	} {
		if got := model.IsSystem(name); got != want {
			t.Errorf("IsSystem(%q) = %v", name, got)
		}
	}
	for text, want := range map[string]struct{ at, of string }{
		"":                                   {"", ""},
		"packages":                           {"", ""},
		"packages.x86_64-linux":              {"x86_64-linux", "x86_64-linux"},
		"packages.x86_64-linux.a":            {"", "x86_64-linux"},
		"packages.x86_64-linux.a.b.c":        {"", "x86_64-linux"},
		"packages.default":                   {"", ""},
		"packages.0.x86_64-linux":            {"", ""},
		"x86_64-linux":                       {"", ""},
		"hydraJobs.x86_64-linux":             {"x86_64-linux", "x86_64-linux"},
		"hydraJobs.a.aarch64-linux":          {"aarch64-linux", "aarch64-linux"},
		"hydraJobs.a.aarch64-linux.b":        {"", "aarch64-linux"},
		"hydraJobs.a.b.aarch64-linux":        {"", ""},
		"packages.a.aarch64-linux":           {"", ""},
		"nixosConfigurations.x86_64-linux":   {"", ""},
		"nixosConfigurations.x86_64-linux.a": {"", ""},
	} {
		p := parse(t, text)
		if at, of := model.SystemAt(p), model.SystemOf(p); at != want.at || of != want.of {
			t.Errorf("%s: SystemAt %q, SystemOf %q, want %q, %q", text, at, of, want.at, want.of)
		}
	}
}

// TestKindsAndStates proves that the names in JSON are those of the schema.
func TestKindsAndStates(t *testing.T) {
	t.Parallel()
	want := strings.Fields("unknown attrs package app devShell check formatter bundler hydraJob nixosConfiguration homeConfiguration " +
		"darwinConfiguration module overlay template function option string int float bool path list null")
	for i, name := range want {
		k := model.Kind(i) //nolint:gosec // a few
		if k.String() != name || k.Word() == "" {
			t.Errorf("kind %d is %q (%q), want %q", i, k, k.Word(), name)
		}
		if k.Derivation() && (!k.Leaf() || !k.Openable()) {
			t.Errorf("%s is a derivation, but no leaf or cannot be opened", k)
		}
		if !k.Leaf() && !k.Openable() {
			t.Errorf("%s is no leaf, but cannot be opened", k)
		}
	}
	if k := model.Kind(len(want)); k.String() != "unknown" { //nolint:gosec // a few
		t.Errorf("there is a kind %q beyond the schema", k)
	}
	for i, name := range strings.Fields("unevaluated ready failed ifd foreign timeout cancelled") {
		s := model.State(i) //nolint:gosec // a few
		if s.String() != name {
			t.Errorf("state %d is %q, want %q", i, s, name)
		}
		if s.Bad() != strings.Contains("failed ifd timeout cancelled", name) {
			t.Errorf("%s: Bad is %v", s, s.Bad())
		}
	}
}

// TestCauses proves that every cause has a name of its own, says what happened
// and what to do about it, and makes a bad state.
func TestCauses(t *testing.T) {
	t.Parallel()
	camelCase := regexp.MustCompile(`^[a-z][a-zA-Z]*$`)
	names, sentences := map[string]bool{}, map[string]bool{}
	all := model.Causes()
	if len(all) < 39 {
		t.Fatalf("only %d causes", len(all))
	}
	for _, c := range all {
		a := c.Advice()
		if !camelCase.MatchString(a.Name) || names[a.Name] || sentences[a.Sentence] {
			t.Errorf("cause %d: the name %q is no word or used twice, or the sentence is", c, a.Name)
		}
		names[a.Name], sentences[a.Sentence] = true, true
		for _, s := range []string{a.Sentence, a.Remedy} {
			if len(s) < 10 || s != model.Printable(s) || strings.TrimSpace(s) != s || !strings.HasSuffix(s, ".") {
				t.Errorf("%s: %q is no sentence", a.Name, s)
			}
		}
		if c.String() != a.Name || !c.State().Bad() {
			t.Errorf("%s: called %q, state %s", a.Name, c, c.State())
		}
	}
	for c, want := range map[model.Cause]model.State{
		model.CauseNone: model.StateReady, model.CauseIFD: model.StateIFD, model.CauseTimeout: model.StateTimeout,
		model.CauseCancelled: model.StateCancelled, model.CauseThrow: model.StateFailed, model.CauseOutOfMemory: model.StateFailed,
	} {
		if got := c.State(); got != want {
			t.Errorf("%s makes %s, want %s", c, got, want)
		}
	}
	if a := model.Cause(255).Advice(); a != (model.Advice{}) {
		t.Errorf("a cause that does not exist: %v", a)
	}
}

// TestVerbs proves that only ready nodes offer anything, and each verb has words.
func TestVerbs(t *testing.T) {
	t.Parallel()
	for i := range 24 {
		k := model.Kind(i) //nolint:gosec // a few
		for s := model.StateUnevaluated; s <= model.StateCancelled; s++ {
			verbs := model.Verbs(model.Node{Kind: k, State: s})
			if s != model.StateReady && verbs != nil {
				t.Errorf("a %s that is %s offers %v", k, s, verbs)
			}
			for _, v := range verbs {
				if v.String() == "" {
					t.Errorf("verb %d has no words", v)
				}
			}
		}
		if k.Derivation() && len(model.Verbs(model.Node{Kind: k, State: model.StateReady})) == 0 {
			t.Errorf("nothing can be done with a %s", k)
		}
	}
}
