package nixtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"flakewalk/model"
)

// TestReady proves of every flake that opens that its good nodes, and those in
// the wrong place, are what they are expected to be, on every version.
func TestReady(t *testing.T) {
	Each(t, func(t *testing.T, n Nix) {
		system := System(t, n)
		for i, c := range Cases() {
			if c.OpenError != model.CauseNone {
				continue
			}
			t.Run(fmt.Sprint(i, "-", c.Name), func(t *testing.T) {
				t.Parallel()
				ready(t, n, c, system)
			})
		}
	})
}

// head is what the probe below says of one value.
type head struct {
	Type, TypeAttr, Name, Description string
	Marks                             []string
	Option                            bool
}

// probe evaluates a value to its head, and of a derivation its name and description.
const probe = `v:
let
  text = s: if builtins.isString s then s else "";
  set = builtins.isAttrs v;
  option = set && v ? _type && v._type == "option";
  type = if set && !option then text (v.type or null) else "";
  described = v.meta or { };
in {
  Type = builtins.typeOf v;
  TypeAttr = type;
  Option = option;
  Name = if type == "derivation" then text v.name else "";
  Description = if option || !set || ! (type == "derivation" || type == "app" || v ? path) then ""
    else if v ? path then text (v.description or null)
    else if builtins.isAttrs described && named then text (described.description or null) else "";
  Marks = if set then builtins.filter (m: builtins.hasAttr m v) [ "config" "options" "activationPackage" "program" "path" "imports" "__functor" "drvPath" ] else [ ];
}`

// ready asks for all the nodes of a case at once.
func ready(t *testing.T, n Nix, c Case, system string) {
	t.Helper()
	n, ref := c.Open(t, n)
	var wants []Want
	asks := make([]string, 0, len(c.Nodes))
	for _, w := range c.Nodes {
		w = w.For(system)
		if w.State == model.StateReady || w.Cause == model.CauseWrongOutput && w.Field == "" {
			wants = append(wants, w)
			asks = append(asks, fmt.Sprintf("(probe %v (%s))", w.Description != "", selection("r", w.Path)))
		}
	}
	if len(wants) == 0 {
		return
	}
	apply := "r: let probe = named: " + probe + "; in [ " + strings.Join(asks, " ") + " ]"
	out := n.Must(t, "eval", "--json", "--no-write-lock-file", "--option", "accept-flake-config", "false", ref+"#.", "--apply", apply)
	var heads []head
	if err := json.Unmarshal([]byte(out), &heads); err != nil {
		t.Fatal(err)
	}
	for i, w := range wants {
		compare(t, w, heads[i])
	}
}

// compare checks one node by the rules of package model.
func compare(t *testing.T, w Want, h head) {
	t.Helper()
	m := h.model(t)
	if got := model.KindOf(w.Path, m); got != w.Kind && len(w.Path) > 0 { // the root is a set whatever it claims
		t.Errorf("%s: kind %s, want %s", w.Path, got, w.Kind)
	}
	mismatch := model.Mismatch(w.Path, m)
	if w.State == model.StateReady && mismatch != "" && len(w.Path) > 0 {
		t.Errorf("%s: %s", w.Path, mismatch)
	}
	if w.Cause == model.CauseWrongOutput && len(w.Path) > 0 && (mismatch == "" || !strings.Contains(mismatch, w.Message)) {
		t.Errorf("%s: %q, want %q", w.Path, mismatch, w.Message)
	}
	if w.Name != "" && h.Name != w.Name {
		t.Errorf("%s: name %q, want %q", w.Path, h.Name, w.Name)
	}
	if w.Description != "" && w.Kind != model.KindOption && h.Description != w.Description {
		t.Errorf("%s: description %q, want %q", w.Path, h.Description, w.Description)
	}
}

// model is the head in the words of package model.
func (h head) model(t *testing.T) model.Head {
	t.Helper()
	types := map[string]model.ValueType{
		"set": model.TypeSet, "list": model.TypeList, "lambda": model.TypeFunction, "string": model.TypeString, "int": model.TypeInt,
		"float": model.TypeFloat, "bool": model.TypeBool, "path": model.TypePath, "null": model.TypeNull,
	}
	marks := map[string]model.Mark{
		"config": model.MarkConfig, "options": model.MarkOptions, "activationPackage": model.MarkActivation, "program": model.MarkProgram,
		"path": model.MarkPath, "imports": model.MarkImports, "__functor": model.MarkFunctor, "drvPath": model.MarkDrvPath,
	}
	m := model.Head{Value: model.Value{Type: types[h.Type]}, TypeAttr: h.TypeAttr}
	if m.Value.Type == model.TypeUnknown {
		t.Errorf("type %q", h.Type)
	}
	for _, mark := range h.Marks {
		m.Marks |= marks[mark]
	}
	if h.Option {
		m.Marks |= model.MarkOption
	}
	return m
}
