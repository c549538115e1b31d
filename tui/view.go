package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
	"flakewalk/tui/statusbar"
	"flakewalk/tui/theme"
)

// View implements tea.Model. It runs after every message, so it draws what is
// on screen and nothing else.
func (m *Model) View() tea.View {
	screen := strings.Join(m.lines(), "\n")
	if m.opt.ASCII {
		screen = strings.ReplaceAll(screen, "…", m.theme.Ellipsis) // nix's own, and that of values
	}
	v := tea.NewView(screen)
	v.AltScreen, v.ReportFocus = true, true
	v.KeyboardEnhancements = m.keyboard()
	v.Cursor = m.cursor()
	v.ProgressBar = m.progressBar()
	if !m.opt.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// keyboard is what the terminal shall tell of keys: their places, so that those of any
// layout can be understood. While a text is typed, letters stay what they are.
func (m *Model) keyboard() tea.KeyboardEnhancements {
	keys := m.typing == nil
	return tea.KeyboardEnhancements{ReportAlternateKeys: true, ReportAllKeysAsEscapeCodes: keys, ReportAssociatedText: keys}
}

// lines are the lines of the screen; none before its size is known.
func (m *Model) lines() []string {
	l := m.layout
	if l.width == 0 || l.height == 0 {
		return nil
	}
	lines := m.header()
	lines = append(lines, m.body()...)
	lines = m.dialogs.Draw(lines)
	if l.rule.h > 0 {
		lines = append(lines, m.theme.Render(theme.Dim, strings.Repeat(m.theme.Rule, l.width)))
	}
	if l.status.h > 0 {
		lines = append(lines, m.status())
	}
	return lines
}

// body draws the panes, or what stands in their place.
func (m *Model) body() []string {
	switch {
	case m.starting():
		return m.startLines()
	case m.troubled():
		lines := m.page.View()
		for i, l := range lines {
			lines[i] = " " + l
		}
		return lines
	case m.flake == nil && !m.onJobs():
		return m.message("opening "+clean(m.ref), m.layout.body)
	case m.layout.list.h == 0:
		return m.details()
	}
	list := m.list().View()
	if m.onInputs() {
		list = m.inputsList(list)
	} else if m.onJobs() {
		list = m.jobsList(list)
	} else if n, ok := m.tree.Count(outline.Root); ok && n == 0 {
		list = m.message("this flake has no outputs", m.layout.list)
	}
	if m.layout.detail.h == 0 {
		return list
	}
	return m.join(list, m.details())
}

// details draws the detail pane.
func (m *Model) details() []string {
	lines := m.text().View()
	if m.layout.upright() {
		return lines
	}
	before := strings.Repeat(" ", m.layout.detail.x)
	for i := range lines {
		lines[i] = before + lines[i]
	}
	return lines
}

// message is a text in the upper half of a rect.
func (m *Model) message(text string, r rect) []string {
	lines := make([]string, r.h)
	for i := range lines {
		var s []span
		if i == r.h/3 {
			s = []span{{theme.Dim, "  " + text}}
		}
		lines[i] = bar(m.theme, r.w, s, nil)
	}
	return lines
}

// join puts both panes together, with the divider between them. It is heavy
// while the details have the keys.
func (m *Model) join(list, detail []string) []string {
	line, rule, tone := m.theme.Line, m.theme.Rule, theme.Dim
	if m.focus == focusDetail {
		line, rule, tone = m.theme.HeavyLine, m.theme.HeavyRule, theme.Accent
	}
	if m.dragging {
		tone = theme.Accent
	}
	if !m.layout.upright() {
		return append(append(list, m.theme.Render(tone, strings.Repeat(rule, m.layout.divider.w))), detail...)
	}
	divider := " " + m.theme.Render(tone, line) + " "
	for i := range list {
		list[i] += divider + detail[i]
	}
	return list
}

// status draws the last line.
func (m *Model) status() string {
	if m.typing != nil && !m.typing.inBox {
		return m.typingLine(m.layout.width)
	}
	if m.typing != nil {
		text, tone := m.typing.status(m)
		return statusbar.Bar{Text: text, Tone: tone, Hints: m.hints()}.View(m.theme, m.layout.width)
	}
	b := statusbar.Bar{Text: m.note.text, Tone: m.note.tone, Hints: m.hints(), Busy: m.busyText(m.layout.width/2 - 2)}
	if m.onJobs() || !m.troubled() && m.flake != nil {
		if n, total := m.list().Position(); total > 0 {
			b.Place = grouped(n) + "/" + grouped(total)
		}
		if m.layout.header.h == 0 && b.Text == "" {
			b.Text = spansText(m.news())
		}
		switch {
		case b.Text != "":
		case m.onInputs():
			b.Text, b.Tail = m.inputPlace(), true
		case m.onJobs():
			b.Text, b.Tail = m.jobPlace(), true
		case m.selected != outline.Root:
			b.Text, b.Tail = m.placeText(), true
		}
	}
	return b.View(m.theme, m.layout.width)
}

// placeText is the path of the selected row.
func (m *Model) placeText() string {
	if m.store.left(m.selected) > 0 {
		return pathText(m.store.path(m.store.tree.Parent(m.selected)))
	}
	return pathText(m.store.path(m.selected))
}

// hints are the keys that work here, the most useful first.
func (m *Model) hints() []statusbar.Hint {
	if m.typing != nil {
		return m.typingHints()
	}
	scopes, word := m.scopes(), m.word
	switch {
	case m.troubled():
	case m.onInputs():
		word = m.inputWord
	case m.onJobs():
		word = m.jobWord
	}
	var hints []statusbar.Hint
	for _, a := range m.useful() {
		if h, ok := m.keys.Hint(a, scopes...); ok {
			hints = append(hints, statusbar.Hint{Key: h.Key, Word: word(a, h.Desc), Keep: a == keymap.Help})
		}
	}
	return hints
}

// useful are the actions worth a hint at the moment.
func (m *Model) useful() []keymap.Action {
	if d, ok := m.dialogs.Top(); ok {
		return m.usefulIn(d)
	}
	switch {
	case m.troubled():
	case m.onInputs():
		return m.usefulInputs()
	case m.onJobs():
		return m.usefulJobs()
	}
	return m.usefulOutputs()
}

// usefulOutputs are the actions worth a hint on the outputs, or in their place.
func (m *Model) usefulOutputs() []keymap.Action {
	var a []keymap.Action
	if m.refused(m.selected) != 0 {
		a = append(a, keymap.Allow)
	}
	if m.starting() {
		return m.usefulAtStart()
	}
	if m.trouble != nil {
		return append(a, keymap.Reload, keymap.OpenFlake, keymap.CopyText, keymap.Help, keymap.Quit)
	}
	if m.frame > 0 {
		a = append(a, keymap.Cancel)
	}
	if m.flake == nil {
		return append(a, keymap.Help, keymap.Quit)
	}
	if m.focus == focusDetail {
		return append(a, keymap.NextPane, keymap.CopyPath, keymap.CopyCommand, keymap.Help, keymap.Quit)
	}
	if m.bad() || m.actable() && m.choosable() || (rows{m}).Branch(m.selected) {
		a = append(a, keymap.Activate)
	}
	if !m.search.pattern.Empty() {
		a = append(a, keymap.NextHit)
	}
	a = append(a, keymap.NextPane, keymap.CopyPath)
	if m.store.amongSystems(m.selected) {
		a = append(a, keymap.Systems)
	}
	return append(a, keymap.Find, keymap.Jump, keymap.Help, keymap.Quit)
}

// usefulIn are the actions worth a hint in a dialog.
func (m *Model) usefulIn(d overlay.Dialog) []keymap.Action {
	var a []keymap.Action
	if q := m.questionOnTop(); q != nil {
		return q.useful()
	}
	switch d.ID {
	case dialogMenu:
		return m.usefulInMenu()
	case dialogError:
		if m.refused(m.selected) != 0 {
			a = append(a, keymap.Allow)
		}
		a = append(a, keymap.Retry, keymap.CopyText)
	case dialogRuns:
		a = append(a, keymap.CopyText)
	}
	return append(a, keymap.Dismiss, keymap.Help, keymap.Quit)
}

// word says what a key does here, where that differs from what it does in general.
func (m *Model) word(a keymap.Action, usual string) string {
	switch {
	case a == keymap.Systems && m.hideOthers:
		return "show other systems"
	case a == keymap.Systems:
		return "hide other systems"
	case a == keymap.Reload && m.trouble != nil:
		return "try again"
	case a == keymap.NextPane && m.focus == focusDetail:
		return "tree"
	case a == keymap.Activate && m.focus == focusTree:
		return m.enterWord(usual)
	}
	return usual
}

// enterWord is word for Enter in the tree.
func (m *Model) enterWord(usual string) string {
	_, covered := m.dialogs.Top()
	switch {
	case covered || m.starting():
		return usual
	case m.bad():
		return "whole error"
	case m.actable() && m.opt.Pick != nil:
		return "choose"
	case m.actable():
		return "act"
	case m.tree.IsOpen(m.selected):
		return "close"
	}
	return usual
}
