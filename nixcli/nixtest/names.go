package nixtest

import (
	"fmt"
	"strings"

	"flakewalk/model"
)

// HostileNames are the names that the flake `names` uses at the top level, for
// packages and in lib, in the order of its names.nix.
func HostileNames() []string {
	return []string{
		"foo.bar", "with space", " lead", "trail ", "say \"hi\"", "it's", "$HOME", "${x}", "$${x}", "cost$",
		"back\\slash", "back\\nslash", "two\nlines", "tab\there", "carriage\rreturn", "\x1b[31mred\x1b[0m",
		"\x1b]0;title\x07", "c1\u009b31m", "bidi\u202etxt.exe", "iso\u2066late\u2069", "zero\u200bwidth",
		"line\u2028sep", "100%", "a%2Eb", "a#b", "a^b", "a?b", "*", "a@b", "a/b", "a:b", "; touch pwned",
		"$(touch pwned)", "`touch pwned`", "", ".", "..", "-", "--help", "gr\u00f6\u00dfe", "\u65e5\u672c\u8a9e",
		"\U0001f469\u200d\U0001f4bb", "e\u0301", "if", "let", "in", "with", "rec", "assert", "inherit", "or", "0",
		"10", "-1", "007", "a'", "_", "default", "a /* b */ # c", "''", "''${x}",
		strings.Repeat("n", 2000),
	}
}

// named is the case of attributes with hostile names.
func named() Case {
	c := Case{Name: "names"}
	for i, name := range HostileNames() {
		c.Nodes = append(c.Nodes,
			Want{Path: model.Path(name), Kind: model.KindString, State: model.StateReady},
			Want{Path: model.Path("lib", name), Kind: model.KindString, State: model.StateReady},
			Want{Path: model.Path("sets", fmt.Sprintf("set-%02d", i), name), Kind: model.KindString, State: model.StateReady},
			Want{Path: model.Path("packages", "@system", name), Kind: model.KindPackage, State: model.StateReady, Name: fmt.Sprintf("named-%02d", i)},
		)
	}
	return c
}
