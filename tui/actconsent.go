package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

const (
	jobConsent    = "consent"
	dialogConsent = "consent"
)

// offered is what the user was last offered something for.
type offered struct {
	node model.Node
	here model.Here
}

// wanted is what the user wants to do: an action, or to edit its command first.
type wanted struct {
	action model.Action
	edit   bool
}

// nixConfig is what the open flake's nixConfig asks for, as far as it is known.
type nixConfig struct {
	known    bool
	settings []model.Setting
}

// consent is the user's word on the flake's nixConfig, as far as it is given.
func (ac *actions) consent() model.Consent {
	if c, ok := ac.f.memory.consents[consentKey(model.AskingSettings(ac.config.settings))]; ok && ac.config.known {
		return c
	}
	return ac.env.opt.Consent
}

// want does what the user wants, after asking for the user's word on the flake's
// nixConfig where the command needs it: what nothing is asked for is done as it is.
func (ac *actions) want(w wanted) tea.Cmd {
	switch {
	case w.action.AppliesConfig && w.action.Possible() && (!ac.config.known || len(model.OpenSettings(ac.config.settings)) > 0):
		return ac.askConfig(w)
	case w.edit:
		return ac.editCommand(w.action)
	}
	return ac.act(w.action)
}

// askConfig asks what the nixConfig asks for, and for the commands with either answer.
func (ac *actions) askConfig(w wanted) tea.Cmd {
	nix, o, c, from := ac.nix, ac.offered, ac.config, ac.env.spot()
	return ac.f.jobs.Start(jobConsent, func(ctx context.Context) tea.Msg {
		a := consentMsg{ac: ac, wanted: w, from: from, config: c}
		if !c.known {
			a.config.settings, a.configErr = nix.NixConfig(ctx)
			a.config.known = a.configErr == nil
		}
		if a.configErr == nil && len(model.OpenSettings(a.config.settings)) == 0 {
			return a
		}
		for _, answer := range []model.Consent{model.ConsentGiven, model.ConsentRefused} {
			if a.actions[answer], a.err = nix.Actions(ctx, o.node, o.here, answer); a.err != nil {
				return a
			}
		}
		return a
	})
}

// consentMsg is what the nixConfig asks for.
type consentMsg struct {
	ac *actions
	wanted
	from      spot
	config    nixConfig
	configErr error
	actions   [model.ConsentRefused + 1][]model.Action // by the answer
	err       error
}

func (a consentMsg) apply() tea.Cmd {
	a.ac.config = a.config
	a.ac.unlessGone(a.from, a.action.Verb, a.goOn)
	return nil
}

// goOn does what was wanted, or asks.
func (a consentMsg) goOn() tea.Cmd {
	ac := a.ac
	switch {
	case a.err != nil:
		ac.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	case a.configErr != nil && problemOf(a.configErr).Cause == model.CauseCancelled:
		ac.out.say(theme.Dim, "cancelled")
		return nil
	case a.configErr == nil && len(model.OpenSettings(a.config.settings)) == 0:
		return ac.want(a.wanted)
	}
	if c := ac.consent(); c != model.ConsentUnasked {
		return ac.consented(a, c)
	}
	ac.showConsent(a)
	return nil
}

// with is an action of the list with an answer.
func (a consentMsg) with(c model.Consent) (with model.Action, ok bool) {
	i := slices.IndexFunc(a.actions[c], func(one model.Action) bool { return one.Verb == a.action.Verb })
	if i < 0 {
		return with, false
	}
	return a.actions[c][i], true
}

// consented remembers the answer and does what was wanted with it.
func (ac *actions) consented(a consentMsg, answer model.Consent) tea.Cmd {
	if a.configErr == nil {
		ac.f.memory.consents[consentKey(model.AskingSettings(a.config.settings))] = answer
	}
	a.actions[answer] = ac.prepared(a.actions[answer])
	if ac.menu != nil {
		ac.menu.fill(a.actions[answer])
		ac.out.refit()
	}
	if with, ok := a.with(answer); ok {
		return ac.want(wanted{with, a.edit})
	}
	return nil
}

