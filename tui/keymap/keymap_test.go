package keymap_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
)

// press is the message of a key by its name, as a terminal sends it.
func press(name string) tea.KeyPressMsg {
	switch name {
	case "space":
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	case "end":
		return tea.KeyPressMsg{Code: tea.KeyEnd}
	}
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	r := rune(name[0])
	if r >= 'A' && r <= 'Z' {
		return tea.KeyPressMsg{Code: r + 'a' - 'A', ShiftedCode: r, Mod: tea.ModShift, Text: name}
	}
	return tea.KeyPressMsg{Code: r, Text: name}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	tree := []keymap.Scope{keymap.ScopeTree, keymap.ScopeMain, keymap.ScopeAlways}
	dialog := []keymap.Scope{keymap.ScopeError, keymap.ScopeText, keymap.ScopeAlways}
	prompt := []keymap.Scope{keymap.ScopePrompt}
	tests := []struct {
		key    string
		scopes []keymap.Scope
		want   keymap.Action
	}{
		{"j", tree, keymap.Down},
		{"up", tree, keymap.Up},
		{"l", tree, keymap.Open},
		{"right", tree, keymap.Open},
		{"h", tree, keymap.Close},
		{"enter", tree, keymap.Activate},
		{"space", tree, keymap.Toggle},
		{"-", tree, keymap.FoldAll},
		{"ctrl+d", tree, keymap.HalfDown},
		{"pgdown", tree, keymap.PageDown},
		{"g", tree, keymap.Top},
		{"G", tree, keymap.Bottom},
		{"end", tree, keymap.Bottom},
		{"tab", tree, keymap.NextPane},
		{"y", tree, keymap.CopyPath},
		{"Y", tree, keymap.CopyCommand},
		{"R", tree, keymap.Reload},
		{"x", tree, keymap.Cancel},
		{"?", tree, keymap.Help},
		{"ctrl+z", tree, keymap.Suspend},
		{"q", tree, keymap.Quit},
		{"ctrl+c", dialog, keymap.Interrupt},
		{"y", dialog, keymap.CopyText}, // the innermost scope wins
		{"r", dialog, keymap.Retry},
		{"esc", dialog, keymap.Dismiss},
		{"r", tree, ""}, // a key of another scope
		{"R", dialog, ""},
		{"w", tree, ""},
		{"ctrl+p", tree, keymap.Jump},
		{"ctrl+p", prompt, keymap.Up},
		{"q", prompt, ""}, // text
		{"?", prompt, ""},
		{"ctrl+w", prompt, keymap.Edit},
		{"ctrl+c", prompt, keymap.Interrupt},
	}
	m := keymap.New(false)
	for _, tt := range tests {
		got, ok := m.Resolve(press(tt.key), tt.scopes...)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s in %v: got %q, want %q", tt.key, tt.scopes, got, tt.want)
		}
	}
}

func TestEveryActionIsBoundAndInTheHelp(t *testing.T) {
	t.Parallel()
	m := keymap.New(false)
	var help []string
	for _, s := range m.Help() {
		if s.Title == "" || len(s.Keys) == 0 {
			t.Errorf("empty section %q", s.Title)
		}
		for _, k := range s.Keys {
			help = append(help, k.Key+"|"+k.Desc)
		}
	}
	bound := map[keymap.Action]bool{}
	for _, e := range m.Entries() {
		bound[e.Action] = true
		h := e.Binding.Help()
		if h.Key == "" || h.Desc == "" || e.Short == "" {
			t.Errorf("%s has no words", e.Action)
		}
		if !slices.Contains(help, h.Key+"|"+h.Desc) {
			t.Errorf("%s is not in the help", e.Action)
		}
		if !slices.Contains(keymap.Actions(), e.Action) {
			t.Errorf("%s is not among the actions", e.Action)
		}
	}
	for _, a := range keymap.Actions() {
		if !bound[a] {
			t.Errorf("%s has no key", a)
		}
	}
}

func TestNoKeyMeansTwoThings(t *testing.T) {
	t.Parallel()
	type place struct {
		scope keymap.Scope
		key   string
	}
	seen := map[place]keymap.Action{}
	for _, e := range keymap.New(false).Entries() {
		for _, k := range e.Binding.Keys() {
			if k == " " {
				t.Errorf("%s: Bubble Tea calls the space bar space", e.Action)
			}
			p := place{e.Scope, k}
			if other, ok := seen[p]; ok {
				t.Errorf("%s is both %s and %s", k, other, e.Action)
			}
			seen[p] = e.Action
		}
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	m := keymap.New(false)
	if h, ok := m.Hint(keymap.PageDown, keymap.ScopeTree); !ok || h.Key != "pgdn" {
		t.Errorf("got %v %v", h, ok)
	}
	if h, ok := m.Hint(keymap.Retry, keymap.ScopeTree); ok {
		t.Errorf("a key of another scope: %v", h)
	}
}

func TestASCIIHelp(t *testing.T) {
	t.Parallel()
	for _, s := range keymap.New(true).Help() {
		for _, k := range s.Keys {
			for _, r := range k.Key + k.Desc {
				if r > '~' {
					t.Errorf("%q %q", k.Key, k.Desc)
				}
			}
		}
	}
}

// TestResolveSign proves that a sign at the place of a letter is that letter, unless it
// means something itself.
func TestResolveSign(t *testing.T) {
	t.Parallel()
	m := keymap.New(false)
	for want, k := range map[keymap.Action]tea.KeyPressMsg{
		keymap.Quit: {Code: ';', BaseCode: 'q', Text: ";"},
		keymap.Find: {Code: '/', BaseCode: 'q', Text: "/"},
	} {
		if got, _ := m.Resolve(k, keymap.ScopeTree, keymap.ScopeMain, keymap.ScopeAlways); got != want {
			t.Errorf("%q is %s, want %s", k.Text, got, want)
		}
	}
}
