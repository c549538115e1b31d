package prompt

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// texts are results that are only text; every second has a mark and a note.
type texts []string

func (t texts) Len() int { return len(t) }

func (t texts) Result(i int) Result {
	r := Result{Text: t[i], Name: strings.LastIndexByte(t[i], '.') + 1}
	r.Hits = []int{r.Name}
	if i%2 == 0 {
		r.Mark, r.MarkTone, r.Note = "■", theme.Accent, "a note"
	}
	return r
}

func newPrompt(width, height int) *Model {
	m := New(theme.New(true, false).WithGraphemes(), Options{
		Label: "> ", Empty: "type", Height: height,
		Show: func(s string) string { return strings.ReplaceAll(s, "\u202e", "<") },
	})
	m.SetSize(width, height)
	return m
}

func (m *Model) typeText(s string) {
	for _, r := range s {
		m.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			m := newPrompt(size[0], size[1])
			m.SetCount("12,345 names")
			m.SetMessage(theme.Dim, "nothing is like this")
			out := checked(t, m)
			m.typeText("日本 \u202e typed")
			m.SetResults(texts{
				"hello", "packages.x86_64-linux.hello", "日本.日本語", "e\u0301.e\u0301clair", "a.👍🏽", "",
				"a.very.long.path." + strings.Repeat("with.many.parts.", 8) + "name",
			}, 1)
			m.Do(keymap.Down)
			out += "\n" + checked(t, m)
			golden.RequireEqual(t, out)
		})
	}
}

// checked is the prompt as text, after measuring every line.
func checked(t interface {
	Helper()
	Errorf(string, ...any)
}, m *Model) string {
	t.Helper()
	lines := m.View()
	if len(lines) != m.height {
		t.Errorf("%d lines, want %d", len(lines), m.height)
	}
	for i, l := range lines {
		if w := m.theme.Width(l); w != m.width {
			t.Errorf("width %d, want %d: %q", w, m.width, l)
		}
		lines[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(lines, "\n")
}

func TestDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		actions []keymap.Action
		want    int
	}{
		{[]keymap.Action{keymap.Down}, 1},
		{[]keymap.Action{keymap.Up}, 9},
		{[]keymap.Action{keymap.Up, keymap.Down}, 0},
		{[]keymap.Action{keymap.PageDown}, 3},
		{[]keymap.Action{keymap.PageDown, keymap.PageDown, keymap.PageDown, keymap.PageDown}, 9},
		{[]keymap.Action{keymap.PageUp}, 0},
	}
	for _, tt := range tests {
		m := newPrompt(20, 5) // four results
		m.SetResults(texts(strings.Split("a b c d e f g h i j", " ")), 0)
		for _, a := range tt.actions {
			if !m.Do(a) {
				t.Errorf("%s is not a key of the list", a)
			}
		}
		got, ok := m.Chosen()
		if got != tt.want || !ok || !m.Moved() {
			t.Errorf("%v: chosen %d, want %d", tt.actions, got, tt.want)
		}
		m.ToTop()
		if got, _ := m.Chosen(); got != 0 || m.Moved() {
			t.Errorf("%v: chosen %d after going to the top", tt.actions, got)
		}
	}
	m := newPrompt(20, 5)
	if m.Do(keymap.Down); m.Moved() {
		t.Error("moved in an empty list")
	}
	if _, ok := m.Chosen(); ok || m.Do(keymap.Complete) {
		t.Error("something is chosen in an empty list")
	}
}

func TestChooseAt(t *testing.T) {
	t.Parallel()
	m := newPrompt(20, 8) // six results below two lines
	m.SetResults(texts(strings.Split("a b c d e f g h i j", " ")), 9)
	for _, line := range []int{-1, 0, 1, 8} {
		if ok, _ := m.ChooseAt(line); ok {
			t.Errorf("line %d is a result", line)
		}
	}
	if ok, before := m.ChooseAt(2); !ok || before {
		t.Error("the first line was not chosen")
	}
	if got, _ := m.Chosen(); got != 4 {
		t.Errorf("chosen %d", got)
	}
	if _, before := m.ChooseAt(2); !before {
		t.Error("it was not selected before")
	}
	m.SetResults(texts{"a"}, 0)
	if ok, _ := m.ChooseAt(3); ok {
		t.Error("a line without a result was chosen")
	}
}

// TestOnlyWhatIsOnScreenIsAskedFor proves that 100,000 results cost as much as ten.
func TestOnlyWhatIsOnScreenIsAskedFor(t *testing.T) {
	t.Parallel()
	m := newPrompt(40, 12)
	c := &counted{}
	m.SetResults(c, 50_000)
	_ = m.View()
	if c.asked != 10 {
		t.Errorf("asked for %d results", c.asked)
	}
}

type counted struct{ asked int }

func (*counted) Len() int { return 100_000 }

func (c *counted) Result(i int) Result {
	c.asked++
	return Result{Text: fmt.Sprint("result ", i)}
}

func TestProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newPrompt(rapid.IntRange(0, 60).Draw(t, "width"), rapid.IntRange(0, 12).Draw(t, "height"))
		piece := rapid.SampledFrom([]string{"a", ".", "日", "e\u0301", "👍🏽", "🇩🇪", "❄\ufe0f", "👩\u200d💻", "क\u094dष", "x86_64-linux", "\u202e", " "})
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.ReplaceAll(strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), ""), "\u202e", "")
		})
		t.Repeat(map[string]func(*rapid.T){
			"type": func(t *rapid.T) { m.typeText(piece.Draw(t, "key")) },
			"edit": func(t *rapid.T) {
				code := rapid.SampledFrom([]rune{tea.KeyLeft, tea.KeyRight, tea.KeyBackspace, tea.KeyHome, tea.KeyEnd}).Draw(t, "key")
				m.Key(tea.KeyPressMsg{Code: code})
			},
			"paste":   func(t *rapid.T) { m.Paste(text.Draw(t, "text")) },
			"results": func(t *rapid.T) { m.SetResults(texts(rapid.SliceOfN(text, 0, 20).Draw(t, "results")), 3) },
			"count":   func(t *rapid.T) { m.SetCount(text.Draw(t, "count")) },
			"move": func(t *rapid.T) {
				m.Do(rapid.SampledFrom([]keymap.Action{keymap.Up, keymap.Down, keymap.PageUp, keymap.PageDown}).Draw(t, "action"))
			},
			"size": func(t *rapid.T) {
				m.SetSize(rapid.IntRange(0, 60).Draw(t, "width"), rapid.IntRange(0, 12).Draw(t, "height"))
			},
			"terminal": func(*rapid.T) { m.SetTheme(theme.New(true, false)) },
			"": func(t *rapid.T) {
				checked(t, m)
				if c := m.Cursor(m.width); c < 0 || (m.width > 0 && c >= m.width) {
					t.Fatalf("cursor at %d of %d", c, m.width)
				}
				if i, ok := m.Chosen(); ok && m.listHeight() > 0 && (i < m.top || i >= m.top+m.listHeight()) {
					t.Fatalf("result %d is not on screen", i)
				}
			},
		})
	})
}

// BenchmarkView is a frame with 100,000 results.
func BenchmarkView(b *testing.B) {
	m := newPrompt(80, 20)
	m.SetResults(&counted{}, 0)
	b.ReportAllocs()
	for b.Loop() {
		m.Do(keymap.Down)
		_ = m.View()
	}
}
