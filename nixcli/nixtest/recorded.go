package nixtest

import (
	"embed"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"testing"

	"flakewalk/model"
)

//go:embed all:testdata
var testdata embed.FS

// Recorded is what a real nix once wrote to stderr about one failure of the
// corpus, with store paths, temporary folders and hashes normalised.
type Recorded struct {
	// Version is nix's version.
	Version string `json:"-"`
	// Case is the case's name.
	Case string `json:"-"`
	// Path is the attribute, empty when the flake could not be opened.
	Path string `json:"path,omitempty"`
	// Field is the field that was asked for, empty for the head.
	Field string `json:"field,omitempty"`
	// Engine is "metadata", "eval" or "repl".
	Engine string `json:"engine"`
	// Cause is the name of what it must be classified as (model.Cause.String).
	Cause string `json:"cause"`
	// Or is a second name that is right as well.
	Or string `json:"or,omitempty"`
	// Message is part of the message.
	Message string `json:"message,omitempty"`
	// Code is nix's exit code: -1 when it died of a signal, 0 for a repl that lived on.
	Code int `json:"code"`
	// Text is all that nix wrote to stderr.
	Text string `json:"-"`
}

// Fits tells whether that cause is a right one.
func (r Recorded) Fits(c model.Cause) bool {
	return c.String() == r.Cause || r.Or != "" && c.String() == r.Or
}

// sectionMark begins the line above each recorded text.
const sectionMark = "=== "

// RecordedErrors returns all recorded failures, of every version.
func RecordedErrors(t testing.TB) []Recorded {
	t.Helper()
	files, err := fs.Glob(testdata, "testdata/errors/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []Recorded
	for _, file := range files {
		text, err := testdata.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range parseRecorded(t, string(text)) {
			r.Version = path.Base(path.Dir(file))
			r.Case = strings.TrimSuffix(path.Base(file), ".txt")
			all = append(all, r)
		}
	}
	return all
}

func parseRecorded(t testing.TB, text string) []Recorded {
	t.Helper()
	var all []Recorded
	for line := range strings.Lines(text) {
		header, ok := strings.CutPrefix(line, sectionMark)
		if !ok {
			all[len(all)-1].Text += line
			continue
		}
		var r Recorded
		if err := json.Unmarshal([]byte(header), &r); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, r)
	}
	return all
}