// showConsent puts the question in our own words. Enter is no answer to it.
func (ac *actions) showConsent(a consentMsg) {
	answer := func(c model.Consent) func() tea.Cmd {
		return func() tea.Cmd { return ac.consented(a, c) }
	}
	q := question{
		id: dialogConsent, title: model.NixConfigTitle, text: a.blocks(text.Line(ac.f.flake.Ref)), width: 90,
		scopes:  []keymap.Scope{keymap.ScopeConsent},
		answers: map[keymap.Action]func() tea.Cmd{keymap.No: answer(model.ConsentRefused)},
		unseen:  []keymap.Action{keymap.No},
		no:      "nothing was done",
	}
	if a.configErr == nil {
		q.answers[keymap.Yes] = answer(model.ConsentGiven)
	}
	ac.out.ask(q)
}

// blocks say what is asked for, what it means, and what each answer does.
func (a consentMsg) blocks(ref string) []pager.Block {
	yes, no := a.ac.env.key(keymap.Yes, keymap.ScopeConsent), a.ac.env.key(keymap.No, keymap.ScopeConsent)
	given, _ := a.with(model.ConsentGiven)
	refused, _ := a.with(model.ConsentRefused)
	back := keyBlock("any other key", "go back; nothing is done")
	if a.configErr != nil {
		b := []pager.Block{
			{Text: "What the nixConfig of " + ref + " asks for cannot be read:"},
			{Text: text.Lines(problemOf(a.configErr).Message), Tone: theme.Bad, Indent: 2},
			{},
		}
		return append(append(b, choice(no, "go on without it", refused)...), back)
	}
	b := []pager.Block{{Text: ref + model.NixConfigWords}}
	for _, s := range a.config.settings {
		if s.Meaning().Risk != model.RiskNone {
			b = append(b, settingBlocks(s)...)
		}
	}
	b = append(append(b, pager.Block{}), choice(yes, "accept all of it", given)...)
	b = append(b, choice(no, "decline all of it", refused)...)
	return append(b, back, pager.Block{},
		pager.Block{Text: "You are not asked again for this flake until flakewalk ends. Accepting goes for whatever its nixConfig says when the command runs.", Tone: theme.Dim})
}

// choice is a key, what it does, and the command that it runs.
func choice(key, word string, a model.Action) []pager.Block {
	return []pager.Block{keyBlock(key, word), {Text: text.LinesUpTo(a.String(), text.Max), Tone: theme.Dim, Indent: 4, Hang: 2}}
}

// keyBlock is a key and what it does.
func keyBlock(key, word string) pager.Block {
	return pager.Block{Text: key + "  " + word, Marks: []pager.Mark{{To: len(key), Tone: theme.Accent}}}
}

// cleanValue is a value of a setting on one line: on several it could look like
// another setting, or like words of ours.
func cleanValue(value string) string { return text.LineUpTo(value, text.WordMax) }

// settingBlocks are a setting with its values, and what each answer means for it.
func settingBlocks(s model.Setting) []pager.Block {
	meaning, tone := s.Meaning(), riskTone(s.Meaning().Risk)
	b := []pager.Block{{}, {Text: text.Line(s.Name), Tone: tone, Aside: riskText(s), AsideTone: tone}}
	for _, value := range s.Values {
		b = append(b, pager.Block{Text: cleanValue(value), Tone: theme.Strong, Indent: 4, Hang: 2})
	}
	b = append(b, pager.Block{Text: meaning.Accepting, Indent: 2})
	switch {
	case s.Decided && s.Trusted:
		return append(b, pager.Block{Text: "You have accepted it before: it is applied either way.", Tone: theme.Dim, Indent: 2})
	case s.Decided:
		b = append(b, pager.Block{Text: "You have refused it before. Accepting all applies it, too.", Tone: theme.Warn, Indent: 2})
	}
	return append(b, pager.Block{Text: withoutText(meaning), Tone: theme.Dim, Indent: 2})
}
