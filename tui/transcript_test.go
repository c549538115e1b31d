package tui

import (
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
	"flakewalk/tui/theme"
)

// What a screen says is looked at in transcripts, what it means is checked by
// identifiers: a sentence is written down in the product and in goldens only.

// part is a part of the screen as a transcript shows it.
type part func(u *user) string

// transcripts are those of the tests that run, by the test.
var transcripts sync.Map

// snap writes parts of the screen into the transcript of the test, below the name of a
// step. At the end of the test the transcript must be its golden file.
func (u *user) snap(step string, parts ...part) {
	u.t.Helper()
	t := u.t
	kept, again := transcripts.LoadOrStore(t.Name(), &strings.Builder{})
	text, _ := kept.(*strings.Builder)
	if !again {
		t.Cleanup(func() {
			transcripts.Delete(t.Name())
			if !t.Failed() {
				golden.RequireEqual(t, text.String())
			}
		})
	}
	text.WriteString("=== " + step + "\n")
	for _, p := range parts {
		text.WriteString(p(u))
	}
}

// theNote is the note in the status line, with its tone.
func theNote(u *user) string {
	if u.m.note.text == "" {
		return "no note\n"
	}
	return "note (" + tones[u.m.note.tone] + "): " + u.m.note.text + "\n"
}

var tones = map[theme.Tone]string{theme.Normal: "normal", theme.Dim: "dim", theme.Good: "good", theme.Warn: "warn", theme.Bad: "bad"}

// theStatus is the last line.
func theStatus(u *user) string { return crop(u, u.m.layout.status) }

// theHeader are the lines at the top.
func theHeader(u *user) string { return crop(u, u.m.layout.header) }

// theBody is what lies between the header and the status line.
func theBody(u *user) string { return crop(u, u.m.layout.body) }

// theList is the list without the text beside it.
func theList(u *user) string { return crop(u, u.m.layout.list) }

// theDetail is the text beside the list.
func theDetail(u *user) string { return crop(u, u.m.layout.detail) }

// theRows are the rows of the list with those labels, or any other text.
func theRows(labels ...string) part {
	return func(u *user) string {
		var some []string
		for l := range strings.Lines(theList(u)) {
			for _, label := range labels {
				if strings.Contains(l, label) {
					some = append(some, l)
					break
				}
			}
		}
		return strings.Join(some, "")
	}
}

// theDialog is the one on top: its name, its title, and its text as it is drawn.
func theDialog(u *user) string {
	d, ok := u.m.dialogs.Top()
	if !ok {
		return "no dialog\n"
	}
	return "dialog " + d.ID + ": " + d.Title + "\n" + lines(d.Body.View())
}

// theChosen is what the menu on top says of the verb that is chosen.
func theChosen(u *user) string {
	menu := top[*actMenu](u)
	a, _ := menu.chosen()
	return "chosen: " + a.Verb.Name() + "\n" + lines(menu.whole.View())
}

// first are the first lines of a part, last are the last ones.
func first(n int, p part) part {
	return func(u *user) string {
		some := strings.SplitAfter(p(u), "\n")
		return strings.Join(some[:min(n, len(some))], "")
	}
}

func last(n int, p part) part {
	return func(u *user) string {
		some := strings.SplitAfter(p(u), "\n")
		return strings.Join(some[max(0, len(some)-1-n):], "")
	}
}

// theScreen is the whole screen.
func theScreen(u *user) string { return lines(strings.Split(u.screen(), "\n")) }

// crop is a part of the screen, without blanks around.
func crop(u *user, r rect) string {
	some := u.m.lines()[r.y : r.y+r.h]
	for i, l := range some {
		some[i] = ansi.Cut(l, r.x, r.x+r.w)
	}
	return lines(some)
}

