package model_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model"
)

// TestEncode proves that what has a name in JSON is read back as it was.
func TestEncode(t *testing.T) {
	t.Parallel()
	type all struct {
		Path  model.AttrPath
		Kind  model.Kind
		State model.State
		Cause model.Cause
		Verb  model.Verb
	}
	rapid.Check(t, func(t *rapid.T) {
		var path model.AttrPath
		for _, name := range rapid.SliceOf(rapid.String()).Draw(t, "names") {
			path = append(path, model.Attr(name), model.Elem(len(name)))
		}
		in := all{
			path, model.Kind(rapid.Uint8Max(uint8(model.KindNull)).Draw(t, "kind")), model.State(rapid.Uint8Max(uint8(model.StateCancelled)).Draw(t, "state")),
			rapid.SampledFrom(model.Causes()).Draw(t, "cause"), model.Verb(rapid.Uint8Max(uint8(model.VerbCopy)).Draw(t, "verb")),
		}
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out all
		if err := json.Unmarshal(text, &out); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if out.Path.Key() != in.Path.Key() || out.Kind != in.Kind || out.State != in.State || out.Cause != in.Cause || out.Verb != in.Verb {
			t.Fatalf("%+v became %+v", in, out)
		}
	})
}

// TestVerbsAsText proves that a verb is written by its name, so that the words for it may
// change, and that a recording of an earlier version is read.
func TestVerbsAsText(t *testing.T) {
	t.Parallel()
	for _, v := range []model.Verb{model.VerbShell, model.VerbEval} {
		var from model.Verb
		if text, err := v.MarshalText(); err != nil || string(text) != v.Name() || from.UnmarshalText([]byte(v.String())) != nil || from != v {
			t.Errorf("%s is written as %s and read as %s: %v", v.Name(), text, from.Name(), err)
		}
	}
}

// TestDecodeUnknown proves that a name of nothing is an error that names it.
func TestDecodeUnknown(t *testing.T) {
	t.Parallel()
	for _, to := range []any{new(model.Kind), new(model.State), new(model.Cause), new(model.Verb), new(model.Step)} {
		for _, text := range []string{`"no such thing"`, `{}`, `1.5`} {
			if _, name := to.(*model.Step); name && text[0] == '"' {
				continue // any text is a name
			}
			if err := json.Unmarshal([]byte(text), to); err == nil {
				t.Errorf("%s is read as %T %v", text, to, to)
			}
		}
	}
}
