package nixtest

import (
	"strings"
	"testing"

	"flakewalk/model"
)

func apps() Case {
	app := func(name string) Want {
		return Want{Path: pkg("apps/" + name), Kind: model.KindApp, State: model.StateReady}
	}
	odd := func(name, field string, c, or model.Cause, message string) Want {
		return Want{Path: pkg("apps/" + name), Kind: model.KindApp, State: model.StateFailed, Cause: c, Or: or, Field: field, Message: message}
	}
	no := func(name string, k model.Kind) Want { return wrong(pkg("apps/"+name), k, "is not an app definition") }
	described := app("described")
	described.Description = "Says tool."
	return Case{Name: "apps", Nodes: []Want{
		app("a-good"), app("z-good"), app("outside"), described,
		no("no-type", model.KindApp), no("wrong-type", model.KindApp), no("derivation", model.KindPackage),
		no("empty", model.KindAttrs), no("function", model.KindFunction), no("list", model.KindList),
		no("null", model.KindNull), no("number", model.KindInt), no("string", model.KindString),
		odd("no-program", "program", model.CauseWrongOutput, model.CauseAttributeMissing, ""),
		odd("program-int", "program", model.CauseWrongOutput, model.CauseType, ""),
		odd("program-throws", "program", model.CauseThrow, model.CauseNone, "no program today"),
		bad(pkg("apps/throws"), model.CauseThrow, "no app today"),
		bad(pkg("apps/type-throws"), model.CauseThrow, "no type today"),
	}}
}

func shapes() Case {
	no := func(name string, k model.Kind) Want { return wrong(pkg(name), k, "is not a derivation") }
	c := Case{Name: "shapes", Nodes: append(good("a-good=good-1.0", "z-good=good-2.0", "checks/good=check-1.0", "devShells/good=shell-1.0"),
		no("app", model.KindApp), no("bool", model.KindBool), no("callable", model.KindAttrs), no("empty", model.KindAttrs),
		no("float", model.KindFloat), no("function", model.KindFunction), no("int", model.KindInt), no("list", model.KindList),
		no("nested", model.KindAttrs), no("null", model.KindNull), no("only-out-path", model.KindAttrs), no("path", model.KindPath),
		no("string", model.KindString), no("type-int", model.KindAttrs), no("type-other", model.KindAttrs),
		no("checks/string", model.KindString), no("devShells/set", model.KindAttrs),
		wrong(at("formatter.@system"), model.KindString, "is not a derivation"),
		badField(pkg("pretender"), "name", model.CauseAttributeMissing, "attribute 'name' missing"),
		Want{Path: at("packages.@system.nested.inner"), Kind: model.KindPackage, State: model.StateReady, Name: "inner-1.0"},
		Want{Path: at("packages.@system.list.0"), Kind: model.KindPackage, State: model.StateReady, Name: "in-list-1.0"},
	)}
	c.Nodes = append(c.Nodes, otherShapes()...)
	return c
}

// otherShapes are the outputs of `shapes` that belong to no system.
func otherShapes() []Want {
	return []Want{
		{Path: at("templates.good"), Kind: model.KindTemplate, State: model.StateReady, Description: "A good template."},
		value("templates.no-description", model.KindTemplate),
		wrong(at("templates.no-path"), model.KindAttrs, "is not a template"),
		wrong(at("templates.string"), model.KindString, "is not a template"),
		value("overlays.good", model.KindOverlay),
		wrong(at("overlays.set"), model.KindAttrs, "is not an overlay"),
		value("nixosModules.function", model.KindModule),
		value("nixosModules.path", model.KindModule),
		value("nixosModules.set", model.KindModule),
		value("nixosModules.string", model.KindString),
		value("nixosConfigurations.string", model.KindString),
		wrong(at("homeConfigurations"), model.KindList, "is not an attribute set"),
		value("hydraJobs", model.KindInt),
	}
}

func metas() Case {
	field := func(name, field string, c model.Cause, message string) Want {
		return badField(pkg(name), field, c, message)
	}
	later := func(name, derivation, field string, c model.Cause, message string) Want {
		return refused(pkg(name), derivation, field, c, message)
	}
	described := good("a-good=good-1.0", "version=good-1.0")
	described[0].Description, described[1].Description = "A good one.", "Has a version."
	return Case{Name: "meta", Nodes: append(append(described, good("z-good=good-2.0",
		"description-int=good-1.0", "description-lines=good-1.0", "description-null=good-1.0", "description-set=good-1.0",
		"licenses=good-1.0", "meta-missing=good-1.0", "meta-null=good-1.0", "meta-string=good-1.0")...),
		field("description-abort", "meta.description", model.CauseAbort, "description aborts"),
		field("description-missing", "meta.description", model.CauseAttributeMissing, "attribute 'text' missing"),
		field("description-throws", "meta.description", model.CauseThrow, "description throws"),
		field("meta-throws", "meta.description", model.CauseThrow, "meta throws"),
		field("name-abort", "name", model.CauseAbort, "name aborts"),
		field("name-missing", "name", model.CauseAttributeMissing, "attribute 'name' missing"),
		field("name-recursion", "name", model.CauseRecursion, "infinite recursion encountered"),
		field("name-throws", "name", model.CauseThrow, "name throws"),
		later("drv-throws", "good-1.0", "drvPath", model.CauseThrow, "drvPath throws"),
		later("license-throws", "good-1.0", "meta.license", model.CauseThrow, "license throws"),
		later("no-drv-path", "no-drv-path-1.0", "drvPath", model.CauseAttributeMissing, "attribute 'drvPath' missing"),
		later("no-system", "no-system", "drvPath", model.CauseAttributeMissing, "required attribute 'system' missing"),
		later("outputs-throws", "good-1.0", "outputs", model.CauseThrow, "outputs throws"),
		later("version-throws", "good-1.0", "version", model.CauseThrow, "version throws"),
		bad(pkg("type-throws"), model.CauseThrow, "type throws"),
	)}
}

