package tui

import "testing"

// TestUnfold proves that the first screen shows what people look for, as far as
// it fits, and that it leaves alone a tree that somebody has touched.
func TestUnfold(t *testing.T) {
	t.Parallel()
	u := fresh(t, sample(), 120, 36, Options{})
	u.run()
	u.sees("▾ packages", "hello", "▾ devShells", "▾ templates", "▸ lib")
	u.misses("▾ x86_64-linux", "aarch64")
	u.is(pkgs + ".default")

	small := fresh(t, sample(), 80, 18, Options{})
	small.run()
	small.sees("▾ packages", "▸ devShells")
	tiny := fresh(t, sample(), 80, 12, Options{})
	tiny.run()
	tiny.sees("▾ packages")

	fragment := fresh(t, sample(), 120, 36, Options{Fragment: "lib.answer"})
	fragment.run()
	fragment.sees("▾ lib", "▸ packages")

	late := fresh(t, sample(), 120, 36, Options{})
	late.hold = []string{jobUnfold}
	late.run()
	late.press("j")
	late.release()
	late.sees("▸ packages", "▸ devShells")
	late.press("R")
	late.sees("▸ packages", "▸ devShells")
}
