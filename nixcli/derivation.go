package nixcli

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

const (
	// maxOutputs is how many outputs of one derivation are looked up.
	maxOutputs = 64
	// limitStore is for looking paths up in the store.
	limitStore = 30 * time.Second
)

// Derivation instantiates the derivation at a path, which writes it and what it
// is made of to the store, and looks which of its outputs are there. Nothing is
// built or fetched. Errors are *Error or the context's.
func (s *Session) Derivation(ctx context.Context, p model.AttrPath) (model.Derivation, error) {
	for {
		s.mu.Lock()
		e := s.entry(p)
		switch {
		case e.drvErr != nil:
			s.mu.Unlock()
			return model.Derivation{}, e.drvErr
		case e.drv != nil:
			d, opened, stock, looked := *e.drv, s.opened, s.stock+1, e.looked
			s.mu.Unlock()
			if looked == stock {
				return d, nil
			}
			return s.lookInStore(ctx, p, opened, stock, d)
		}
		q := e.asked[aspectDerivation]
		if q == nil || q.dropped {
			q = s.derivationQuestion(p)
			e.asked[aspectDerivation] = q
			s.submit(q)
		}
		q.waiters++
		s.mu.Unlock()
		if err := s.await(ctx, q); err != nil {
			return model.Derivation{}, err
		}
	}
}

// derivationQuestion asks for the store paths of a derivation. Guarded by s.mu.
func (s *Session) derivationQuestion(p model.AttrPath) *question {
	terms := s.terms(p)
	return &question{
		what: "store paths of " + orRoot(p), path: p, terms: terms, priority: priorityDetail, limit: s.limit(p),
		probe: func([]int, bool) string { return derivationProbe() },
		value: func(answer string, err error) {
			var d model.Derivation
			if err == nil {
				d, err = decodeDerivation(answer)
			}
			s.keep(terms, p, aspectDerivation, err, func(e *entry) {
				e.drv, e.drvErr, e.looked = &d, err, 0
				if err != nil {
					e.drv = nil
				}
			})
		},
	}
}

// decodeDerivation reads the answer of the derivation probe: [drvPath, [[output,
// outPath], ...]]. A flake may call anything a derivation, so every path must look
// like one of the store that the derivation is in. An output whose path only its
// building tells has a placeholder instead, which does not.
func decodeDerivation(answer string) (model.Derivation, error) {
	doc, err := parseJSON([]byte(answer))
	if err != nil {
		return model.Derivation{}, err
	}
	d := model.Derivation{DrvPath: doc.Get("0").String()}
	store := path.Dir(d.DrvPath)
	if !storePath(store, d.DrvPath) || !strings.HasSuffix(d.DrvPath, ".drv") {
		return model.Derivation{}, &Error{Cause: model.CauseType, Message: "its drvPath is not the path of a derivation: " + clip(d.DrvPath, 200)}
	}
	doc.Get("1").ForEach(func(_, o gjson.Result) bool {
		out := model.Output{Name: strings.Clone(o.Get("0").String())}
		if p := o.Get("1").String(); storePath(store, p) {
			out.Path = strings.Clone(p)
		}
		d.Outputs = append(d.Outputs, out)
		return len(d.Outputs) < maxOutputs
	})
	d.DrvPath = strings.Clone(d.DrvPath)
	return d, nil
}

// StoreChanged tells that there may be more in the store, or less, than before: what
// of a derivation is there is looked up anew when somebody asks.
func (s *Session) StoreChanged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stock++
}

// lookInStore fills in which outputs of a derivation are in the store, which is at
// that stock.
func (s *Session) lookInStore(ctx context.Context, p model.AttrPath, opened, stock int, d model.Derivation) (model.Derivation, error) {
	d.Outputs = slices.Clone(d.Outputs)
	var paths []string
	for i := range d.Outputs {
		d.Outputs[i].Built, d.Outputs[i].NarSize, d.Outputs[i].ClosureSize = false, 0, 0
		if at := d.Outputs[i].Path; at != "" {
			paths = append(paths, at)
		}
	}
	if len(paths) > 0 {
		ctx, done := s.during(ctx)
		defer done()
		s.mu.Lock()
		args := pathInfoArgs(s.client.flags, s.version, paths)
		s.mu.Unlock()
		out, err := s.client.run(ctx, args, runOptions{limit: limitStore})
		if err != nil {
			return model.Derivation{}, err
		}
		if err := readPathInfo(out, d.Outputs); err != nil {
			return model.Derivation{}, err
		}
	}
	s.store(opened, func() {
		e := s.entry(p)
		e.drv, e.looked = &d, stock
	})
	return d, nil
}

// readPathInfo fills in what `nix path-info --json` says of outputs. It has four
// shapes: an object keyed by the path (Nix from 2.19 on) or by its name alone
// (format 2, from 2.33 on, below "info"), with null for what is not there; and a
// list (before 2.19, and Lix), with "valid": false.
func readPathInfo(out []byte, outputs []model.Output) error {
	doc, err := parseJSON(out)
	if err != nil {
		return err
	}
	if info := doc.Get("info"); info.IsObject() {
		doc = info
	}
	if !doc.IsObject() && !doc.IsArray() {
		return garbage("the store's answer is no list of paths", out)
	}
	doc.ForEach(func(key, info gjson.Result) bool {
		at := key.String()
		if doc.IsArray() {
			at = str(info, "path")
		}
		valid := info.Get("valid")
		if !info.IsObject() || valid.Exists() && !valid.Bool() {
			return true
		}
		for i, o := range outputs {
			if o.Path != "" && (o.Path == at || path.Base(o.Path) == at) {
				outputs[i].Built, outputs[i].NarSize, outputs[i].ClosureSize = true, info.Get("narSize").Int(), info.Get("closureSize").Int()
			}
		}
		return true
	})
	return nil
}
