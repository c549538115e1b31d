package nixcli

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// fact is something that details ask of a node: the field of the probes, what
// people call it, and how the answer is read.
type fact struct {
	name, label string
	read        reader
}

// reader makes fields of an answer, without their labels. The answer is valid JSON.
type reader func(answer gjson.Result) []model.Field

// Labels that more is done with than to show them; all are listed at model.Detail.
const (
	labelPname   = "package name"
	labelSource  = "source"
	labelDefined = "defined at"
)

func factNames(facts []fact) []string {
	names := make([]string, len(facts))
	for i, f := range facts {
		names[i] = f.name
	}
	return names
}

// factsOf are the facts that are worth asking of a node, in the order in which
// they are shown. Of a node that took too long or was cancelled nothing is asked.
func factsOf(n model.Node) []fact {
	defined := fact{"definition", labelDefined, readPlaces}
	switch {
	case n.State.Bad() && n.Value.Type == model.TypeUnknown:
		if n.State == model.StateFailed || n.State == model.StateIFD {
			return []fact{defined}
		}
		return nil
	case n.Kind == model.KindApp:
		return []fact{{"program", "program", readText}, {"description", "description", readText}, defined}
	case n.Kind == model.KindTemplate:
		return []fact{{"description", "description", readText}, {"templatePath", "path", readText}, {"welcomeText", "welcome text", readMarkdown}, defined}
	case n.Kind == model.KindOption:
		return append(optionFacts(), defined)
	case n.Kind.Derivation():
		return append(derivationFacts(), defined)
	case n.Value.Type == model.TypeFunction:
		return []fact{{"lambda", labelSource, nil}, defined}
	case n.Value.Type == model.TypeSet:
		return []fact{{"functor", "arguments", readArguments}, {"value", "value", readPrinted}, defined}
	}
	return []fact{{"value", "value", readPrinted}, defined}
}

func derivationFacts() []fact {
	return []fact{
		{"name", "name", readText},
		{"pname", labelPname, readText},
		{"version", "version", readText},
		{"description", "description", readText},
		{"longDescription", "long description", readMarkdown},
		{"license", "licence", readText},
		{"homepage", "homepage", readURL},
		{"changelog", "changelog", readURL},
		{"maintainers", "maintainers", readText},
		{"platforms", "platforms", readText},
		{"mainProgram", "main program", readText},
		{"outputs", "outputs", readText},
		{"system", "system", readText},
		{"broken", "broken", readFlag},
		{"insecure", "insecure", readFlag},
		{"vulnerabilities", "known vulnerabilities", readText},
		{"unfree", "unfree", readFlag},
		{"unsupported", "unsupported", readFlag},
		{"position", labelSource, readPosition},
	}
}

func optionFacts() []fact {
	return []fact{
		{"optionType", "type", readText},
		{"optionValue", "value", readPrinted},
		{"optionDefault", "default", readPrinted},
		{"optionExample", "example", readPrinted},
		{"optionDescription", "description", readMarkdown},
		{"optionInside", "options inside", readNames},
		{"optionReadOnly", "read-only", readFlag},
		{"optionInternal", "internal", readFlag},
		{"optionVisible", "visible", readVisible},
		{"optionDeclared", "declared in", readPlaces},
		{"optionDefined", "defined in", readPlaces},
	}
}

// fields reads an answer; with an error, what came before it and the error.
func (f fact) fields(answer string, err error) []model.Field {
	var fields []model.Field
	switch {
	case f.read == nil:
		fields = readLambda(answer)
	case gjson.Valid(answer):
		fields = f.read(gjson.Parse(answer))
	case err == nil:
		err = garbage("the answer is not JSON", []byte(answer))
	}
	if err != nil {
		problem := model.ProblemOf(err)
		fields = append(fields, model.Field{Problem: &problem})
	}
	for i := range fields {
		fields[i].Label = f.label
	}
	return fields
}

// The readers. An answer of null, or of a type that nobody expects, is no field.

func readText(answer gjson.Result) []model.Field { return readAs(answer, model.FormText) }

func readMarkdown(answer gjson.Result) []model.Field { return readAs(answer, model.FormMarkdown) }

func readURL(answer gjson.Result) []model.Field { return readAs(answer, model.FormURL) }

