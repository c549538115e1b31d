package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/statusbar"
	"flakewalk/tui/theme"
)

// View implements tea.Model. It runs after every message, so it draws what is
// on screen and nothing else.
func (m *Model) View() tea.View {
	screen := strings.Join(m.lines(), "\n")
	if m.env.opt.ASCII {
		screen = strings.ReplaceAll(screen, "…", m.env.theme.Ellipsis) // nix's own, and that of values
	}
	v := tea.NewView(screen)
	v.AltScreen, v.ReportFocus = true, true
	v.KeyboardEnhancements = m.keyboard()
	v.Cursor = m.cursor()
	v.ProgressBar = m.jobs.progressBar()
	if !m.env.opt.NoMouse {
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
	lines = append(lines, m.view().draw()...)
	lines = m.dialogs.Draw(lines)
	if l.rule.h > 0 {
		lines = append(lines, m.env.theme.Render(theme.Dim, strings.Repeat(m.env.theme.Rule, l.width)))
	}
	if l.status.h > 0 {
		lines = append(lines, m.status())
	}
	return lines
}

// status draws the last line.
func (m *Model) status() string {
	if m.typing != nil && !m.typing.inBox {
		return m.typingLine(m.layout.width)
	}
	if m.typing != nil {
		text, tone := m.typing.status()
		if text == "" {
			text, tone = m.note.text, m.note.tone
		}
		return statusbar.Bar{Text: text, Tone: tone, Hints: m.hints()}.View(m.env.theme, m.layout.width)
	}
	b := statusbar.Bar{Text: m.note.text, Tone: m.note.tone, Hints: m.hints(), Busy: m.jobs.busyText(m.layout.width/2 - 2)}
	if v := m.view(); v.paned() {
		n, total, place := v.place()
		if total > 0 {
			b.Place = words.Number(n) + "/" + words.Number(total)
		}
		if m.layout.header.h == 0 && b.Text == "" {
			b.Text = spansText(m.newsSpans())
		}
		if b.Text == "" {
			b.Text, b.Tail = place, place != ""
		}
	}
	return b.View(m.env.theme, m.layout.width)
}

// hints are the keys that work here, the most useful first.
func (m *Model) hints() []statusbar.Hint {
	if m.typing != nil {
		return m.typingHints()
	}
	scopes := m.scopes()
	var hints []statusbar.Hint
	for _, a := range m.useful() {
		if h, ok := m.env.keys.Hint(a, scopes...); ok {
			hints = append(hints, statusbar.Hint{Key: h.Key, Word: m.word(a, h.Desc), Keep: a == keymap.Help})
		}
	}
	return hints
}

// word is the word of an action at the moment.
func (m *Model) word(a keymap.Action, usual string) string {
	if m.dialogOpen() {
		return usual
	}
	return m.view().word(a, usual)
}

// useful are the actions worth a hint at the moment.
func (m *Model) useful() []keymap.Action {
	if d, ok := m.dialogs.Top(); ok {
		return m.usefulIn(d)
	}
	return m.view().useful()
}

// usefulIn are the actions worth a hint in a dialog.
func (m *Model) usefulIn(d overlay.Dialog) []keymap.Action {
	if body, ok := d.Body.(interface{ useful() []keymap.Action }); ok {
		return body.useful()
	}
	return []keymap.Action{keymap.Dismiss, keymap.Help}
}
