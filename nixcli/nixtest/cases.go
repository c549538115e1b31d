package nixtest

import (
	"testing"

	"flakewalk/model"
)

// Cases are all the flakes of the corpus that browsing must withstand, openable
// or not, with what must be seen of each. The flakes `tracing` and `many` are
// not among them: they have tests of their own.
func Cases() []Case {
	cases := openable()
	cases = append(cases, kinds()...)
	cases = append(cases, detailed()...)
	cases = append(cases, roots()...)
	cases = append(cases, local()...)
	return append(cases, unopenable()...)
}

// openable are flakes whose attributes fail.
func openable() []Case {
	return []Case{
		failing(), plainFailures(), cyclic(), deep(), thunks(), looping(), memory(), ifd(), impure(),
		apps(), shapes(), metas(), refusals(), named(), raw(), shadow(), shadowRoot(), big(), systems(),
		printing(), nixConfig(),
	}
}

// failing is what fails among packages.
func failing() Case {
	fails := func(name string, c model.Cause, message string) Want { return bad(pkg(name), c, message) }
	return Case{Name: "errors", Nodes: append(good("a-good=good-1.0", "z-good=good-2.0"),
		fails("abort", model.CauseAbort, "stopped on purpose"),
		fails("asserts", model.CauseAssert, "an integer with value '1' is not equal to an integer with value '2'"),
		fails("asserts-false", model.CauseAssert, "assertion 'false' failed"),
		fails("asserts-message", model.CauseThrow, "three is not in the list"),
		fails("call-int", model.CauseType, "attempt to call something which is not a function but an integer: 5"),
		badField(pkg("coerce"), "name", model.CauseType, "cannot coerce an integer to a string: 42"),
		badField(pkg("divide"), "name", model.CauseEvaluation, "division by zero"),
		fails("extra-argument", model.CauseType, "called with unexpected argument 'b'"),
		fails("index", model.CauseEvaluation, "called with index 7 on a list of size 2"),
		fails("json", model.CauseEvaluation, "parse error at line 1, column 4"),
		fails("missing", model.CauseAttributeMissing, "attribute 'b' missing"),
		fails("missing-argument", model.CauseType, "called without required argument 'needed'"),
		fails("missing-file", model.CauseFileMissing, "no-such-file.nix' does not exist"),
		fails("missing-outer", model.CauseAttributeMissing, "attribute 'no-such-system' missing"),
		fails("no-method", model.CauseAttributeMissing, "attribute 'noSuchBuiltin' missing"),
		fails("recursion", model.CauseRecursion, "infinite recursion encountered"),
		fails("recursion-set", model.CauseRecursion, "infinite recursion encountered"),
		fails("syntax", model.CauseSyntax, "syntax error, unexpected ';'"),
		fails("throw", model.CauseThrow, "this one throws"),
		fails("throw-empty", model.CauseThrow, ""),
		fails("throw-lines", model.CauseThrow, "last line"),
		fails("throw-looks-missing", model.CauseThrow, "attribute 'x' missing"),
		fails("type", model.CauseType, "cannot add a string to an integer"),
		fails("undefined-late", model.CauseSyntax, "undefined variable 'notDefinedAnywhere'"),
	)}
}

// plainFailures are the failures among the plain values of the same flake.
func plainFailures() Case {
	fails := func(name string, c model.Cause, message string) Want { return bad(at("lib."+name), c, message) }
	return Case{Name: "errors", Nodes: []Want{
		value("lib.number", model.KindInt),
		value("lib.function", model.KindFunction),
		value("lib.nested", model.KindAttrs),
		value("lib.nested.good", model.KindString),
		value("lib.nested.list", model.KindList),
		value("lib.nested.list.0", model.KindInt),
		value("lib.nested.list.2", model.KindInt),
		fails("nested.list.1", model.CauseThrow, "an element throws"),
		fails("bad", model.CauseThrow, "this value throws"),
		fails("head", model.CauseEvaluation, "called on an empty list"),
		fails("not-a-bool", model.CauseType, "expected a Boolean but found a string"),
		fails("not-a-function", model.CauseType, "expected a function but found an integer: 5"),
		fails("not-a-list", model.CauseType, "expected a list but found a set"),
		fails("not-a-set", model.CauseType, "expected a set but found a list"),
		fails("select-from-string", model.CauseType, "expected a set but found a string"),
		fails("to-int", model.CauseType, "cannot add a list to an integer"),
	}}
}

func cyclic() Case {
	return Case{Name: "cyclic", Nodes: []Want{
		value("lib.good", model.KindInt), value("lib.list", model.KindList), value("lib.list.1.1.1", model.KindList),
		value("lib.loop", model.KindAttrs), value("lib.loop.again.again.again.name", model.KindString),
		value("lib.whole", model.KindAttrs), value("lib.whole.lib.whole.lib.good", model.KindInt),
		wrong(pkg("self"), model.KindAttrs, "is not a derivation"),
	}}
}

