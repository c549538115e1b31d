// Package record keeps what was asked of flakes and what was answered in a file,
// and answers from one where there is no nix. It stands at the boundary of
// nixcli.Session: what it keeps are the answers of a session, not what nix printed.
//
// A recording is a file of lines, each a JSON object. The first says what it is:
//
//	{"flakewalk":1,"at":"2026-11-21T09:00:00Z","by":"v0.1.0"}
//
// The others are what was asked, in the order of the answers:
//
//	{"flake":1,"ask":"children","of":["packages"],"answer":{"Names":["x86_64-linux"],"Len":1}}
//	{"flake":1,"ask":"detail","of":["lib","x"],"problem":{"Cause":"throw","Message":"no"}}
//
// "flake" counts the flakes that were opened; "of" is what the question was about;
// "answer" is a value of package model, without the keys whose values are empty. The
// same question may come more than once: the last answer counts. Bytes that are not
// UTF-8 become U+FFFD. Secrets are taken out, and the user's home folder is "~".
package record

import (
	"bytes"
	"encoding/json"
	"time"

	"flakewalk/model"
)

// Version is the version of the form that is written. It grows when what was
// written before cannot be read any more.
const Version = 1

// header is the first line.
type header struct {
	Flakewalk int       `json:"flakewalk"`
	At        time.Time `json:"at"`
	By        string    `json:"by,omitempty"`
}

// entry is any other line.
type entry struct {
	Flake   int             `json:"flake"`
	Ask     string          `json:"ask"`
	Of      json.RawMessage `json:"of,omitempty"`
	Answer  json.RawMessage `json:"answer,omitempty"`
	Problem *model.Problem  `json:"problem,omitempty"`
}

// key is equal for equal questions.
func (e entry) key() string { return e.Ask + " " + string(e.Of) }

// What can be asked.
const (
	askOpen        = "open"
	askChildren    = "children"
	askHead        = "head"
	askBrief       = "brief"
	askDetail      = "detail"
	askActions     = "actions"
	askCommands    = "commands"
	askDerivation  = "derivation"
	askSource      = "source"
	askIndex       = "index"
	askRuns        = "runs"
	askOutputArgs  = "outputArgs"
	askInputSource = "inputSource"
	askInputFiles  = "inputFiles"
	askFetchArgv   = "fetchArgv"
	askUpdateArgv  = "updateArgv"
	askNixConfig   = "nixConfig"
)

// opening is what a question askOpen is about: a flake by its reference, or an
// input as another flake sees it.
type opening struct {
	Ref string     `json:"ref"`
	Via *model.Via `json:"via,omitempty"`
}

// opened is its answer. The lock file is text, to stay as it is.
type opened struct {
	model.Flake
	Locks string
}

// actionsOf is what a question askActions is about. What else was known of the
// node is not in it: it is the same each time.
type actionsOf struct {
	Path    model.AttrPath
	Consent model.Consent `json:",omitempty"`
}

// about is what a question is about as it stands in a recording: nothing for the
// flake itself.
func about(of any, r *redactor) (json.RawMessage, error) {
	text, err := encode(of, r)
	if string(text) == "null" || string(text) == "[]" {
		return nil, err
	}
	return text, err
}

// encode is a value without secrets as it stands in a recording.
func encode(v any, r *redactor) (json.RawMessage, error) {
	text, err := line(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // sizes are exact
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	return line(r.tree(tree))
}

// line is a value as JSON on one line.
func line(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}
