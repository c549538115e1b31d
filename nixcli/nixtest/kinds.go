package nixtest

import (
	"bufio"
	"slices"
	"strings"

	"flakewalk/model"
)

// The shape of the flake `many`.
const (
	// ManySets is the number of sets at `sets` and in legacyPackages.@system.
	ManySets = 200
	// ManyPerSet is the number of attributes in each; those whose number is one
	// below a multiple of ManyThrows throw.
	ManyPerSet = 500
	// ManyThrows is the distance from one throwing attribute to the next.
	ManyThrows = 50
)

// Forced are the paths of the flake `tracing` that were evaluated, according to
// what nix printed: sorted, each once.
func Forced(stderr string) []string {
	var paths []string
	lines := bufio.NewScanner(strings.NewReader(stderr))
	for lines.Scan() {
		if _, path, ok := strings.Cut(lines.Text(), "trace: forced:"); ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// kinds is the case of everything that fails nowhere (but in two places).
func kinds() []Case {
	described := func(p, name, description string) Want {
		path := at(p)
		return Want{Path: path, Kind: expected(path), State: model.StateReady, Name: name, Description: description}
	}
	nodes := []Want{
		described("packages.@system.default", "kind-1.0", "The default package."),
		described("packages.@system.other", "other-2.0", "Another one."),
		described("checks.@system.default", "check-1.0", "A check."),
		described("devShells.@system.default", "shell-1.0", ""),
		described("devShell.@system", "shell-1.0", ""),
		described("formatter.@system", "formatter-1.0", "A formatter."),
		described("defaultPackage.@system", "default-1.0", "The old default."),
		described("apps.@system.default", "", "Runs it."),
		described("defaultApp.@system", "", "Runs it."),
		described("templates.default", "", "A template."),
		described("defaultTemplate", "", "The old default template."),
		described("hydraJobs.build.@system", "job-1.0", "A job."),
		described("hydraJobs.nested.deep.job", "deep-job-1.0", "A job deep down."),
		described("legacyPackages.@system.hello", "legacy-1.0", "An old package."),
		described("legacyPackages.@system.pythonPackages.requests", "requests-1.0", "A nested one."),
		described("elsewhere.derivation", "elsewhere-1.0", "A derivation in no special place."),
		{Path: at("elsewhere.option"), Kind: model.KindOption, State: model.StateReady, Type: "integer", Description: "An option."},
		{Path: at("nixosConfigurations.host.options.services.web.enable"), Kind: model.KindOption, State: model.StateReady, Type: "integer", Description: "An option."},
		{Path: at("packages.riscv64-linux"), Kind: model.KindAttrs, State: model.StateForeign},
		bad(at("legacyPackages.@system.throws"), model.CauseThrow, "legacy throws"),
		bad(at("nixosConfigurations.host.config.broken"), model.CauseThrow, "this option throws"),
	}
	for p, k := range plainKinds() {
		nodes = append(nodes, value(p, k))
	}
	slices.SortStableFunc(nodes, func(a, b Want) int { return strings.Compare(a.Path.String(), b.Path.String()) })
	return []Case{{Name: "all-kinds", Nodes: nodes}}
}

// expected is the kind of a derivation, app or template at that path.
func expected(p model.AttrPath) model.Kind {
	switch k := model.ExpectedKind(p); {
	case k != model.KindUnknown:
		return k
	case p[0].Name == "hydraJobs":
		return model.KindHydraJob
	}
	return model.KindPackage
}

// plainKinds are the kinds of the other nodes of `all-kinds`.
func plainKinds() map[string]model.Kind {
	return map[string]model.Kind{
		"": model.KindAttrs, "packages": model.KindAttrs, "packages.@system": model.KindAttrs, "schemas": model.KindAttrs,
		"bundlers.@system.default": model.KindBundler, "darwinConfigurations.mac": model.KindDarwin, "darwinModules.default": model.KindModule,
		"elsewhere.app": model.KindApp, "elsewhere.home": model.KindHome,
		"flakeModules.default": model.KindModule, "homeConfigurations.me": model.KindHome, "homeModules.default": model.KindModule,
		"legacyPackages.@system.pythonPackages": model.KindAttrs,
		"nixosConfigurations.host":              model.KindNixOS, "nixosConfigurations.host.config": model.KindAttrs,
		"nixosConfigurations.host.config.services.web.port":   model.KindInt,
		"nixosConfigurations.host.config.networking.hostName": model.KindString,
		"nixosModule": model.KindModule, "nixosModules.default": model.KindModule, "nixosModules.path": model.KindModule, "nixosModules.set": model.KindModule,
		"overlay": model.KindOverlay, "overlays.default": model.KindOverlay, "templates.bare": model.KindTemplate,
		"lib.args": model.KindFunction, "lib.builtin": model.KindFunction, "lib.curried": model.KindFunction, "lib.function": model.KindFunction,
		"lib.functor": model.KindAttrs, "lib.empty": model.KindAttrs, "lib.emptyList": model.KindList,
		"lib.false": model.KindBool, "lib.true": model.KindBool, "lib.float": model.KindFloat, "lib.int": model.KindInt, "lib.number": model.KindInt,
		"lib.list": model.KindList, "lib.list.1": model.KindString, "lib.list.2.1.0": model.KindInt, "lib.list.3.five": model.KindInt, "lib.list.4": model.KindNull,
		"lib.lines": model.KindString, "lib.string": model.KindString, "lib.unicode": model.KindString, "lib.url": model.KindString,
		"lib.nested.a.b.c.d": model.KindString, "lib.null": model.KindNull, "lib.path": model.KindPath,
	}
}
