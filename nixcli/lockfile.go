package nixcli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// Bounds of a lock file. The largest that are known have some hundred nodes.
const (
	maxLockBytes   = 64 << 20
	maxLockNodes   = 50_000
	maxLockEdges   = 100_000
	maxLockLevels  = 200       // of inputs of inputs
	maxLockFollows = 1_000_000 // names in all paths that are followed
	maxRefAttrs    = 64
	maxLockNesting = 32
)

// DecodeLocks reads a lock file, or the `locks` that `nix flake metadata --json`
// prints, which is the same: versions 5 to 7. An error is an *Error with
// model.CauseLock that names the place.
func DecodeLocks(text []byte) (*lock.Graph, error) {
	d := lockDecoder{}
	g, err := d.decode(withoutMark(text))
	if err != nil {
		return nil, &Error{Cause: model.CauseLock, Message: "the lock file cannot be read: " + err.Error(), Err: err}
	}
	return g, nil
}

// withoutMark is a text without the byte order mark that editors of Windows put before
// it, and that nix reads over.
func withoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) }

type lockDecoder struct {
	edges, follows int
}

// Reasons why a lock file is refused.
var (
	errLockTooBig  = errors.New("it is larger than any lock file that flakewalk takes")
	errLockNoJSON  = errors.New("it is not JSON")
	errLockNesting = errors.New("it nests deeper than any lock file does")
	errLockShape   = errors.New("its content is not what it should be")
	errLockVersion = errors.New("its version")
)

func (d *lockDecoder) decode(text []byte) (*lock.Graph, error) {
	if err := checkJSON(text); err != nil {
		return nil, err
	}
	doc := gjson.ParseBytes(text)
	version := lastField(doc, "version")
	if version.Type != gjson.Number || version.Raw != "5" && version.Raw != "6" && version.Raw != "7" {
		return nil, fmt.Errorf("%w is %s, and flakewalk knows 5 to 7", errLockVersion, shortRaw(version))
	}
	root, nodes := lastField(doc, "root"), lastField(doc, "nodes")
	if root.Type != gjson.String {
		return nil, wrongAt("root", root, "the key of a node")
	}
	if !nodes.IsObject() {
		return nil, wrongAt("nodes", nodes, "an object")
	}
	decoded, err := d.nodes(nodes)
	if err != nil {
		return nil, err
	}
	g, err := lock.NewGraph(int(version.Int()), root.Str, decoded)
	if err == nil && g.Levels() > maxLockLevels {
		return nil, errLockTooBig
	}
	return g, err
}

// checkJSON validates before anything walks, and before that bounds the size and
// the nesting: the validator calls itself for every level.
func checkJSON(text []byte) error {
	switch {
	case len(text) > maxLockBytes:
		return errLockTooBig
	case tooDeep(text, maxLockNesting):
		return errLockNesting
	case !gjson.ValidBytes(text):
		return notJSON(text)
	}
	return nil
}

