package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// chooseFlake opens the line in which one types the reference of another flake.
func (f *openFlake) chooseFlake() tea.Cmd {
	if !f.env.canOpen() {
		f.out.say(theme.Dim, "no other flake can be opened here")
		return nil
	}
	c := &choosing{f: f, line: f.env.newPrompt(prompt.Options{Label: "> ", Empty: "a flake reference, or part of one", Height: promptHeight})}
	return f.out.typeInBox("Open a flake", c.line, c)
}

// choosing asks for a flake reference and offers those that are known. There are
// some hundred of them at most, so that they are compared at once.
type choosing struct {
	plainAsker
	f        *openFlake
	line     *prompt.Model
	asked    bool
	known    bool   // the registries have answered
	problem  string // why they have not
	recent   []model.Reference
	inputs   []model.Reference
	registry []model.Reference
	all      []model.Reference // each once
	offers   []offer
}

// offer is a reference that fits what is typed.
type offer struct {
	ref   model.Reference
	typed bool // it is what is typed, as it is
	score int
	hits  []int
}

func (c *choosing) changed() tea.Cmd {
	f := c.f
	c.offers = offers(c.all, strings.TrimSpace(c.line.Value()))
	c.line.ToTop()
	c.line.SetResults(offerRows{f.env, c.offers}, 0)
	return nil
}

// more offers what has come since. A selection that was moved stays where it is.
func (c *choosing) more() {
	f := c.f
	chosen := ""
	if i, ok := c.line.Chosen(); ok && c.line.Moved() {
		chosen = c.offers[i].ref.Ref
	}
	c.all = f.choices(c.recent, c.inputs, c.registry)
	c.offers = offers(c.all, strings.TrimSpace(c.line.Value()))
	i := slices.IndexFunc(c.offers, func(o offer) bool { return o.ref.Ref == chosen })
	c.line.SetResults(offerRows{f.env, c.offers}, max(0, i))
}

// offers are the references that fit what is typed, the best first. What is typed
// is among them: in front where it looks like a reference, else at the end.
func offers(all []model.Reference, typed string) []offer {
	q, about := match.NewQuery(typed), match.NewPattern(typed)
	var out []offer
	same := typed == ""
	for _, r := range all {
		name := strings.IndexByte(r.Ref, ':') + 1
		o := offer{ref: r, hits: q.Hits(r.Ref, name)}
		score, ok := q.Score(r.Ref[:name], r.Ref[name:])
		switch {
		case q.Empty(): // all, in their order
		case ok:
			o.score = score
		case about.Index(r.About) < 0:
			continue
		}
		same = same || r.Ref == typed
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b offer) int { return b.score - a.score })
	switch o := (offer{ref: model.Reference{Ref: typed}, typed: true}); {
	case same:
	case looksLikeReference(typed):
		out = slices.Insert(out, 0, o)
	default:
		out = append(out, o)
	}
	return out
}

// looksLikeReference tells a reference from a word that one looks for.
func looksLikeReference(s string) bool {
	return strings.HasPrefix(s, ".") || strings.HasPrefix(s, "~") || strings.ContainsAny(s, ":/")
}

func (c *choosing) do(a keymap.Action) tea.Cmd {
	if a != keymap.Complete {
		c.line.Do(a)
		return nil
	}
	if i, ok := c.line.Chosen(); ok {
		c.line.SetValue(c.offers[i].ref.Ref)
	}
	return c.changed()
}

func (c *choosing) accept() tea.Cmd {
	f := c.f
	i, ok := c.line.Chosen()
	if !ok {
		return nil
	}
	f.out.want(entering{ref: c.offers[i].ref.Ref})
	return nil
}

func (c *choosing) closed() {
	c.f.jobs.Cancel(jobRecent)
	c.f.jobs.Cancel(jobRegistry)
}

func (c *choosing) ask() tea.Cmd {
	f := c.f
	c.tell()
	if c.asked {
		return nil
	}
	c.asked = true
	flakes, flake := f.env.opt.Flakes, f.flake
	return tea.Batch(
		f.jobs.Start(jobRecent, func(context.Context) tea.Msg {
			var inputs []model.Reference
			if flake != nil {
				inputs = flakes.Inputs(*flake)
			}
			return recentMsg{c, flakes.Recent(), inputs}
		}),
		f.jobs.Start(jobRegistry, func(ctx context.Context) tea.Msg {
			refs, err := flakes.Registry(ctx)
			return registryMsg{c, refs, err}
		}),
	)
}

// recentMsg are the references that are known without nix.
type recentMsg struct {
	c              *choosing
	recent, inputs []model.Reference
}

func (a recentMsg) apply() tea.Cmd {
	a.c.recent, a.c.inputs = a.recent, a.inputs
	a.c.more()
	return nil
}

// registryMsg are the references of the registries. With an error there may be some.
type registryMsg struct {
	c    *choosing
	refs []model.Reference
	err  error
}

func (a registryMsg) apply() tea.Cmd {
	c := a.c
	if a.err != nil {
		c.problem = text.First(problemOf(a.err).Message)
	}
	c.known, c.registry = true, a.refs
	c.more()
	return nil
}

// choices are the references that may be meant, the likely ones first and each once,
// without the flake that is open.
func (f *openFlake) choices(recent, inputs, registry []model.Reference) []model.Reference {
	seen := map[string]bool{f.ref: true}
	if f := f.flake; f != nil {
		seen[f.Ref], seen[f.Dir], seen["path:"+f.Dir] = true, true, true
	}
	var out []model.Reference
	for _, r := range slices.Concat(recent, inputs, registry) {
		if !seen[r.Ref] {
			seen[r.Ref] = true
			out = append(out, r)
		}
	}
	return out
}

func (c *choosing) tell() {
	c.line.SetMessage(theme.Dim, "no flake is known: type its reference")
	switch {
	case !c.known:
		c.line.SetCount("asking nix")
		c.line.SetMessage(theme.Dim, "")
	default:
		c.line.SetCount(words.Count(len(c.all), "flake"))
	}
}

func (c *choosing) status() (string, theme.Tone) {
	if c.problem != "" {
		return "without the registries: " + c.problem, theme.Warn
	}
	return "", theme.Normal
}

func (c *choosing) words() []typingWord {
	return []typingWord{{keymap.Accept, "open"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// offerRows draws references.
type offerRows struct {
	env *env
	all []offer
}

// Len implements prompt.Results.
func (r offerRows) Len() int { return len(r.all) }

// Result implements prompt.Results.
func (r offerRows) Result(i int) prompt.Result {
	o := r.all[i]
	out := prompt.Result{Text: text.Line(o.ref.Ref), Note: r.note(o)}
	if out.Text == o.ref.Ref {
		out.Hits = o.hits
	}
	return out
}

// note says where a reference is known from.
func (r offerRows) note(o offer) string {
	switch {
	case o.typed:
		return "as typed"
	case o.ref.From == model.FromInput:
		return "input " + text.Line(o.ref.About)
	case o.ref.From == model.FromRegistry:
		return text.Line(o.ref.About)
	case o.ref.Used.IsZero():
		return o.ref.From.String()
	}
	return words.Ago(r.env.opt.Now().Sub(o.ref.Used))
}
