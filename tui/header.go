package tui

import (
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// span is a piece of a line.
type span struct {
	tone theme.Tone
	text string
}

// bar draws a line of exactly that width: spans from the left, cut where there
// is no room, and at the right end what must be seen.
func bar(t *theme.Theme, width int, left, right []span) string {
	end, used := draw(t, width, right)
	start, n := draw(t, max(0, width-used-min(1, used)), left)
	return start + strings.Repeat(" ", max(0, width-used-n)) + end
}

// draw draws spans until width is used up.
func draw(t *theme.Theme, width int, spans []span) (string, int) {
	var b strings.Builder
	used := 0
	for _, s := range spans {
		text := s.text
		if len(text) > width-used { // cells are never more than bytes
			text = t.Cut(text, max(0, width-used), t.Ellipsis)
		}
		b.WriteString(t.Render(s.tone, text))
		used += t.Width(text)
	}
	return b.String(), used
}

// header draws the lines at the top.
func (m *Model) header() []string {
	l := m.layout.header
	if l.h == 0 {
		return nil
	}
	news := m.newsSpans()
	right := clip(m.env.theme, m.purity(), l.w/2)
	if l.h == 1 {
		right = append(clip(m.env.theme, right, l.w/3), tabKeys(m)...)
		if len(news) > 0 {
			right = clip(m.env.theme, news, l.w*2/3)
		}
		return []string{bar(m.env.theme, l.w, m.identity(l.w-spansWidth(m.env.theme, right)), right)}
	}
	tabs := append(m.tabSpans(), m.choice()...)
	if len(news) == 0 {
		news = m.description(l.w - spansWidth(m.env.theme, tabs) - 2)
	}
	news = clip(m.env.theme, news, l.w*3/4)
	lines := []string{
		bar(m.env.theme, l.w, m.identity(l.w-spansWidth(m.env.theme, right)), right),
		bar(m.env.theme, l.w, tabs, news),
	}
	for len(lines) < l.h {
		lines = append(lines, bar(m.env.theme, l.w, nil, nil))
	}
	return lines
}

// description is what the flake says of itself.
func (m *Model) description(width int) []span {
	if m.visit.flake == nil || m.visit.flake.Description == "" {
		return nil
	}
	return clip(m.env.theme, []span{{theme.Dim, text.First(m.visit.flake.Description) + " "}}, max(0, width))
}

// newsSpans are what nix is working on, or what has happened to the flake's files.
func (m *Model) newsSpans() []span {
	if s := m.doing(); s != nil || !m.visit.changed {
		return s
	}
	return []span{{theme.Warn, m.env.theme.Odd + " files changed: " + m.env.key(keymap.Reload, keymap.ScopeMain) + " reloads "}}
}

// spansText is the text of spans without their looks.
func spansText(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return strings.TrimSpace(b.String())
}

// clip cuts spans to a width; the last character tells that something is missing.
func clip(t *theme.Theme, spans []span, width int) []span {
	var out []span
	for _, s := range spans {
		s.text = t.Cut(s.text, width, t.Ellipsis)
		width -= t.Width(s.text)
		out = append(out, s)
	}
	return out
}

// spansWidth is how many columns spans take.
func spansWidth(t *theme.Theme, spans []span) int {
	width := 0
	for _, s := range spans {
		width += t.Width(s.text)
	}
	return width
}

// identity is who the flake is. A fact that does not fit is left out whole.
func (m *Model) identity(width int) []span {
	var s []span
	if m.layout.width >= 100 {
		s = append(s, span{theme.Accent, " flakewalk "})
	}
	s = append(s, m.crumbs(width/3)...)
	f := m.visit.flake
	if f == nil {
		return append(s, span{theme.Strong, " " + text.Line(model.HideSecrets(m.visit.ref))})
	}
	ref := f.Ref
	if ref == "" {
		ref = m.visit.ref
	}
	name, facts := m.visit.named(text.Line(model.HideSecrets(ref)), width-spansWidth(m.env.theme, s)-2)
	s = append(s, span{theme.Strong, " " + name})
	if f.Revision != "" {
		facts = append(facts, revisionText(f.Revision))
	}
	if !f.LastModified.IsZero() {
		facts = append(facts, words.Old(m.env.opt.Now().Sub(f.LastModified)))
	}
	facts = append(facts, words.Count(f.Inputs, "input"))
	before := "   "
	for _, fact := range facts {
		next := span{theme.Dim, before + fact}
		if spansWidth(m.env.theme, s)+spansWidth(m.env.theme, []span{next}) > width-1 {
			break
		}
		s = append(s, next)
		before = " " + m.env.theme.Dot + " "
	}
	return s
}

// crumbs are the flakes that lead to this one, the latest of them where there is
// no room for all.
func (m *Model) crumbs(width int) []span {
	body := ""
	for _, v := range slices.Backward(m.earlier) {
		next := " " + text.Line(model.HideSecrets(v.ref)) + " " + m.env.theme.Into + body
		if m.env.theme.Width(next) > width {
			body = " " + m.env.theme.Ellipsis + " " + m.env.theme.Into + body
			break
		}
		body = next
	}
	if body == "" {
		return nil
	}
	return []span{{theme.Dim, body}}
}

// revisionText is a short revision that still says when the tree is dirty.
func revisionText(rev string) string {
	hash, dirty := strings.CutSuffix(rev, "-dirty")
	hash, _ = text.Cut(hash, 7)
	if dirty {
		return text.Line(hash) + " dirty"
	}
	return text.Line(hash)
}

// purity says by which nix, and what weakens its purity.
func (m *Model) purity() []span {
	if m.visit.flake == nil {
		return nil
	}
	var s []span
	dot := " " + m.env.theme.Dot + " "
	if len(m.visit.flake.Notes) == 0 && m.layout.width < 60 {
		return nil // the usual case, and no room
	}
	if nix := m.visit.flake.NixText(); nix != "" && m.layout.width >= 60 {
		s = append(s, span{theme.Dim, text.Line(nix) + dot})
	}
	if m.env.hideOthers && m.layout.width >= 80 && len(m.visit.flake.Notes) == 0 {
		s = append(s, span{theme.Dim, "this system only" + dot})
	}
	if len(m.visit.flake.Notes) == 0 {
		return append(s, span{theme.Dim, "pure "})
	}
	notes := make([]string, len(m.visit.flake.Notes))
	for i, n := range m.visit.flake.Notes {
		notes[i] = text.Line(n)
	}
	return append(s, span{theme.Warn, m.env.theme.Odd + " " + strings.Join(notes, dot) + " "})
}

// doing says what nix is working on, and since when.
func (m *Model) doing() []span {
	if m.visit.frame == 0 {
		return nil
	}
	spin := m.env.theme.Spinner[m.visit.frame%len(m.env.theme.Spinner)]
	if len(m.visit.activity) == 0 {
		return []span{{theme.Accent, spin}, {theme.Dim, " waiting for nix "}}
	}
	a := longest(m.visit.activity)
	what := text.Line(a.What)
	if a.Fetching != "" {
		what = text.Line(a.Fetching)
		if !strings.HasPrefix(what, model.WaitingWord) {
			what = "fetching " + what
		}
	}
	more := ""
	if n := len(m.visit.activity) - 1; n > 0 {
		more = " +" + words.Number(n)
	}
	clock := clockText(m.env.opt.Now().Sub(a.Since))
	return []span{{theme.Accent, spin + " " + clock}, {theme.Dim, more + "  " + what + " "}}
}

// longest is the activity that began first.
func longest(all []model.Activity) model.Activity {
	first := all[0]
	for _, a := range all[1:] {
		if a.Since.Before(first.Since) {
			first = a
		}
	}
	return first
}

// clockText is a duration on a running clock.
func clockText(d time.Duration) string {
	d = max(0, d)
	if d < time.Minute {
		return d.Truncate(100 * time.Millisecond).String()
	}
	return d.Truncate(time.Second).String()
}
