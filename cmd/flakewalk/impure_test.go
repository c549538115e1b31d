package main

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestImpureByThrow proves that an attribute which throws for want of --impure can be
// allowed it: then it evaluates and is entered with it; and that one says so which throws
// all the same.
func TestImpureByThrow(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = plainShells(t, n)
		needy, system := shellBench(t, n, "")
		nixtest.Write(t, needy+"/flake.nix", `{ outputs = _: { devShells.`+system+` = {
  always = throw "not today";
  needy = if builtins.getEnv "HOME" == "" then throw "Failed assertions:\n- Make sure Nix runs with --impure." else derivation {
    name = "shell"; system = "`+system+`"; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin"; WORD = "needy"; shellHook = "echo the hook ran";
    args = [ "-c" "echo > $out; exit 0" ];
  };
}; }; }`)
		tm := explorer(t, n, 250, 30, "path:"+needy+"#devShells."+system+".needy")
		tm.wait("Failed assertions:", "If it asks for --impure, ! in the explorer")
		tm.press("D")
		tm.wait("its evaluation failed")
		tm.press("!")
		tm.answer("y", "allow")
		tm.wait("with --impure it evaluates")
		tm.goTo("devShells." + system + ".always")
		tm.wait("not today")
		tm.press("!")
		tm.wait("with --impure it throws the same")
		tm.goTo("devShells." + system + ".needy")
		tm.wait("enter more")
		tm.press("D")
		tm.wait("--impure", "(exit or Ctrl+D ends it)")
		tm.entered("needy")
		tm.leaves(0)
	})
}