func readAs(answer gjson.Result, form model.Form) []model.Field {
	text := answer.Str
	if len(text) == detailTextLimit {
		text = wholeRunes(text)
	}
	if text = strings.TrimRight(text, "\n"); text == "" {
		return nil
	}
	return []model.Field{{Text: strings.Clone(text), Form: form}}
}

// readFlag reads something that is worth a word only when it is so.
func readFlag(answer gjson.Result) []model.Field {
	if answer.Str != "true" {
		return nil
	}
	return []model.Field{{Text: "yes"}}
}

// readVisible reads whether an option stands in manuals: the usual yes is not worth a word.
func readVisible(answer gjson.Result) []model.Field {
	switch answer.Str {
	case "", "true":
		return nil
	case "false":
		return []model.Field{{Text: "no"}}
	}
	return readText(answer)
}

func readNames(answer gjson.Result) []model.Field {
	var names []string
	for _, n := range answer.Array() {
		names = append(names, model.Attr(n.Str).String())
	}
	if len(names) == 0 {
		return nil
	}
	return []model.Field{{Text: strings.Join(names, ", ")}}
}

// readPosition reads the FILE:LINE of nixpkgs' meta.position.
func readPosition(answer gjson.Result) []model.Field {
	fields := readText(answer)
	for i := range fields {
		fields[i].Form, fields[i].Position = model.FormPosition, parsePosition(fields[i].Text)
	}
	return fields
}

// parsePosition reads FILE, FILE:LINE or FILE:LINE:COLUMN. A number of 0 is none.
func parsePosition(s string) model.Position {
	rest, last, ok := cutNumber(s)
	if !ok {
		return model.Position{File: s}
	}
	file, line, ok := cutNumber(rest)
	if !ok {
		return model.Position{File: rest, Line: last}
	}
	return model.Position{File: file, Line: line, Column: last}
}

// cutNumber cuts a number behind the last colon from a text.
func cutNumber(s string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i <= 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil || n < 0 {
		return s, 0, false
	}
	return s[:i], n, true
}

// readPlaces reads places in source files, a field for each.
func readPlaces(answer gjson.Result) []model.Field {
	var fields []model.Field
	for _, place := range answer.Array() {
		at := model.Position{File: str(place, "f"), Line: natural(place, "l"), Column: natural(place, "c")}
		if f := placeField(at); f.Text != "" && !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

func natural(v gjson.Result, key string) int { return int(max(0, v.Get(key).Int())) }

// placeField is a place; its text leaves out the column. Module systems also name
// files that are none, such as <unknown-file>, and add to a file how they came to it.
// From Nix 2.34 on a file may be one of a source that is on no disk, «REF»/FILE.
func placeField(at model.Position) model.Field {
	short := at
	short.Column = 0
	f := model.Field{Text: short.String()}
	at.File, _, _ = strings.Cut(at.File, ", via option ")
	if _, rest, virtual := strings.Cut(at.File, "»/"); filepath.IsAbs(at.File) || virtual && rest != "" {
		f.Form, f.Position = model.FormPosition, at
	}
	return f
}

// readLambda reads a function as nix prints it, «lambda NAME @ FILE:LINE:COLUMN».
// One that is built in has no place.
func readLambda(printed string) []model.Field {
	_, place, ok := strings.Cut(strings.TrimSuffix(printed, "»"), " @ ")
	if !ok || !strings.HasPrefix(printed, "«lambda") {
		return nil
	}
	at := parsePosition(place)
	if at.Line == 0 {
		return nil
	}
	return []model.Field{placeField(at)}
}

// readArguments reads the arguments of a set that can be called.
func readArguments(answer gjson.Result) []model.Field {
	text := argumentsText(decodeArgs(answer))
	if text == "" {
		return nil
	}
	return []model.Field{{Text: text, Form: model.FormNix}}
}

// readPrinted reads a value as the probes print it, or the text of an option that
// stands for one.
func readPrinted(answer gjson.Result) []model.Field {
	switch str(answer, "t") {
	case "":
		return nil
	case "prose":
		return readAs(answer.Get("v"), model.FormMarkdown)
	case "code":
		return readAs(answer.Get("v"), model.FormNix)
	}
	return []model.Field{{Text: nixText(answer), Form: model.FormNix}}
}

// trimFolder makes a file below a folder relative to it.
func trimFolder(file, folder string) string {
	return strings.TrimPrefix(file, strings.TrimSuffix(folder, "/")+"/")
}
