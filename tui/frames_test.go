package tui

import (
	"image/color"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// TestEveryFrameFits does what it likes with keys, mouse and terminal, before and
// after the answers come; the user looks at each frame.
func TestEveryFrameFits(t *testing.T) {
	t.Parallel()
	keys := []string{
		"j", "k", "l", "h", "enter", "space", "-", "S", "tab", "g", "G", "ctrl+d", "ctrl+u", "pgdown", "pgup", "y", "Y", "R", "x", "r",
		"?", "esc", "/", "n", "N", ":", "ctrl+p", "ctrl+o", "@", "!", "backspace", "a", "p", "c", ".", "1", "2", "w", "v", "o", "left", "right", "up", "down",
	}
	buttons := []tea.MouseButton{tea.MouseLeft, tea.MouseLeft, tea.MouseLeft, tea.MouseRight, tea.MouseNone}
	wheels := []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown, tea.MouseWheelDown, tea.MouseWheelLeft}
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 130), rapid.IntRange(1, 45)
		nix := withInputs(t)
		nix.flake.Dir = "/home/me/sample"
		u := begin(t, nix, w.Draw(rt, "width"), h.Draw(rt, "height"), Options{ASCII: rapid.Bool().Draw(rt, "ascii")})
		defer u.m.Close()
		cell := func() (x, y int) {
			return rapid.IntRange(-1, 130).Draw(rt, "x"), rapid.IntRange(-1, 45).Draw(rt, "y")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"key": func(rt *rapid.T) { u.send(keyMsg(rapid.SampledFrom(keys).Draw(rt, "key"))) },
			"click": func(rt *rapid.T) {
				x, y := cell()
				u.send(tea.MouseClickMsg{X: x, Y: y, Button: rapid.SampledFrom(buttons).Draw(rt, "button")})
			},
			"drag": func(rt *rapid.T) {
				x, y := cell()
				u.send(tea.MouseMotionMsg{X: x, Y: y, Button: rapid.SampledFrom(buttons).Draw(rt, "button")})
			},
			"release": func(*rapid.T) { u.send(tea.MouseReleaseMsg{}) },
			"wheel": func(rt *rapid.T) {
				x, y := cell()
				u.send(tea.MouseWheelMsg{X: x, Y: y, Button: rapid.SampledFrom(wheels).Draw(rt, "wheel")})
			},
			"divider": func(rt *rapid.T) {
				d := u.m.layout.divider
				u.send(tea.MouseClickMsg{X: d.x, Y: d.y, Button: tea.MouseLeft})
			},
			"resize":  func(rt *rapid.T) { u.send(tea.WindowSizeMsg{Width: w.Draw(rt, "width"), Height: h.Draw(rt, "height")}) },
			"answers": func(*rapid.T) { u.run() },
			"time":    func(*rapid.T) { u.rest(); u.tick(); u.wait() },
			"focus":   func(*rapid.T) { u.send(tea.FocusMsg{}) },
			"blur":    func(*rapid.T) { u.send(tea.BlurMsg{}) },
			"colours": func(rt *rapid.T) {
				c := rapid.SampledFrom([]color.Color{color.White, color.Black}).Draw(rt, "background")
				u.send(tea.BackgroundColorMsg{Color: c})
			},
			"files": func(*rapid.T) { u.nix.changed = !u.nix.changed },
		})
		if t.Failed() {
			rt.Fatal("see above")
		}
	})
}
