package nixtest

import "flakewalk/model"

// detailed are the flakes whose details are looked at: options, functions, values.
func detailed() []Case {
	return []Case{options(), documented(), values()}
}

// options are found for what they are wherever they stand, and whatever of them fails.
func options() Case {
	option := func(p, typ, description string) Want {
		return Want{Path: at(p), Kind: model.KindOption, State: model.StateReady, Type: typ, Description: description}
	}
	const host = "nixosConfigurations.host.options."
	return Case{Name: "options", Nodes: []Want{
		value("nixosConfigurations.host", model.KindNixOS), value("darwinConfigurations.mac", model.KindDarwin),
		value(`homeConfigurations."me@host"`, model.KindHome),
		value("nixosConfigurations.host.options", model.KindAttrs), value("nixosConfigurations.host.options.services.web", model.KindAttrs),
		option(host+"networking.hostName", "string", "The name of the machine. See `hostname(1)`.\n\nAnd a *second* paragraph."),
		option(host+"services.web.enable", "boolean", "Whether to enable web."),
		option(host+"services.web.hosts", "attribute set of (submodule)", "What it serves."),
		option(host+"hidden.shallow", "undescribed", ""), option(host+"old.declared", "package", ""), option(host+"old.bare", "", ""),
		option(host+"broken.aborts", "list of string", ""),
		option(host+"broken.default", "string", "Has no default."), option(host+"broken.description", "16 bit unsigned integer; between 0 and 65535 (both inclusive)", ""),
		option(host+"broken.everything", "", ""), option(host+"broken.type", "", "Has no type."),
		option(host+"broken.undefined", "string", "Has no value."), option(host+"broken.value", "string", "Its value throws."),
		option("darwinConfigurations.mac.options.services.web.enable", "boolean", "Whether to enable web."),
		option(`homeConfigurations."me@host".options.services.web.enable`, "boolean", "Whether to enable web."),
		option("lib.options.services.web.enable", "boolean", "Whether to enable web."),
		option("lib.options.marked", "", ""), value("lib.none", model.KindAttrs),
		value(host+"services.web.port.default", model.KindInt), value(host+"services.web.port.type", model.KindAttrs),
		bad(at(host+"broken.value.value"), model.CauseThrow, "the value throws"),
		bad(at(host+"broken.type.type"), model.CauseThrow, "the type throws"),
		value("nixosConfigurations.host.config.services.web.port", model.KindInt),
	}}
}

// documented are functions, and sets that can be called.
func documented() Case {
	return Case{Name: "documented", Nodes: []Want{
		value("lib.add", model.KindFunction), value("lib.builtin", model.KindFunction), value("lib.twice", model.KindFunction),
		value("lib.functor", model.KindAttrs), value(`lib.deep.er."a b"`, model.KindFunction), value("lib.type", model.KindFunction),
		value("overlays.default", model.KindOverlay), value("nixosModules.default", model.KindModule), value("nixosModules.path", model.KindModule),
		value("bundlers.@system.default", model.KindBundler), bad(at("homeManagerModules"), model.CauseThrow, "no such modules"),
	}}
}

// values are lists and sets with elements that fail.
func values() Case {
	return Case{Name: "values", Nodes: []Want{
		value("lib.aborts", model.KindList), value("lib.aborts.2", model.KindInt), bad(at("lib.aborts.1"), model.CauseAbort, "two aborts"),
		value("lib.throws.3", model.KindInt), bad(at("lib.throws.1"), model.CauseThrow, "two throws"), bad(at("lib.throws.2"), model.CauseAssert, "assertion 'false' failed"),
		bad(at("lib.recurses.1"), model.CauseRecursion, "infinite recursion encountered"),
		value("lib.recursive.1.1.1", model.KindList), value("lib.many.249", model.KindInt), value("lib.set", model.KindAttrs), value("lib.set.type", model.KindString),
		bad(at("lib.set.a"), model.CauseThrow, "not forced"), bad(at(`lib.set."b c"`), model.CauseAbort, "not forced"),
		value("lib.long", model.KindString), value("lib.raw", model.KindString), value("lib.functions.1", model.KindFunction),
		{Path: at("lib.packages.0"), Kind: model.KindPackage, State: model.StateReady, Name: "value-1.0"},
		{Path: at("lib.packages.1"), Kind: model.KindPackage, State: model.StateFailed, Cause: model.CauseThrow, Field: "name", Message: "the name throws"},
		value("lib.packages.2.a", model.KindInt), value("lib.lists.3.1.1.0", model.KindInt),
	}}
}
