package nixcli

import (
	"strings"

	"flakewalk/model"
)

// Grant lets a node and all below it be evaluated with what it was refused, by a
// nix process of its own for each question; everything else is evaluated as
// before. What failed there for want of it is forgotten. A grant lasts until
// another version of the flake is opened.
func (s *Session) Grant(p model.AttrPath, g model.Grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grants == nil {
		s.grants = make(map[string]model.Grant)
	}
	s.grants[p.Key()] |= g
	for key, e := range s.cache {
		if strings.HasPrefix(key, p.Key()) {
			e.forgetRefused(g)
		}
	}
	s.notify()
}

// endGrants drops all grants unless what is opened is what they were given to, as
// its pin tells. Guarded by s.mu.
func (s *Session) endGrants(pin string) {
	if pin == "" || pin != s.flake.Pin {
		s.grants = nil
	}
}

// forgetRefused drops the failures that a grant does away with.
func (e *entry) forgetRefused(g model.Grant) {
	if problemGrant(e.namesErr)&g != 0 {
		e.namesErr = nil
	}
	if problemGrant(e.drvErr)&g != 0 {
		e.drvErr = nil
	}
	if e.node != nil && e.node.Problem != nil && e.node.Problem.Cause.Grantable()&g != 0 {
		e.node = nil
	}
	if e.detail == nil {
		return
	}
	for _, f := range e.detail.Fields {
		if f.Problem != nil && f.Problem.Cause.Grantable()&g != 0 {
			e.detail = nil
			return
		}
	}
}

// problemGrant is what would do away with an error, or 0.
func problemGrant(err error) model.Grant { return causeOf(err).Grantable() }

// granted is what a node was granted beyond what the user's flags allow. Guarded
// by s.mu.
func (s *Session) granted(p model.AttrPath) model.Grant {
	if len(s.grants) == 0 {
		return 0
	}
	var g model.Grant
	for n := range len(p) + 1 {
		g |= s.grants[p[:n].Key()]
	}
	if s.client.flags.AllowIFD {
		g &^= model.GrantIFD
	}
	if s.client.flags.Impure {
		g &^= model.GrantImpure
	}
	return g
}

// flagsFor are the flags of a command for a node that people run: the user's, and
// what was granted.
func (s *Session) flagsFor(p model.AttrPath) Flags {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client.flags.with(s.granted(p))
}

// with are the flags with a grant.
func (f Flags) with(g model.Grant) Flags {
	f.AllowIFD = f.AllowIFD || g&model.GrantIFD != 0
	f.Impure = f.Impure || g&model.GrantImpure != 0
	return f
}

// terms are what a question is asked under.
type terms struct {
	opened int         // the flake as it was opened that time
	grant  model.Grant // with that
}

// terms are those for a question about a node now. Guarded by s.mu.
func (s *Session) terms(p model.AttrPath) terms { return terms{s.opened, s.granted(p)} }

// keep puts an answer about one aspect of a node into the cache: unless the flake
// was opened anew since the question, or the answer is a refusal of something that
// was granted since. Then it is asked again by who waits for it.
func (s *Session) keep(t terms, p model.AttrPath, a aspect, err error, change func(*entry)) {
	s.store(t.opened, func() {
		e := s.entry(p)
		e.asked[a] = nil
		if problemGrant(err)&s.granted(p)&^t.grant == 0 {
			change(e)
			e.explain(a, err)
		}
	})
}

// oneshot is the engine that asks by processes of their own, with a grant. Guarded by s.mu.
func (s *Session) oneshot(g model.Grant) *oneshot {
	return &oneshot{client: s.evaluating, flags: s.evaluating.flags.with(g), ref: s.evalRef(s.flake), expr: s.load.expr}
}
