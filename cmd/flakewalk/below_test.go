package main

import (
	"os"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestFlakesBelow proves that flakes in the folders below are named where there is none,
// on the command line and on the page of the explorer, and that they open by that name.
func TestFlakesBelow(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, repository := range []bool{true, false} {
			dir := nixtest.TempDir(t)
			const flake = `{ outputs = _: { lib.x = 1; }; }`
			for _, at := range []string{"services/api", "web", ".hidden", "a/b/c/d/e", "node_modules/x", "odd#name"} {
				nixtest.Write(t, dir+"/"+at+"/flake.nix", flake)
			}
			if err := os.Symlink(dir+"/web", dir+"/link"); err != nil {
				t.Fatal(err)
			}
			if repository {
				nixtest.Commit(t, dir)
			}
			in := func(args ...string) result {
				cmd := programCommand(t, n, args...)
				cmd.Dir = dir
				return finish(t, cmd)
			}
			const named = "Name one of the flakes in the folders below: "
			for _, ref := range []string{".", ".?dir=nowhere"} {
				got := in("show", ref)
				got.fails(t, exitError, named, "./web", "./services/api", "odd%23name")
				for _, no := range []string{"hidden", "link", "c/d/e", "node_modules", "git add"} {
					if strings.Contains(got.errs, no) {
						t.Errorf("%s: %s is named:\n%s", ref, no, got.errs)
					}
				}
			}
			for _, ref := range []string{"./web", "./services/api", "odd#name", "path:" + dir + "/odd%23name"} {
				if got := in("show", ref).succeeds(t); !strings.Contains(got.out, "x  1") {
					t.Errorf("%s: %s", ref, got.out)
				}
			}
			cmd := programCommand(t, n)
			cmd.Dir = dir
			tm := onTerminal(t, cmd, 120, 36)
			tm.wait("There is no flake in this folder.", "./web", "in a folder below")
			tm.press(keyEnter)
			tm.wait("▸ lib")
			tm.press("q")
			tm.exits(exitOK)
		}
	})
}
