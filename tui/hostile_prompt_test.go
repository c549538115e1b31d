package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
)

// TestHostileTextInPrompts types and pastes hostile text into every prompt of a
// flake that is made of it; the harness looks at every frame.
func TestHostileTextInPrompts(t *testing.T) {
	t.Parallel()
	prompts := []string{"/", "ctrl+p", ":", "ctrl+o"}
	for turn, size := range [][2]int{{120, 36}, {40, 12}, {20, 5}, {1, 1}} {
		i := 0
		pick := func() string {
			i++
			return hostile()[i%len(hostile())]
		}
		nix := hostileNix(pick)
		nix.listCut = pick()
		flakes := &fakeFlakes{err: failure(model.CauseCrash, pick())}
		for range 40 {
			path := model.Path(pick(), pick())
			nix.listings = append(nix.listings, model.Listing{Path: path, Children: names(pick(), pick())})
			flakes.known = append(flakes.known, model.Reference{Ref: pick(), About: pick()})
			flakes.inputs = append(flakes.inputs, model.Reference{Ref: pick(), From: model.FromInput, About: pick()})
		}
		u := start(t, nix, size[0], size[1], Options{Ref: pick(), Flakes: flakes})
		for k, text := range append(hostile(), "", "e", ".", `"`) {
			u.press(prompts[(k+turn)%len(prompts)], "down", "pgdown") // each text comes to each prompt at some size
			u.send(tea.PasteMsg{Content: text})
			u.run()
			u.press("up", "left", "tab", "ctrl+a", "tab", "enter", "n", "esc")
		}
	}
}
