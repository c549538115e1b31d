package tui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
)

func TestCard(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			nix := withInputs(t)
			nix.settings = []model.Setting{
				{Name: "bash-prompt", Values: []string{"garden\x1b[0m$ "}},
				{Name: "extra-substituters", Values: []string{"https://cache.example.invalid"}, Decided: true},
				{Name: "post-build-hook", Values: []string{"./hook"}},
			}
			u := start(t, nix, size[0], size[1], Options{})
			u.press("i")
			golden.RequireEqual(t, u.screen()+"\n")
		})
	}
}

// TestCardOfLittle proves that what cannot be known is said, beside what can.
func TestCardOfLittle(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.inputs = inputsOf(t, inputNode("root", "", "", 0))
	u := start(t, nix, 120, 36, Options{})
	u.press("i")
	u.onTop(dialogCard)
	u.snap("nothing to know", theDialog)
	u.press("esc")
	nix.setErr("inputs", failure(model.CauseLock, "a broken flake.lock"))
	nix.setErr("nixconfig", failure(model.CauseEvaluation, "a broken flake.nix"))
	u.press("i")
	u.onTop(dialogCard)
	u.sees("✗ a broken flake.lock", "✗ a broken flake.nix")
	u.snap("nothing to be known", theDialog)
}