func deep() Case {
	return Case{Name: "deep", Nodes: []Want{
		value("lib.good", model.KindInt), value("lib.value", model.KindAttrs), value("lib.value.inner.inner", model.KindAttrs),
		bad(at("lib.calls"), model.CauseStackOverflow, "stack overflow; max-call-depth exceeded"),
		bad(at("lib.functor"), model.CauseStackOverflow, "stack overflow; max-call-depth exceeded"),
	}}
}

func thunks() Case {
	return Case{Name: "thunks", Nodes: []Want{
		value("lib.good", model.KindInt),
		bad(at("lib.chain"), model.CauseStackOverflow, "stack overflow (possible infinite recursion)"),
	}}
}

func looping() Case {
	name, meta := pkg("checks/slow-name"), pkg("checks/slow-meta")
	return Case{Name: "loop", Limit: true, Nodes: append(good("a-good=good-1.0", "z-good=good-2.0"),
		value("lib.good", model.KindInt),
		bad(pkg("loop"), model.CauseTimeout, ""),
		bad(at("lib.forever"), model.CauseTimeout, ""),
		badField(name, "name", model.CauseTimeout, ""),
		badField(meta, "meta.description", model.CauseTimeout, ""),
	)}
}

func memory() Case {
	return Case{Name: "memory", Limit: true, Nodes: append(good("a-good=good-1.0", "z-good=good-2.0"),
		value("lib.good", model.KindInt),
		bad(pkg("eater"), model.CauseOutOfMemory, ""),
	)}
}

func ifd() Case {
	const message = "because the option 'allow-import-from-derivation' is disabled"
	fails := func(name, field string) Want { return badField(pkg(name), field, model.CauseIFD, message) }
	lib := func(name string) Want { return fails("lib/"+name, "") }
	return Case{Name: "ifd", Nodes: append(good("a-good=good-1.0", "z-good=good-3.0"),
		fails("description", "meta.description"), fails("import", "name"), fails("name", "name"), fails("readFile", ""),
		lib("exists"), lib("failing"), lib("imported"), lib("listing"),
	)}
}

func impure() Case {
	lib := func(name, message string) Want { return bad(at("lib."+name), model.CauseImpure, message) }
	return Case{Name: "impure", Nodes: append(good("a-good=good-1.0", "z-good=good-2.0", "env=env-"),
		refused(pkg("current-system"), "never", "drvPath", model.CauseImpure, "attribute 'currentSystem' missing"),
		bad(pkg("path"), model.CauseImpure, "is forbidden in pure evaluation mode"),
		badField(pkg("time"), "name", model.CauseImpure, "attribute 'currentTime' missing"),
		value("lib.good", model.KindString), value("lib.nix-path", model.KindList),
		lib("fetch-git", "in pure evaluation mode, 'fetchGit'"),
		lib("fetch-tarball", "in pure evaluation mode, 'fetchTarball' requires a 'sha256' argument"),
		lib("fetch-url", "in pure evaluation mode, 'fetchurl' requires a 'sha256' argument"),
		lib("get-flake", "cannot call 'getFlake' on unlocked flake reference"),
		lib("host", "is forbidden in pure evaluation mode"),
		lib("import-host", "is forbidden in pure evaluation mode"),
		lib("nixpkgs", "cannot look up '<nixpkgs>' in pure evaluation mode"),
		bad(at("lib.parent"), model.CauseOutside, "is forbidden in pure evaluation mode"),
		lib("store-path", "is not allowed in pure evaluation mode"),
		lib("system", "attribute 'currentSystem' missing"),
		lib("time", "attribute 'currentTime' missing"),
	)}
}

func systems() Case {
	node := func(p string, k model.Kind, c model.Cause, message string) Want {
		return Want{Path: at(p), Kind: k, State: c.State(), Cause: c, Message: message}
	}
	return Case{Name: "systems", Nodes: append(good("good=good-1.0"),
		value("lib.good", model.KindInt),
		node("apps", model.KindAttrs, model.CauseThrow, "all apps throw"),
		node("bundlers", model.KindInt, model.CauseWrongOutput, "is not an attribute set"),
		node("checks.@system", model.KindAttrs, model.CauseThrow, "checks throw on"),
		node("devShells.@system", model.KindAttrs, model.CauseAbort, "shells abort on"),
		node("formatter.@system", model.KindFormatter, model.CauseAttributeMissing, "missing"),
		node("legacyPackages.@system", model.KindList, model.CauseWrongOutput, "is not an attribute set"),
		Want{Path: at("packages.riscv64-linux"), Kind: model.KindAttrs, State: model.StateForeign},
		Want{Path: at("devShells.riscv64-linux"), Kind: model.KindAttrs, State: model.StateForeign},
		Want{Path: at("packages.not-a-system.good"), Kind: model.KindPackage, State: model.StateReady, Name: "odd-1.0"},
	)}
}

