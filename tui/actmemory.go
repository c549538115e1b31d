package tui

import (
	"slices"
	"strings"

	"flakewalk/model"
)

// memory is what the user has said about a flake. It is kept until flakewalk ends,
// also while the flake is not open.
type memory struct {
	trusted  map[string]bool          // what is about to be run, such as an attribute path
	commands map[deed][]string        // those that were edited
	consents map[string]model.Consent // to a nixConfig, by what it asks for
}

// deed is a verb on something, with an answer to nixConfig: what an edited command
// is remembered for.
type deed struct {
	about   string
	verb    model.Verb
	consent model.Consent
}

func deedOf(a model.Action) deed { return deed{a.About(), a.Verb, a.Consent} }

// withEdits puts the commands that the user has edited in place of the first ones.
func (ac *actions) withEdits(all []model.Action) []model.Action {
	all = slices.Clone(all)
	for i, a := range all {
		if argv, ok := ac.f.memory.commands[deedOf(a)]; ok && a.Possible() {
			all[i].Argv, all[i].Typed = argv, nil
		}
	}
	return all
}

// consentKey names what a nixConfig asks for: an answer counts for that only.
func consentKey(asking []model.Setting) string {
	lines := make([]string, len(asking))
	for i, s := range asking {
		lines[i] = model.ShellQuote(append([]string{s.Name}, s.Values...))
	}
	return strings.Join(lines, "\n")
}
