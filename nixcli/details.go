package nixcli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"flakewalk/model"
)

// Detail evaluates what the detail pane shows of one node. A field that cannot
// be evaluated is one with a Problem; the only errors are the context's.
func (s *Session) Detail(ctx context.Context, p model.AttrPath) (model.Detail, error) {
	if len(p) == 0 {
		return model.Detail{}, nil
	}
	if err := s.allHeads(ctx, []model.AttrPath{p}); err != nil {
		return model.Detail{}, err
	}
	for {
		s.mu.Lock()
		e := s.entry(p)
		switch {
		case e.detail != nil:
			d := e.detailed(*e.detail)
			s.mu.Unlock()
			return d, nil
		case e.node == nil: // opened anew in between
			s.mu.Unlock()
			return s.Detail(ctx, p)
		case e.unexplained == 0 && len(factsOf(*e.node)) == 0:
			d := e.detailed(model.Detail{Path: p})
			s.mu.Unlock()
			return d, nil
		}
		a := cmp.Or(e.unexplained, aspectDetail)
		q := e.asked[a]
		if q == nil || q.dropped {
			q = s.selectedQuestion(p, a)
			e.asked[a] = q
			s.submit(q)
		}
		q.waiters++
		s.mu.Unlock()
		if err := s.await(ctx, q); err != nil {
			return model.Detail{}, err
		}
	}
}

// selectedQuestion asks for the details of a node, or, alone, for the aspect that
// throws. Guarded by s.mu.
func (s *Session) selectedQuestion(p model.AttrPath, a aspect) *question {
	alone, items := []model.AttrPath{p}, []item{{p.Last(), -1}}
	switch a {
	case aspectHead:
		return s.headsQuestion(p.Parent(), alone, items)
	case aspectBrief:
		return s.briefsQuestion(p.Parent(), alone, items)
	default:
		return s.detailQuestion(*s.entry(p).node)
	}
}

// explain notes whether it is known why an aspect fails. Guarded by the session's mutex.
func (e *entry) explain(a aspect, err error) {
	switch {
	case errors.Is(err, errUnexplained):
		e.unexplained = a
	case e.unexplained == a && a != 0:
		e.unexplained = 0
	}
}

// detailed adds to the details why the node fails. Guarded by the session's mutex.
func (e *entry) detailed(d model.Detail) model.Detail {
	d.Problem = e.node.Problem
	return d
}

// detailTextLimit is how many bytes of a text the detail pane gets.
const detailTextLimit = 64 << 10

// detailQuestion asks for the facts of a node. Guarded by s.mu.
func (s *Session) detailQuestion(n model.Node) *question {
	terms, p := s.terms(n.Path), n.Path
	about := aboutNode{node: n, ref: s.ownRef(s.flake), flake: s.flake, sources: s.sources(s.flake)}
	facts := factsOf(n)
	found := make([][]model.Field, len(facts))
	left := len(facts)
	var refused error
	return &question{
		what: "details of " + p.String(), path: p.Parent(), terms: terms, items: make([]item, len(facts)), single: true, priority: priorityDetail,
		limit: s.limit(p),
		probe: func(at []int, _ bool) string {
			some := make([]fact, len(at))
			for i, n := range at {
				some[i] = facts[n]
			}
			return fieldsProbe(detailTextLimit, p.Last(), factNames(some))
		},
		item: func(i int, answer string, err error) {
			found[i] = facts[i].fields(answer, err)
			if problemGrant(err) != 0 {
				refused = err
			}
			if left--; left > 0 {
				return
			}
			d := &model.Detail{Path: p, Fields: about.finish(slices.Concat(found...))}
			s.keep(terms, p, aspectDetail, refused, func(e *entry) { e.detail = d })
		},
	}
}

// aboutNode is what details follow from beside nix's answers.
type aboutNode struct {
	node    model.Node
	ref     string // of the flake, as the user typed it
	flake   model.Flake
	sources sources // from which its documentation is read
}

// finish adds to the answers what follows from them without nix, and leaves out
// what says nothing.
func (a aboutNode) finish(answers []model.Field) []model.Field {
	var fields []model.Field
	if args := argumentsText(a.node.Args); args != "" {
		fields = append(fields, model.Field{Label: "arguments", Text: args, Form: model.FormNix})
	}
	if f, ok := a.documentation(answers); ok {
		fields = append(fields, f)
	}
	if text := a.usage(); text != "" {
		fields = append(fields, model.Field{Label: "usage", Text: text, Form: model.FormNix})
	}
	told := map[string]bool{}
	for _, f := range answers {
		if f.Text == "" && f.Problem == nil || a.repeats(f, answers) {
			continue
		}
		if f.Problem != nil {
			if told[f.Problem.Message] { // all of meta fails for one reason
				continue
			}
			told[f.Problem.Message] = true
		}
		fields = append(fields, a.inFlake(f))
	}
	return fields
}

// repeats tells whether a field says only what another one says too.
func (a aboutNode) repeats(f model.Field, all []model.Field) bool {
	get := func(label string) model.Field {
		i := slices.IndexFunc(all, func(f model.Field) bool { return f.Label == label })
		if i < 0 {
			return model.Field{}
		}
		return all[i]
	}
	switch f.Label {
	case labelPname:
		version := get("version").Text
		return version != "" && get("name").Text == f.Text+"-"+version || get("name").Text == f.Text
	case labelDefined:
		source := get(labelSource).Position
		return f.Problem != nil && a.node.State.Bad() || // the node's own problem says it
			source.File == f.Position.File && source.Line == f.Position.Line && source.File != ""
	}
	return false
}

// inFlake makes the text of a position in the flake's own source relative to it:
// its folder in the store says nothing to anybody.
func (a aboutNode) inFlake(f model.Field) model.Field {
	if f.Form != model.FormPosition {
		return f
	}
	if ref, file, virtual := strings.Cut(f.Text, "»/"); virtual && a.flake.Revision != "" && strings.Contains(ref, a.flake.Revision) {
		f.Text = file
	} else if a.flake.Path != "" {
		f.Text = trimFolder(f.Text, a.flake.Path)
	}
	return f
}
