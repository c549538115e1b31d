package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// calmTime is how long no key must have been pressed before an answer counts: who
// holds a key down, or types ahead, has not read the question.
const calmTime = 400 * time.Millisecond

// question is what is asked before something is done.
type question struct {
	id, title string
	text      []pager.Block
	width     int
	// scopes are where the keys of its answers come from, beside those of all texts.
	scopes []keymap.Scope
	// answers are what is needed for each key that is an answer. All other keys close
	// the question.
	answers map[keymap.Action]any
	// unseen are the answers that may be given without having seen all of the text.
	unseen []keymap.Action
	// no is what is said when the question is closed; "" is nothing.
	no string
	// holds keeps the keys that quit and suspend, too: they close it.
	holds bool
}

// ask opens a question. There is one rule for all of them: an answer counts only when
// the whole text was on the screen, and no key was pressed for a moment.
func (m *Model) ask(q question) {
	body := &questionBody{Model: pager.New(m.theme), question: q}
	body.SetBlocks(q.text)
	m.dialogs.Push(overlay.Dialog{
		ID: q.id, Title: q.title, Body: body, Width: q.width,
		Scopes: append(q.scopes, keymap.ScopeText),
		Do:     func(a keymap.Action) (any, bool) { return m.reply(body, a) },
	})
}

// questionBody is a question on the screen.
type questionBody struct {
	*pager.Model
	question
	keys  int  // that were pressed since it came up
	timed int  // how many there were when the last timer was started, and one more
	calm  bool // no key was pressed for a moment
	seen  bool // its end was drawn, at this size
}

// View implements overlay.Body. What was drawn was seen.
func (b *questionBody) View() []string {
	b.seen = b.AtEnd()
	return b.Model.View()
}

// SetSize implements overlay.Body.
func (b *questionBody) SetSize(width, height int) {
	b.seen = false
	b.Model.SetSize(width, height)
}

// pressed notes a key.
func (b *questionBody) pressed() {
	b.keys++
	b.calm = false
}

// questionOnTop is the question that has the keys, or nil.
func (m *Model) questionOnTop() *questionBody {
	d, _ := m.dialogs.Top()
	b, _ := d.Body.(*questionBody)
	return b
}

// reply carries out a key that the text of a question has no use for.
func (m *Model) reply(b *questionBody, a keymap.Action) (need any, handled bool) {
	need, is := b.answers[a]
	switch {
	case is && !b.calm:
		m.say(theme.Dim, "an answer counts once no key was pressed for a moment")
		return nil, true
	case is && !b.seen && !b.mayBeUnseen(a):
		m.say(theme.Warn, "there is more below: y counts at the end of it")
		return nil, true
	case is:
		m.dialogs.Drop(b.id)
		return need, true
	case !b.holds && (a == keymap.Quit || a == keymap.Suspend):
		return nil, false
	}
	m.decline()
	return nil, true
}

// mayBeUnseen tells whether an answer counts also where some of the text was not seen.
func (b *questionBody) mayBeUnseen(a keymap.Action) bool { return slices.Contains(b.unseen, a) }

// decline closes the question that is open, if there is one.
func (m *Model) decline() {
	b := m.questionOnTop()
	if b == nil {
		return
	}
	m.dialogs.Drop(b.id)
	if b.no != "" {
		m.say(theme.Dim, b.no)
	}
}

// keepCalm times the moment without a key that a question wants.
func (m *Model) keepCalm() tea.Cmd {
	b := m.questionOnTop()
	if b == nil || b.calm || b.timed > b.keys {
		return nil
	}
	b.timed = b.keys + 1
	return m.after(calmTime, calmMsg{b, b.keys})
}

// calmMsg says that no key may have been pressed for a moment.
type calmMsg struct {
	body *questionBody
	keys int
}

func (a calmMsg) apply(*Model) tea.Cmd {
	a.body.calm = a.keys == a.body.keys
	return nil
}

// useful are the actions worth a hint: the answers, once they count, and how to quit.
func (b *questionBody) useful() []keymap.Action {
	var all []keymap.Action
	for _, a := range []keymap.Action{keymap.Wait, keymap.Yes, keymap.No} {
		if _, is := b.answers[a]; is && b.calm {
			all = append(all, a)
		}
	}
	if b.holds {
		return all
	}
	return append(all, keymap.Quit)
}
