package tui

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
)

// fourthHelp is what the help says of the fourth tab.
const fourthHelp = "the fourth tab"

// fourth is a tab of a few lines: what it does not say the pane does.
type fourth struct{ pane }

func (f *fourth) shows() keymap.Action { return "show-fourth" }
func (f *fourth) title() string        { return "Fourth" }
func (f *fourth) Row(id outline.ID) outline.Row {
	return outline.Row{Label: strings.Repeat("row ", int(id))}
}
func (f *fourth) Branch(outline.ID) bool { return false }

func newFourth(e *env, out *outbox) *fourth {
	f := &fourth{pane{env: e, out: out, text: pager.New(e.theme)}}
	f.tree = outline.New(f, e.theme)
	f.tree.SetChildren(outline.Root, 3)
	return f
}

// withFourth is the explorer with a tab more.
func withFourth(t *testing.T, o Options) (*user, *fourth) {
	t.Helper()
	u := start(t, withInputs(t), 120, 36, o)
	f := newFourth(u.m.env, u.m.out)
	u.m.extra = append(u.m.extra, f)
	u.m.env.keys = u.m.env.keys.With(keymap.Entry{
		Scope: keymap.ScopeMain, Action: f.shows(), Short: "fourth",
		Binding: key.NewBinding(key.WithKeys("4"), key.WithHelp("4", fourthHelp)),
	})
	u.m.resize(120, 36)
	return u, f
}

// TestFourthTab proves that a tab is a thing: one more is drawn, gets keys and mouse, is
// in the help and in the header, and is left again, and nothing else was to be changed.
func TestFourthTab(t *testing.T) {
	t.Parallel()
	u, f := withFourth(t, Options{Builds: &fakeBuilds{}})
	u.sees("3 "+u.m.jobs.title(), "4 Fourth")
	u.press("4", "j")
	if u.m.view() != view(f) || !f.shown {
		t.Fatal("its key does not show it")
	}
	u.sees("row row row", " 2/3  row row")
	if row, _ := f.tree.Cursor(); row != 2 {
		t.Errorf("the cursor is on %d", row)
	}
	u.press("tab")
	if f.focus != focusDetail {
		t.Error("the text does not get the keys")
	}
	u.press("esc", "?", "G")
	if f.focus != focusTree {
		t.Error("the list does not get the keys back")
	}
	u.press("g")
	if !strings.Contains(blocksLabels(u.m.helpBlocks()), fourthHelp) {
		t.Error("it is not in the help")
	}
	u.press("esc", "!") // a key of the outputs
	if u.m.note == (note{}) {
		t.Error("nobody says where that key does something")
	}
	for _, shown := range []struct {
		key string
		tab keymap.Action
	}{{"1", keymap.ShowOutputs}, {"2", keymap.ShowInputs}, {"3", keymap.ShowJobs}, {"4", f.shows()}} {
		if u.press(shown.key); u.m.tab().shows() != shown.tab {
			t.Errorf("%s shows %s", shown.key, u.m.tab().shows())
		}
	}
	u.press("1")
	x := strings.Index(strings.Split(u.screen(), "\n")[1], "Fourth")
	u.send(tea.MouseClickMsg{X: x, Y: 1, Button: tea.MouseLeft})
	if u.m.view() != view(f) {
		t.Error("a click on its title does not show it")
	}
	u.send(tea.MouseClickMsg{X: 5, Y: u.m.layout.list.y, Button: tea.MouseLeft})
	if row, _ := f.tree.Cursor(); row != 1 {
		t.Errorf("a click leads to row %d", row)
	}
}

// blocksLabels is what blocks say, labels included.
func blocksLabels(blocks []pager.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(block.Label + " " + block.Text + "\n")
	}
	return b.String()
}
