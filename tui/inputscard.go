package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// dialogCard is the card about the flake itself.
const dialogCard = "card"

// showCard asks for what the card about the flake says.
func (v *visit) showCard() tea.Cmd {
	if v.flake == nil || v.opening {
		v.out.say(theme.Dim, "nothing is known of the flake yet")
		return nil
	}
	locks, actor, c := v.inputs.nix, v.actions.nix, cardMsg{v: v, from: v.env.spot(), flake: *v.flake}
	return v.jobs.Start(jobCard, func(ctx context.Context) tea.Msg {
		if c.known, c.inputsErr = locks.Inputs(ctx); c.inputsErr == nil {
			c.summary = c.known.Graph.Summary()
		}
		c.settings, c.settingsErr = actor.NixConfig(ctx)
		return c
	})
}

// cardMsg is what the card says.
type cardMsg struct {
	v           *visit
	from        spot
	flake       model.Flake
	known       lock.Inputs
	summary     lock.Summary
	inputsErr   error
	settings    []model.Setting
	settingsErr error
}

func (a cardMsg) apply() tea.Cmd {
	e := a.v.env
	a.v.out.popUp(a.from, textDialog(e, a.v.out, dialogCard, "About this flake", 90, a.blocks(e.theme, e.opt.Now())))
	return nil
}

// textDialog is a dialog of text, which can be copied.
func textDialog(e *env, out *outbox, id, title string, width int, blocks []pager.Block) overlay.Dialog {
	body := pager.New(e.theme)
	body.SetBlocks(blocks)
	return overlay.Dialog{
		ID: id, Title: title, Body: body, Width: width,
		Scopes: []keymap.Scope{keymap.ScopeText},
		Do:     copies(out, func() string { return blocksText(blocks) }),
	}
}

// copies carries out the copying of the text of a dialog.
func copies(out *outbox, text func() string) func(keymap.Action) (tea.Cmd, bool) {
	return func(a keymap.Action) (tea.Cmd, bool) {
		if a != keymap.CopyText {
			return nil, false
		}
		return out.copyText(text()), true
	}
}

func (a cardMsg) blocks(t *theme.Theme, now time.Time) []pager.Block {
	b := []pager.Block{{Text: text.Line(model.HideSecrets(a.flake.Ref)), Tone: theme.Strong}}
	if a.flake.Description != "" {
		b = append(b, pager.Block{Text: text.Lines(a.flake.Description)})
	}
	b = append(b, section("inputs")...)
	b = append(b, a.inputs(t, now)...)
	b = append(b, section("nixConfig")...)
	return append(b, a.config(t)...)
}

// inputs sums up what the flake rests on.
func (a cardMsg) inputs(t *theme.Theme, now time.Time) []pager.Block {
	if a.inputsErr != nil {
		return []pager.Block{{Text: t.Failed + " " + text.First(problemOf(a.inputsErr).Message), Tone: theme.Bad}}
	}
	s := a.summary
	if s.Nodes == 0 {
		return []pager.Block{{Text: "It has none."}}
	}
	var b []pager.Block
	add := func(tone theme.Tone, label, text string) {
		if text != "" {
			b = append(b, pager.Block{Label: label, LabelTone: theme.Dim, Text: text, Tone: tone})
		}
	}
	add(theme.Normal, "number", words.Count(s.Inputs, "input")+" declared, "+words.Number(s.Nodes)+" different ones in all")
	add(theme.Normal, "owners", ownersText(s.Owners))
	add(theme.Normal, "oldest", datedText(s.Oldest, now))
	add(theme.Normal, "newest", datedText(s.Newest, now))
	add(theme.Bad, "unlocked", unlockedText(a.known.Findings))
	add(theme.Warn, "duplicates", duplicatesText(a.known))
	return b
}

// duplicatesText counts what is locked more than once, and what could be saved.
func duplicatesText(known lock.Inputs) string {
	all := known.Duplicates
	if len(all) == 0 {
		return ""
	}
	saves := known.Graph.Saves(all)
	text := words.Count(len(all), "source is", "sources are") + " locked more than once"
	if saves > 0 {
		text += "; follows would save " + words.Count(saves, "node")
	}
	return text
}

// ownersText counts who one relies on, and names some.
func ownersText(owners []string) string {
	if len(owners) == 0 {
		return ""
	}
	names := make([]string, len(owners))
	for i, o := range owners {
		names[i] = text.Line(o)
	}
	return words.Number(len(owners)) + ": " + words.List(names, maxNamed)
}

// datedText is an input with its date.
func datedText(n *lock.Node, now time.Time) string {
	if n == nil {
		return ""
	}
	when := n.LastModified()
	return inputRefText(*n) + ", " + when.UTC().Format(time.DateOnly) + ", " + words.Old(now.Sub(when))
}

// unlockedText names the inputs that nothing pins.
func unlockedText(all []lock.Finding) string {
	var names []string
	for _, f := range all {
		if f.Kind == lock.FindingUnlocked || f.Kind == lock.FindingUnlockable {
			names = append(names, inputPathText(f.Path))
		}
	}
	return words.List(names, maxNamed)
}

// maxNamed is how many names one reads in a line.
const maxNamed = 12

// config says what the flake would set, and what each setting means.
func (a cardMsg) config(t *theme.Theme) []pager.Block {
	switch {
	case a.settingsErr != nil:
		return []pager.Block{{Text: t.Failed + " " + text.First(problemOf(a.settingsErr).Message), Tone: theme.Bad}}
	case len(a.settings) == 0:
		return []pager.Block{{Text: "It sets nothing."}}
	}
	b := []pager.Block{{Text: "It would set this. Nothing of it is applied while you look around.", Tone: theme.Dim}}
	for _, s := range a.settings {
		meaning, tone := s.Meaning(), riskTone(s.Meaning().Risk)
		b = append(b, pager.Block{},
			pager.Block{Text: text.Line(s.Name) + " = " + text.Line(s.Value()), Tone: tone, Aside: riskText(s), AsideTone: tone, Hang: 2})
		b = append(b, pager.Block{Indent: 2, Text: meaning.Accepting})
		if meaning.Risk != model.RiskNone {
			b = append(b, pager.Block{Indent: 2, Text: withoutText(meaning), Tone: theme.Dim})
		}
	}
	return b
}

// withoutText says what declining a setting costs.
func withoutText(m model.SettingMeaning) string {
	return "Without it, " + strings.ToLower(m.Declining[:1]) + m.Declining[1:]
}

// riskText says in a few words what a setting gives away.
func riskText(s model.Setting) string {
	switch {
	case s.Decided && s.Trusted:
		return "you have accepted it"
	case s.Decided:
		return "you have refused it"
	}
	switch s.Meaning().Risk {
	case model.RiskNone:
		return "harmless"
	case model.RiskLow:
		return "low risk"
	case model.RiskTrust:
		return "trusts a stranger"
	case model.RiskSystem:
	}
	return "power over this machine"
}

func riskTone(r model.Risk) theme.Tone {
	switch r {
	case model.RiskTrust:
		return theme.Warn
	case model.RiskSystem:
		return theme.Bad
	case model.RiskNone, model.RiskLow:
	}
	return theme.Strong
}