func refusals() Case {
	c := Case{Name: "refusals", Nodes: good("a-good=good-1.0", "z-good=good-2.0")}
	for _, r := range []struct {
		reason  string
		cause   model.Cause
		message string
	}{
		{"unfree", model.CauseUnfree, "has an unfree license"},
		{"insecure", model.CauseInsecure, "is marked as insecure"},
		{"broken", model.CauseBroken, "broken"},
		{"unsupported", model.CauseUnsupported, "is not available on the requested hostPlatform"},
	} {
		for _, when := range []string{"-old", "-mid", "-new"} {
			w := refused(pkg(r.reason+when), r.reason+"-1.0", "drvPath", r.cause, r.message)
			w.Description = "A package that is " + r.reason + "."
			c.Nodes = append(c.Nodes, w)
		}
		for _, when := range []string{"-whole", "-new-whole", "-hydra"} {
			c.Nodes = append(c.Nodes, bad(pkg(r.reason+when), r.cause, r.message))
		}
	}
	return c
}

// raw are names and values that are not UTF-8.
func raw() Case {
	const lead, continuation = "\xc3", "\xbc"
	names := []string{"a-good", lead, "mid" + continuation + "dle", "z-good"}
	c := Case{Name: "bytes", Nodes: []Want{
		{Path: model.Path("top" + lead), Kind: model.KindString, State: model.StateReady},
		value("values.continuation", model.KindString), value("values.good", model.KindString),
		value("values.lead", model.KindString), value("values.list", model.KindList), value("values.list.1", model.KindString),
		{Path: at("values.description"), Kind: model.KindPackage, State: model.StateReady, Name: "fine-1.0"},
	}}
	for i, name := range names {
		c.Nodes = append(c.Nodes,
			Want{Path: model.Path("lib", name), Kind: model.KindString, State: model.StateReady},
			Want{Path: pkg("x").Parent().Child(model.Attr(name)), Kind: model.KindPackage, State: model.StateReady, Name: "bytes-" + string(rune('0'+i))},
		)
	}
	return c
}

// ShadowNames are the names in `shadow` that mean something to nix or to those who ask it.
func ShadowNames() []string {
	return []string{
		"__curPos", "__functor", "__getFlake", "__toJSON", "__toString", "abort", "builtins", "derivation", "false", "f", "flake",
		"import", "inputs", "isNull", "map", "name", "null", "outPath", "outputs", "r", "recurseForDerivations", "removeAttrs",
		"self", "throw", "toString", "true", "type", "v", "x",
	}
}

func shadow() Case {
	c := Case{Name: "shadow", Nodes: append(good("a-good=good-1.0", "z-good=good-2.0"),
		value("lib.a-good", model.KindInt), value("lib.z-good", model.KindInt), value("type", model.KindString),
		value("builtins", model.KindAttrs), value("true", model.KindBool), value("map", model.KindFunction),
		value("__toJSON", model.KindFunction), value("__toString", model.KindFunction), value("null", model.KindString),
	)}
	for _, name := range ShadowNames() {
		plain := name
		if len(name) > 2 && name[:2] == "__" {
			plain = name[2:]
		}
		c.Nodes = append(c.Nodes, Want{Path: pkg("x").Parent().Child(model.Attr(name)), Kind: model.KindPackage, State: model.StateReady, Name: "shadow-" + plain})
	}
	return c
}

func shadowRoot() Case {
	return Case{Name: "shadow-root", Nodes: []Want{
		{Kind: model.KindAttrs, State: model.StateReady},
		value("good", model.KindInt), value("lib", model.KindAttrs), value("lib.good", model.KindInt),
		value("name", model.KindString), value("outPath", model.KindString), value("type", model.KindString),
		value("drvPath", model.KindString), value("meta", model.KindAttrs),
		value("__functor", model.KindFunction), value("__toString", model.KindFunction),
	}}
}

func big() Case {
	return Case{Name: "big", Nodes: append(good("a-good=good-1.0", "described=described-1.0", "z-good=good-2.0"),
		value("lib.good", model.KindInt), value("lib.line", model.KindString), value("lib.list", model.KindList),
		value("lib.list.999999", model.KindInt), value("lib.nested", model.KindAttrs), value("lib.pairs", model.KindList),
		value("lib.set", model.KindAttrs), value("lib.set.n99999", model.KindInt),
		value("lib.folder", model.KindPath), value("lib.file", model.KindPath),
	)}
}

// makeBadInputHash makes a flake with a lock file that expects another content
// of an input than there is.
func makeBadInputHash(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	dep := UnpackGit(t, "outputs-empty", false)
	dir := TempDir(t)
	Write(t, dir+"/flake.nix", `# Proves: an input that is not what the lock file expects fails where it is used.
{
  inputs.dep.url = "git+file://`+dep+`";
  outputs = { self, dep }: { lib = { good = 1; word = builtins.readFile "${dep}/flake.nix"; }; };
}
`)
	revision, when, _ := strings.Cut(strings.TrimSpace(Git(t, dep, "log", "-1", "--format=%H %ct")), " ")
	Write(t, dir+"/flake.lock", `{
  "nodes": {
    "dep": {
      "locked": { "lastModified": `+when+`, "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "rev": "`+revision+`", "revCount": 1, "type": "git", "url": "file://`+dep+`" },
      "original": { "type": "git", "url": "file://`+dep+`" }
    },
    "root": { "inputs": { "dep": "dep" } }
  },
  "root": "root",
  "version": 7
}
`)
	return n, dir
}