func printing() Case {
	return Case{Name: "printing", Nodes: append(good("a-good=good-1.0", "answer=answer-1.0", "delimiter=delimiter-1.0", "error=error-1.0",
		"escapes=escapes-1.0", "json=json-1.0", "long=long-1.0", "many=many-1.0", "prompt=prompt-1.0", "warn=warn-1.0", "z-good=good-2.0"),
		bad(pkg("error-then-throw"), model.CauseThrow, "and so is this line of it"),
		value("lib.good", model.KindString),
	)}
}

func nixConfig() Case {
	return Case{Name: "nixconfig", Nodes: append(good("good=good-1.0"),
		bad(pkg("ifd"), model.CauseIFD, "because the option 'allow-import-from-derivation' is disabled"),
		value("lib.depth", model.KindInt), value("lib.home", model.KindString), value("lib.pure", model.KindBool),
		bad(at("lib.host"), model.CauseImpure, "is forbidden in pure evaluation mode"),
		bad(at("lib.system"), model.CauseImpure, "attribute 'currentSystem' missing"),
	)}
}

// roots are flakes of which the set of outputs itself is odd.
func roots() []Case {
	root := func(name string, c model.Cause, message string) Case {
		return Case{Name: name, Nodes: []Want{{Kind: model.KindAttrs, State: c.State(), Cause: c, Message: message}}}
	}
	return []Case{
		root("outputs-empty", model.CauseNone, ""),
		root("outputs-int", model.CauseType, "expected a set but found an integer: 5"),
		root("outputs-list", model.CauseType, "expected a set but found a list"),
		root("outputs-throw", model.CauseThrow, "all outputs throw"),
		root("outputs-argument", model.CauseAttributeMissing, "attribute 'nosuchinput' missing"),
		root("outputs-recursion", model.CauseRecursion, "infinite recursion encountered"),
		root("outputs-nofield", model.CauseAttributeMissing, "attribute 'b' missing"),
	}
}

// local are flakes with inputs in folders of their own, none of which has a
// complete lock file, and one that git knows in part only.
func local() []Case {
	text := func(paths ...string) []Want {
		wants := []Want{value("lib.good", model.KindInt)}
		for _, p := range paths {
			wants = append(wants, value("lib."+p, model.KindString))
		}
		return wants
	}
	return []Case{
		{Name: "relative", Nodes: text("from-sub", "from-nested")},
		{Name: "relative-git", Nodes: text("from-sub", "from-nested"),
			Make: func(t testing.TB, n Nix) (Nix, string) { return n, UnpackGit(t, "relative", false) }},
		{Name: "relative-dirty", Nodes: text("from-sub", "from-nested"),
			Make: func(t testing.TB, n Nix) (Nix, string) { return n, UnpackGit(t, "relative", true) }},
		{Name: "incomplete", Nodes: text("one", "two")},
		{Name: "follows", Nodes: text("a", "b", "c", "tool")},
		{Name: "untracked-import", Make: makeUntrackedImport(false), Nodes: untrackedImport()},
		{Name: "untracked-import-dirty", Make: makeUntrackedImport(true), Nodes: untrackedImport()},
		{Name: "hash-input", Make: makeBadInputHash, Nodes: []Want{value("lib.good", model.KindInt),
			bad(at("lib.word"), model.CauseHashMismatch, "")}},
	}
}

// untrackedImport is what is seen of a flake that imports a file unknown to git.
// Nix says so for a dirty tree, from 2.28 on; otherwise the file does not exist.
func untrackedImport() []Want {
	return []Want{value("lib.good", model.KindInt), {
		Path: at("lib.late"), State: model.StateFailed, Cause: model.CauseNotTracked, Or: model.CauseFileMissing, Message: "late.nix",
	}}
}

func makeUntrackedImport(dirty bool) func(t testing.TB, n Nix) (Nix, string) {
	return func(t testing.TB, n Nix) (Nix, string) {
		t.Helper()
		dir := Unpack(t, "untracked-import")
		Git(t, dir, "init", "--quiet")
		Git(t, dir, "add", "flake.nix")
		Git(t, dir, "commit", "--quiet", "--message", "flake.nix only")
		if dirty {
			Write(t, dir+"/flake.nix", Read(t, dir+"/flake.nix")+"# changed\n")
		}
		return n, dir
	}
}
