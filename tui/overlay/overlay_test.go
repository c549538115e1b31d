package overlay_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

func looks() *theme.Theme { return theme.New(true, false) }

func dialog(id, text string) overlay.Dialog {
	p := pager.New(looks())
	p.SetBlocks([]pager.Block{{Text: text}})
	return overlay.Dialog{ID: id, Title: "Title", Body: p, Width: 12}
}

// area is a background of letters.
func area(w, h int) []string {
	lines := make([]string, h)
	for i := range lines {
		lines[i] = strings.Repeat("b", w)
	}
	return lines
}

func TestDrawLiesOverTheMiddle(t *testing.T) {
	t.Parallel()
	s := overlay.New(looks())
	s.SetSize(24, 7)
	s.Push(dialog("a", "hello\nworld"))
	got := ansi.Strip(strings.Join(s.Draw(area(24, 7)), "\n"))
	want := `bbbbbbbbbbbbbbbbbbbbbbbb
bbbb╭─ Title ──────╮bbbb
bbbb│ hello        │bbbb
bbbb│ world        │bbbb
bbbb╰──────────────╯bbbb
bbbbbbbbbbbbbbbbbbbbbbbb
bbbbbbbbbbbbbbbbbbbbbbbb`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestEscapeClosesTheTopLayerOnly(t *testing.T) {
	t.Parallel()
	s := overlay.New(looks())
	s.SetSize(24, 7)
	if _, handled := s.Do(keymap.Dismiss); handled {
		t.Error("an empty stack took the key")
	}
	s.Push(dialog("a", "x"))
	s.Push(dialog("b", "x"))
	s.Push(dialog("a", "again")) // not twice
	for _, want := range []string{"a", "b"} {
		if d, ok := s.Top(); !ok || d.ID != want {
			t.Errorf("on top is %q, want %q", d.ID, want)
		}
		if _, handled := s.Do(keymap.Dismiss); !handled {
			t.Error("not handled")
		}
	}
	if _, ok := s.Top(); ok {
		t.Error("still open")
	}
}

func TestActionsGoToTheDialogOnTop(t *testing.T) {
	t.Parallel()
	s := overlay.New(looks())
	s.SetSize(24, 5)
	d := dialog("a", "1\n2\n3\n4\n5\n6")
	d.Do = func(a keymap.Action) (tea.Cmd, bool) {
		return func() tea.Msg { return "done" }, a == keymap.Retry
	}
	s.Push(d)
	if cmd, handled := s.Do(keymap.Retry); !handled || cmd() != "done" {
		t.Errorf("handled: %v", handled)
	}
	if _, handled := s.Do(keymap.Reload); handled {
		t.Error("Reload is nobody's")
	}
	if _, handled := s.Do(keymap.Bottom); !handled {
		t.Error("the body scrolls")
	}
	if got := ansi.Strip(strings.Join(s.Draw(area(24, 5)), "\n")); !strings.Contains(got, "6") {
		t.Errorf("not scrolled:\n%s", got)
	}
	if !s.Drop("a") || s.Drop("a") {
		t.Error("Drop")
	}
	s.Push(dialog("b", "x"))
	s.Clear()
	if _, ok := s.Top(); ok {
		t.Error("Clear")
	}
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(0, 40).Draw(t, "width"), rapid.IntRange(0, 12).Draw(t, "height")
		s := overlay.New(looks())
		d := dialog("a", rapid.StringMatching(`([a-z日]{1,9} ){0,30}`).Draw(t, "text"))
		d.Title = rapid.StringMatching(`[a-z日]{0,30}`).Draw(t, "title")
		s.Push(d)
		s.SetSize(w, h)
		s.SetTheme(theme.New(false, true))
		lines := s.Draw(area(w, h))
		if len(lines) != h {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			if ansi.StringWidth(l) != w {
				t.Fatalf("width %d, want %d: %q", ansi.StringWidth(l), w, l)
			}
		}
	})
}

// A wide character that the border cuts in two leaves a blank, not a shift.
func TestBorderThroughAWideCharacter(t *testing.T) {
	t.Parallel()
	s := overlay.New(looks())
	s.SetSize(25, 3)
	s.Push(dialog("a", "x"))
	for _, l := range s.Draw([]string{"日本語日本語日本語日本語a", "a日本語日本語日本語日本語", "日本語日本語日本語日本語a"}) {
		if ansi.StringWidth(l) != 25 {
			t.Errorf("width %d: %q", ansi.StringWidth(l), ansi.Strip(l))
		}
	}
}