// lines are lines as a transcript has them: without looks and without blanks at their
// ends, and without empty ones around.
func lines(some []string) string {
	out := make([]string, len(some))
	for i, l := range some {
		out[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Trim(strings.Join(out, "\n"), "\n") + "\n"
}

// onTop fails unless the dialog on top is that one, or there is none where it is "".
func (u *user) onTop(id string) {
	u.t.Helper()
	if d, _ := u.m.dialogs.Top(); d.ID != id {
		u.t.Errorf("the dialog on top is %q, not %q\n%s", d.ID, id, u.screen())
	}
}

// top is what fills the dialog on top; the test ends where it is no B.
func top[B overlay.Body](u *user) B {
	u.t.Helper()
	d, _ := u.m.dialogs.Top()
	b, ok := d.Body.(B)
	if !ok {
		u.t.Fatalf("the dialog on top is %q, a %T\n%s", d.ID, d.Body, u.screen())
	}
	return b
}

// asks fails unless the open prompt is for an A.
func asks[A asker](u *user) {
	u.t.Helper()
	if a, ok := u.asker().(A); !ok {
		u.t.Errorf("the prompt is for %T, not %T\n%s", u.asker(), a, u.screen())
	}
}

// said fails unless the status line has a note of that tone.
func (u *user) said(tone theme.Tone) {
	u.t.Helper()
	if u.m.note.text == "" || u.m.note.tone != tone {
		u.t.Errorf("the note is %q (%s), not %s\n%s", u.m.note.text, tones[u.m.note.tone], tones[tone], u.screen())
	}
}

// unsaid fails where the status line has a note.
func (u *user) unsaid() {
	u.t.Helper()
	if u.m.note.text != "" {
		u.t.Errorf("the note is %q\n%s", u.m.note.text, u.screen())
	}
}

// hints fails unless all those actions are among the hints, with a key.
func (u *user) hints(actions ...keymap.Action) {
	u.t.Helper()
	for _, a := range actions {
		if !u.hinted(a) {
			u.t.Errorf("no hint at %s\n%s", a, u.screen())
		}
	}
}

// hidesHints fails where one of those actions is among the hints.
func (u *user) hidesHints(actions ...keymap.Action) {
	u.t.Helper()
	for _, a := range actions {
		if u.hinted(a) {
			u.t.Errorf("a hint at %s\n%s", a, u.screen())
		}
	}
}

// hinted tells whether the status line has a hint at an action.
func (u *user) hinted(a keymap.Action) bool {
	u.t.Helper()
	h, ok := u.m.env.keys.Hint(a, u.m.scopes()...)
	if !ok {
		return false
	}
	for _, hint := range u.m.hints() {
		if hint.Key == h.Key && strings.Contains(u.screen(), h.Key+" "+hint.Word) {
			return true
		}
	}
	return false
}

// row is the row of a path; the test ends where there is none.
func (u *user) row(path string) outline.ID {
	u.t.Helper()
	o := u.m.visit.outputs
	for id := outline.ID(1); int(id) <= o.tree.Len(); id++ {
		if o.store.path(id).String() == path {
			return id
		}
	}
	u.t.Fatalf("no row %s\n%s", path, u.screen())
	return outline.Root
}

// node is what the tree knows of a row.
func (u *user) node(path string) model.Node {
	u.t.Helper()
	n, _ := u.m.visit.outputs.store.node(u.row(path), u.m.visit.system())
	return n
}

// failed fails unless all that went wrong with a row has those causes.
func (u *user) failed(path string, causes ...model.Cause) {
	u.t.Helper()
	var got []model.Cause
	for _, p := range u.m.visit.outputs.store.problems(u.row(path)) {
		got = append(got, p.Cause)
	}
	if !slices.Equal(got, causes) {
		u.t.Errorf("%s failed for %v, not %v\n%s", path, got, causes, u.screen())
	}
}

// troubled fails unless a page with a problem of that cause stands in place of the tree.
func (u *user) troubled(cause model.Cause) {
	u.t.Helper()
	if tr := u.m.visit.trouble; tr == nil || tr.problem.Cause != cause || u.m.view() != view(u.m.visit.failure) {
		u.t.Errorf("no page of %v\n%s", cause, u.screen())
	}
}

// inTrouble tells whether a page stands in place of the tree.
func (u *user) inTrouble() bool { return u.m.visit.trouble != nil }

// running fails unless a job of that key is under way.
func (u *user) running(key string, want bool) {
	u.t.Helper()
	if got := u.m.visit.jobs.Running(key); got != want {
		u.t.Errorf("%s is running: %v\n%s", key, got, u.screen())
	}
}