// notJSON says where a text ceases to be JSON.
func notJSON(text []byte) error {
	if i := bytes.Index(text, []byte("<<<<<<< ")); i >= 0 {
		return fmt.Errorf("%w: line %d begins a merge conflict", errLockNoJSON, 1+bytes.Count(text[:i], []byte("\n")))
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(text, new(json.RawMessage)); !errors.As(err, &syntax) {
		return errLockNoJSON
	}
	before := text[:min(int(syntax.Offset), len(text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - 1 - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("%w: line %d, column %d: %w", errLockNoJSON, line, column, syntax)
}

// tooDeep tells whether brackets outside of strings nest deeper than most.
func tooDeep(text []byte, most int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// lastField is the value of a key, without the meaning that dots and other
// characters have in gjson's paths. The last of several counts, as it does to nix.
func lastField(object gjson.Result, key string) (value gjson.Result) {
	object.ForEach(func(k, v gjson.Result) bool {
		if k.Str == key {
			value = v
		}
		return true
	})
	return value
}

// nodes reads all nodes. Of two with one key the last counts, as it does to nix.
func (d *lockDecoder) nodes(object gjson.Result) ([]lock.Node, error) {
	var all []lock.Node
	at := make(map[string]int)
	var err error
	object.ForEach(func(key, value gjson.Result) bool {
		var n lock.Node
		if n, err = d.node(key.Str, value); err != nil {
			return false
		}
		if i, twice := at[n.Key]; twice {
			all[i] = n
			return true
		}
		at[n.Key] = len(all)
		all = append(all, n)
		if len(all) > maxLockNodes {
			err = errLockTooBig
		}
		return err == nil
	})
	return all, err
}

func (d *lockDecoder) node(key string, object gjson.Result) (lock.Node, error) {
	place := "nodes." + model.Attr(key).String()
	n := lock.Node{Key: key, Flake: true}
	if !object.IsObject() {
		return n, wrongAt(place, object, "an object")
	}
	var err error
	object.ForEach(func(k, v gjson.Result) bool {
		at := place + "." + k.Str
		switch k.Str {
		case "original":
			n.Original, err = decodeRef(at, v, nil)
		case "locked":
			n.Locked, err = decodeRef(at, v, n.Locked)
		case "info": // of version 5 and 6: a part of what is locked
			n.Locked, err = decodeRef(at, v, n.Locked)
		case "flake":
			if !v.IsBool() {
				err = wrongAt(at, v, "true or false")
			}
			n.Flake = v.Bool()
		case "parent":
			n.Parent, err = d.path(at, v)
		case "inputs":
			n.Inputs, err = d.inputs(at, v)
		}
		return err == nil
	})
	return n, err
}

// decodeRef reads the attributes of a reference on top of those that are known.
func decodeRef(place string, object gjson.Result, known lock.Ref) (lock.Ref, error) {
	if !object.IsObject() {
		return nil, wrongAt(place, object, "an object")
	}
	ref := known
	if ref == nil {
		ref = lock.Ref{}
	}
	var err error
	object.ForEach(func(k, v gjson.Result) bool {
		a := lock.Attr{Name: k.Str}
		switch {
		case v.Type == gjson.String:
			a.Type, a.Text = model.TypeString, v.Str
		case v.IsBool():
			a.Type, a.Text = model.TypeBool, v.Raw
		case v.Type == gjson.Number && isInteger(v.Raw):
			a.Type, a.Text = model.TypeInt, v.Raw
		default:
			err = wrongAt(place+"."+model.Attr(k.Str).String(), v, "a text, an integer, true or false")
			return false
		}
		if i := slices.IndexFunc(ref, func(b lock.Attr) bool { return b.Name == a.Name }); i >= 0 {
			ref[i] = a
		} else {
			ref = append(ref, a)
		}
		if len(ref) > maxRefAttrs {
			err = errLockTooBig
		}
		return err == nil
	})
	return ref, err
}

func isInteger(raw string) bool {
	_, err := strconv.ParseInt(raw, 10, 64)
	return err == nil
}

// inputs reads the edges of a node. Of two with one name the last counts.
func (d *lockDecoder) inputs(place string, object gjson.Result) ([]lock.Edge, error) {
	if !object.IsObject() {
		return nil, wrongAt(place, object, "an object")
	}
	var all []lock.Edge
	at := make(map[string]int)
	var err error
	object.ForEach(func(k, v gjson.Result) bool {
		e := lock.Edge{Input: k.Str}
		if v.Type == gjson.String {
			e.To = v.Str
		} else if e.Follows, err = d.path(place+"."+model.Attr(k.Str).String(), v); err != nil {
			return false
		}
		if i, twice := at[e.Input]; twice {
			all[i] = e
			return true
		}
		at[e.Input] = len(all)
		all = append(all, e)
		if d.edges++; d.edges > maxLockEdges {
			err = errLockTooBig
		}
		return err == nil
	})
	return all, err
}

// path reads an input path; the empty one is not nil.
func (d *lockDecoder) path(place string, list gjson.Result) ([]string, error) {
	if !list.IsArray() {
		return nil, wrongAt(place, list, "the key of a node or a list of input names")
	}
	path := []string{}
	var err error
	list.ForEach(func(_, v gjson.Result) bool {
		if v.Type != gjson.String {
			err = wrongAt(place+"["+strconv.Itoa(len(path))+"]", v, "the name of an input")
		} else if d.follows++; d.follows > maxLockFollows {
			err = errLockTooBig
		}
		path = append(path, v.Str)
		return err == nil
	})
	return path, err
}

// wrongAt says what stands at a place of the lock file, and what should.
func wrongAt(place string, is gjson.Result, should string) error {
	return fmt.Errorf("%w: at %s there is %s, and not %s", errLockShape, place, shortRaw(is), should)
}

// shortRaw is a piece of JSON that fits in a sentence.
func shortRaw(v gjson.Result) string {
	if !v.Exists() {
		return "nothing"
	}
	return clip(v.Raw, 40)
}
