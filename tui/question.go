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
	// answers are what is done for each key that is an answer. All other keys close
	// the question.
	answers map[keymap.Action]func() tea.Cmd
	// unseen are the answers that may be given without having seen all of the text.
	unseen []keymap.Action
	// no is what is said when the question is closed; "" is nothing.
	no string
	// holds keeps the keys that quit and suspend, too: they close it.
	holds bool
}

// ask wants a question on top. There is one rule for all of them: an answer counts only
// when the whole text was on the screen, and no key was pressed for a moment.
func (b *outbox) ask(q question) {
	b.want(questioning{q, b})
}

// questioning puts a question on top.
type questioning struct {
	question
	out *outbox
}

func (r questioning) meet(m *Model) tea.Cmd {
	body := &questionBody{Model: pager.New(m.env.theme), question: r.question, out: r.out}
	body.SetBlocks(r.text)
	m.dialogs.Push(overlay.Dialog{
		ID: r.id, Title: r.title, Body: body, Width: r.width,
		Scopes: append(r.scopes, keymap.ScopeText), Do: body.reply,
	})
	return nil
}

// questionBody is a question on the screen.
type questionBody struct {
	*pager.Model
	question
	out   *outbox // of who asks
	keys  int     // that were pressed since it came up
	timed int     // how many there were when the last timer was started, and one more
	calm  bool    // no key was pressed for a moment
	seen  bool    // its end was drawn, at this size
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
func (b *questionBody) reply(a keymap.Action) (cmd tea.Cmd, handled bool) {
	answer, is := b.answers[a]
	switch {
	case is && !b.calm:
		b.out.say(theme.Dim, "an answer counts once no key was pressed for a moment")
		return nil, true
	case is && !b.seen && !b.mayBeUnseen(a):
		b.out.say(theme.Warn, "there is more below: "+b.out.env.key(a, b.scopes...)+" counts at the end of it")
		return nil, true
	case is:
		b.out.closeDialog(b.id)
		b.out.want(following{answer})
		return nil, true
	case !b.holds && (a == keymap.Interrupt || a == keymap.Suspend):
		return nil, false
	}
	b.decline()
	return nil, true
}

// decline closes the question without an answer.
func (b *questionBody) decline() {
	b.out.closeDialog(b.id)
	if b.no != "" {
		b.out.say(theme.Dim, b.no)
	}
}

// mayBeUnseen tells whether an answer counts also where some of the text was not seen.
func (b *questionBody) mayBeUnseen(a keymap.Action) bool { return slices.Contains(b.unseen, a) }

// decline closes the question that has the keys, if there is one.
func (m *Model) decline() {
	if b := m.questionOnTop(); b != nil {
		b.decline()
	}
}

// keepCalm times the moment without a key that a question wants.
func (m *Model) keepCalm() tea.Cmd {
	b := m.questionOnTop()
	if b == nil || b.calm || b.timed > b.keys {
		return nil
	}
	b.timed = b.keys + 1
	return m.env.after(calmTime, calmMsg{b, b.keys})
}

// calmMsg says that no key may have been pressed for a moment.
type calmMsg struct {
	body *questionBody
	keys int
}

func (a calmMsg) apply() tea.Cmd {
	a.body.calm = a.keys == a.body.keys
	return nil
}

// useful are the actions worth a hint: the answers, once they count, and how to give none.
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
	return append(all, keymap.Dismiss)
}

// yesOrNo are the lines of a question that say what its answers do.
func (e *env) yesOrNo(yes, no string) []pager.Block {
	return []pager.Block{
		{Label: e.key(keymap.Yes, keymap.ScopeQuestion), LabelTone: theme.Accent, Text: yes},
		{Label: "any other key", LabelTone: theme.Accent, Text: no},
	}
}
