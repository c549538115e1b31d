package nixcli

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// stringAnswer is what the probes say of a string.
func stringAnswer(s string) gjson.Result {
	quoted, _ := json.Marshal(s) // the text of the tests is UTF-8
	return gjson.Parse(`{"t":"string","n":` + strconv.Itoa(len(s)) + `,"v":` + string(quoted) + `}`)
}

// TestStringText proves by nix itself that a string reads back as what it was.
func TestStringText(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "a", "a\nb", "a\nb\n", "a\n\nb\n", "\n\n", " a\n  b\n", "a\n b\n", " \n a\n", "a\n  \nb", "a\n ", "a\n\t\tb\n", "\ta\n\tb\n",
		"''\n''\n", "'''\n'\n", "a\nb'", "a\nb''", "'${a}\n$${b}\n${c}\n", "''${a}\n''$b\n", "$\n{\n", "a\\n\n\\t\n", "a\r\nb\n", "a\x01\nb\n", "é\n日\n", "\"\n\"\n",
	}
	part := rapid.SampledFrom([]string{"'", "''", "$", "${", "{", "}", "\\", "\"", "\n", "\n\n", " ", "  ", "\t", "a", "é", "\r"})
	texts = append(texts, rapid.SliceOfN(rapid.Map(rapid.SliceOfN(part, 0, 12), func(parts []string) string { return strings.Join(parts, "") }), 400, 400).Example(7)...)
	var list strings.Builder
	indented := 0
	for i, s := range texts {
		level := i % 3
		text := stringText(stringAnswer(s), level)
		if strings.HasPrefix(text, "''") {
			indented++
		}
		list.WriteString(strings.Repeat("  ", level) + text + "\n")
	}
	if indented < 20 {
		t.Errorf("only %d texts are indented strings", indented)
	}
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		file := nixtest.TempDir(t) + "/texts.nix"
		nixtest.Write(t, file, "[\n"+list.String()+"]\n")
		var got []string
		if err := json.Unmarshal([]byte(n.Must(t, "eval", "--json", "--file", file)), &got); err != nil {
			t.Fatal(err)
		}
		for i := range texts {
			if i >= len(got) || got[i] != texts[i] {
				t.Errorf("%q is read back as %q: %s", texts[i], slices.Concat(got, []string{""})[min(i, len(got))], stringText(stringAnswer(texts[i]), i%3))
			}
		}
	})
}

// TestNixText proves how what the probes print is written.
func TestNixText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 60)
	for answer, want := range map[string]string{
		`{"t":"null"}`:                      "null",
		`{"t":"int","n":2,"v":"42"}`:        "42",
		`{"t":"path","n":2,"v":"/x"}`:       "/x",
		`{"t":"lambda","a":[]}`:             "«lambda»",
		`{"t":"derivation","v":"x-1"}`:      "«derivation x-1»",
		`0`:                                 "«error»",
		`{"t":"list","n":0,"e":[]}`:         "[ ]",
		`{"t":"list","n":0}`:                "[ ]",
		`{"t":"list","n":1}`:                "[ «1 element» ]",
		`{"t":"set","n":2}`:                 "{ «2 attributes» }",
		`{"t":"set","n":0,"k":[]}`:          "{ }",
		`{"t":"set","n":3,"k":["a","b c"]}`: `{ a = …; "b c" = …; «1 more» }`,
		`{"t":"set","n":2,"k":["a","b"],"e":[{"t":"null"},0]}`:                                                       "{ a = null; b = «error»; }",
		`{"t":"set","n":2,"k":["a","b"],"e":[{"t":"null"}]}`:                                                         "{ a = null; «1 more» }",
		`{"t":"list","n":2,"e":[{"t":"code","v":"f x"},{"t":"code","v":"pkgs.a"}]}`:                                  "[ (f x) pkgs.a ]",
		`{"t":"list","n":1,"e":[{"t":"prose","v":"see there\nor here"}]}`:                                            "[ «see there» ]",
		`{"t":"string","n":9,"v":"abc"}`:                                                                             `"abc" «6 B more»`,
		`{"t":"lambda","a":[{"n":"lib","o":false},{"n":"x","o":true}]}`:                                              "«lambda { lib, x ? … }»",
		`{"t":"set","n":1,"k":["a"],"e":[{"t":"list","n":1,"e":[{"t":"string","n":4,"v":"a\nb\n"}]}]}`:               "{\n  a = [\n    ''\n      a\n      b\n    ''\n  ];\n}",
		`{"t":"list","n":2,"e":[{"t":"string","n":60,"v":"` + long + `"},{"t":"string","n":60,"v":"` + long + `"}]}`: "[\n  \"" + long + "\"\n  \"" + long + "\"\n]",
		"{\"t\":\"string\",\"n\":2,\"v\":\"a\xff\"}":                                                                 "\"a\xff\"",
	} {
		if got := nixText(gjson.Parse(answer)); got != want {
			t.Errorf("%s: %s, want %s", answer, got, want)
		}
	}
}

// FuzzFacts proves that no answer, whatever it is, does more than fail.
func FuzzFacts(f *testing.F) {
	for _, s := range []string{`"text"`, `null`, `{"t":"list","n":3,"e":[0,{"t":"set","n":1,"k":["a"]}]}`, `[{"f":"/x","l":1,"c":2}]`, "«lambda f @ /x/y.nix:1:2»", `{"t":"code","v":"x"}`, `["a"]`, `{"t":"list","n":-5,"e":{"a":1}}`, "0", ""} {
		f.Add(s)
	}
	facts := optionFacts()
	for _, n := range []model.Node{{Kind: model.KindPackage}, {Value: model.Value{Type: model.TypeSet}}, {Value: model.Value{Type: model.TypeFunction}}} {
		facts = append(facts, factsOf(n)...)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		for _, fact := range facts {
			for _, field := range fact.fields(answer, nil) {
				if field.Label != fact.label || field.Form == model.FormPosition && field.Position.File == "" || field.Position.Line < 0 {
					t.Fatalf("%+v", field)
				}
			}
			if fields := fact.fields(answer, garbage("x", nil)); len(fields) == 0 || fields[len(fields)-1].Problem == nil {
				t.Fatalf("an error is lost: %+v", fields)
			}
		}
	})
}

func TestParsePosition(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]model.Position{
		"/a/b.nix:3:4": {File: "/a/b.nix", Line: 3, Column: 4}, "/a/b.nix:3": {File: "/a/b.nix", Line: 3}, "/a/b.nix": {File: "/a/b.nix"},
		"/a:b.nix:3": {File: "/a:b.nix", Line: 3}, "/a:1:2:3": {File: "/a:1", Line: 2, Column: 3}, "": {}, ":3": {File: ":3"}, "/a:": {File: "/a:"}, "/a:-1": {File: "/a:-1"},
	} {
		if got := parsePosition(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
