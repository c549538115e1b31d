package tty

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestLatin proves which key a key of another layout is.
func TestLatin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key  tea.Key
		text bool
		want string
	}{
		"a letter":                  {tea.Key{Code: 'q', Text: "q"}, false, "q"},
		"shift":                     {tea.Key{Code: 'g', ShiftedCode: 'G', Text: "G", Mod: tea.ModShift}, false, "G"},
		"Dvorak, ctrl+c":            {tea.Key{Code: 'c', BaseCode: 'i', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"French, é":                 {tea.Key{Code: 'é', BaseCode: '2', Text: "é"}, false, "é"},
		"Russian, ctrl+c, told":     {tea.Key{Code: 'с', BaseCode: 'c', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"Russian, ctrl+c, not told": {tea.Key{Code: 'с', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"Russian, ctrl+c, in text":  {tea.Key{Code: 'с', Mod: tea.ModCtrl}, true, "ctrl+c"},
		"Russian, q":                {tea.Key{Code: 'й', Text: "й"}, false, "q"},
		"Russian, G":                {tea.Key{Code: 'п', ShiftedCode: 'П', BaseCode: 'g', Text: "П", Mod: tea.ModShift}, false, "G"},
		"Russian, G, not told":      {tea.Key{Code: 'П', Text: "П"}, false, "G"},
		"Russian, text":             {tea.Key{Code: 'й', BaseCode: 'q', Text: "й"}, true, "й"},
		"Greek, ctrl+c":             {tea.Key{Code: 'ψ', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"Hebrew, ctrl+c":            {tea.Key{Code: 'ב', Mod: tea.ModCtrl}, false, "ctrl+c"},
		"Hebrew, q, told":           {tea.Key{Code: '/', BaseCode: 'q', Text: "/"}, false, "/"},
		"Thai, ctrl+p":              {tea.Key{Code: 'ย', Mod: tea.ModCtrl}, false, "ctrl+p"},
		"an arrow":                  {tea.Key{Code: tea.KeyUp}, false, "up"},
		"an emoji":                  {tea.Key{Code: '🌹', Text: "🌹"}, false, "🌹"},
	} {
		if got := Latin(tea.KeyPressMsg(c.key), c.text).String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if !OnlyModifies(tea.KeyPressMsg{Code: tea.KeyLeftShift}) || OnlyModifies(tea.KeyPressMsg{Code: 'q'}) || OnlyModifies(tea.KeyPressMsg{Code: tea.KeyUp}) {
		t.Error("which keys only modify others")
	}
}
