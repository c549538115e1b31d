package nixcli

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// hintLimit is how much processor time `nix flake show` may take as a hint: where nix's
// evaluation cache has the answer it takes little, and else others evaluate the same.
const hintLimit = 2 * time.Second

// showHint runs `nix flake show --json` once, at low priority. Where nix's
// evaluation cache is warm it brings kinds, names and descriptions at once.
func (c *Client) showHint(ctx context.Context, ref string) ([]model.Node, error) {
	out, err := c.run(ctx, showArgs(c.flags, ref), runOptions{limit: hintLimit, cpu: true, nice: true})
	if err != nil {
		return nil, err
	}
	return decodeShow(out)
}

// evalCached tells whether nix has an evaluation cache for a flake, by its fingerprint
// (Nix's source, eval-cache.cc: one database for each, in a folder for each version of
// the format).
func (c *Client) evalCached(fingerprint string) bool {
	if fingerprint == "" || strings.ContainsAny(fingerprint, "/*?[\\") {
		return false
	}
	home := cmp.Or(c.variable("NIX_CACHE_HOME"), filepath.Join(cmp.Or(c.variable("XDG_CACHE_HOME"), filepath.Join(c.variable("HOME"), ".cache")), "nix"))
	found, err := filepath.Glob(filepath.Join(home, "eval-cache-v*", fingerprint+".sqlite"))
	return err == nil && len(found) > 0
}

// decodeShow reads `nix flake show --json` in both of its shapes: the nested
// object of Nix and Lix, a node being a leaf when its "type" is a string, and the
// inventory of Determinate Nix from 3.17 on ("version":2). It returns the nodes
// about which the output says something; an empty object says nothing. Anything
// that is neither is an *Error with model.CauseGarbage.
func decodeShow(out []byte) ([]model.Node, error) {
	doc, err := parseJSON(out)
	if err != nil {
		return nil, err
	}
	if !doc.IsObject() {
		return nil, garbage("nix flake show did not print an object", out)
	}
	var nodes []model.Node
	version, inventory := member(doc, "version"), member(doc, "inventory")
	if version.Type != gjson.Number || !inventory.IsObject() {
		walkClassic(nil, doc, &nodes)
		return nodes, nil
	}
	inventory.ForEach(func(name, output gjson.Result) bool {
		walkInventory(model.Path(name.String()), member(output, "output"), &nodes)
		return true
	})
	return nodes, nil
}

// member is the value of a key of an object, compared to the letter: names from
// a flake may hold what gjson takes for operators.
func member(obj gjson.Result, key string) gjson.Result {
	var found gjson.Result
	if obj.IsObject() {
		obj.ForEach(func(k, v gjson.Result) bool {
			if k.String() == key {
				found = v
			}
			return !found.Exists()
		})
	}
	return found
}

func text(obj gjson.Result, key string) string {
	if v := member(obj, key); v.Type == gjson.String {
		return v.Str
	}
	return ""
}

// maxHintDepth bounds the walk; nix itself goes no deeper than a few levels.
const maxHintDepth = 64

func walkClassic(p model.AttrPath, node gjson.Result, nodes *[]model.Node) {
	if !node.IsObject() || len(p) > maxHintDepth {
		return
	}
	if t := member(node, "type"); t.Type == gjson.String {
		head, ok := classicHead(t.Str)
		if ok {
			hint(p, head, text(node, "name"), text(node, "description"), nodes)
		}
		return
	}
	node.ForEach(func(name, child gjson.Result) bool {
		walkClassic(p.Child(model.Attr(name.String())), child, nodes)
		return true
	})
}

// classicHead is the head that a leaf's type stands for (struct CmdFlakeShow in
// Nix's source, flake.cc); "unknown" says nothing.
func classicHead(t string) (model.Head, bool) {
	set := model.Head{Value: model.Value{Type: model.TypeSet}}
	switch t {
	case "derivation":
		set.TypeAttr = t
	case "app":
		set.TypeAttr, set.Marks = t, model.MarkProgram
	case "nixos-configuration":
		set.Marks = model.MarkConfig | model.MarkOptions
	case "template":
		set.Marks = model.MarkPath
	case "nixpkgs-overlay", "nixos-module":
		return model.Head{Value: model.Value{Type: model.TypeFunction}}, true
	default:
		return model.Head{}, false
	}
	return set, true
}

func walkInventory(p model.AttrPath, node gjson.Result, nodes *[]model.Node) {
	if !node.IsObject() || len(p) > maxHintDepth {
		return
	}
	if drv := member(node, "derivation"); drv.IsObject() {
		head, _ := classicHead("derivation")
		hint(p, head, text(drv, "name"), text(node, "shortDescription"), nodes)
		return
	}
	member(node, "children").ForEach(func(name, child gjson.Result) bool {
		walkInventory(p.Child(model.Attr(name.String())), child, nodes)
		return true
	})
}

// hint adds a node; only derivations with a name and templates are worth it, for
// what else a row shows of the others is not in the output.
func hint(p model.AttrPath, head model.Head, name, description string, nodes *[]model.Node) {
	kind := model.KindOf(p, head)
	if name == "" && kind != model.KindTemplate {
		return
	}
	*nodes = append(*nodes, model.Node{
		Path: p, Kind: kind, State: model.StateReady, Brief: true,
		Name: name, Description: description, Value: head.Value,
	})
}
