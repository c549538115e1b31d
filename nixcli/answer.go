package nixcli

import (
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// decodeNames reads the answer of the names probe. A value that has no children
// is an *Error with model.CauseType.
func decodeNames(answer string) (model.Children, error) {
	doc, err := parseJSON([]byte(answer))
	if err != nil {
		return model.Children{}, err
	}
	switch t := str(doc, "t"); {
	case t == "set" && doc.Get("names").IsArray():
		var names []string
		doc.Get("names").ForEach(func(_, n gjson.Result) bool {
			names = append(names, n.String())
			return true
		})
		return model.Children{Names: names, Len: len(names)}, nil
	case t == "list" && doc.Get("n").Int() >= 0:
		return model.Children{List: true, Len: int(doc.Get("n").Int())}, nil
	case t != "":
		return model.Children{}, &Error{Cause: model.CauseType, Message: "expected a set or a list but found a " + t}
	}
	return model.Children{}, garbage("the answer has no type", []byte(answer))
}

// decodeHead reads what the probes say of one value.
func decodeHead(answer string) (model.Head, error) {
	doc, err := parseJSON([]byte(answer))
	if err != nil {
		return model.Head{}, err
	}
	t := valueType(str(doc, "t"))
	if t == model.TypeUnknown {
		return model.Head{}, garbage("the answer has no type", []byte(answer))
	}
	h := model.Head{
		Value:    model.Value{Type: t, Text: str(doc, "v"), Size: int(doc.Get("n").Int())},
		TypeAttr: str(doc, "y"),
		Marks:    model.Mark(doc.Get("m").Uint()), //nolint:gosec // nine bits of our own
	}
	if len(h.Value.Text) < h.Value.Size {
		h.Value.Text = wholeRunes(h.Value.Text)
	}
	h.Args = decodeArgs(doc.Get("a"))
	return h, nil
}

// decodeArgs reads the named arguments of a function.
func decodeArgs(list gjson.Result) []model.Arg {
	if !list.IsArray() {
		return nil
	}
	var args []model.Arg
	for _, a := range list.Array() {
		args = append(args, model.Arg{Name: str(a, "n"), Optional: a.Get("o").Bool()})
	}
	return args
}

func valueType(t string) model.ValueType {
	switch t {
	case "set":
		return model.TypeSet
	case "list":
		return model.TypeList
	case "lambda":
		return model.TypeFunction
	case "string":
		return model.TypeString
	case "int":
		return model.TypeInt
	case "float":
		return model.TypeFloat
	case "bool":
		return model.TypeBool
	case "path":
		return model.TypePath
	case "null":
		return model.TypeNull
	}
	return model.TypeUnknown
}

// wholeRunes drops the beginning of a character that a cut has left at the end.
func wholeRunes(s string) string {
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if c := s[len(s)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRuneInString(s[len(s)-n:]) {
				return s[:len(s)-n]
			}
			return s
		}
	}
	return s
}

// nodeOf makes the node of a value with that head. What its position does not
// allow is a problem of the node, which can still be opened.
func nodeOf(p model.AttrPath, h model.Head) model.Node {
	n := model.Node{Path: p, Kind: model.KindOf(p, h), State: model.StateReady, Value: h.Value, Args: h.Args}
	if wrong := model.Mismatch(p, h); wrong != "" {
		n.State = model.StateFailed
		n.Problem = &model.Problem{Cause: model.CauseWrongOutput, Message: wrong}
	}
	return n
}

// failedNode makes the node of a value that could not be evaluated.
func failedNode(p model.AttrPath, err error) model.Node {
	problem := model.ProblemOf(err)
	return model.Node{Path: p, Kind: model.ExpectedKind(p), State: problem.Cause.State(), Problem: &problem}
}

// withBrief adds the texts of a brief, in the order of briefFields.
func withBrief(n model.Node, texts []*string) model.Node {
	n.Brief = true
	for i, f := range briefFields(n.Kind) {
		if i < len(texts) && texts[i] != nil {
			setBrief(&n, f, *texts[i])
		}
	}
	return n
}

func setBrief(n *model.Node, field, text string) {
	switch field {
	case "name":
		n.Name = text
	case "version":
		n.Version = text
	case "description", "briefDescription":
		n.Description = text
	case "briefType":
		n.Type = text
	case "program":
		n.Program = text
	}
}

// decodeTexts reads an array of texts and nulls.
func decodeTexts(answer string) ([]*string, error) {
	doc, err := parseJSON([]byte(answer))
	if err != nil {
		return nil, err
	}
	var texts []*string
	doc.ForEach(func(_, v gjson.Result) bool {
		texts = append(texts, decodeText(v))
		return true
	})
	return texts, nil
}

func decodeText(v gjson.Result) *string {
	if v.Type != gjson.String {
		return nil
	}
	s := strings.Clone(v.Str)
	return &s
}
