package nixcli

import (
	"strings"

	"flakewalk/model"
)

// stage is where in a command something happened.
type stage uint8

const (
	anywhere   stage = iota
	opening          // while nix was reading what the flake is
	evaluating       // while it was evaluating the outputs
)

// shape is the form of a whole message of nix: its text, with * for what differs
// from one to the next. A ' stands for either quote, since nix writes paths in one
// or the other from version to version.
type shape struct {
	text  string
	cause model.Cause
	at    stage
}

// fits tells whether a whole message has a form.
func fits(form, message string) bool {
	parts := strings.Split(form, "*")
	head, last := parts[0], parts[len(parts)-1]
	if !hasPrefix(message, head) {
		return false
	}
	message = message[len(head):]
	if len(parts) == 1 {
		return message == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := findPart(message, part)
		if i < 0 {
			return false
		}
		message = message[i+len(part):]
	}
	return len(message) >= len(last) && hasPrefix(message[len(message)-len(last):], last)
}

// hasPrefix compares with both kinds of quotes.
func hasPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if s[i] != prefix[i] && (prefix[i] != '\'' || s[i] != '"') {
			return false
		}
	}
	return true
}

func findPart(s, part string) int {
	for i := range len(s) - len(part) + 1 {
		if hasPrefix(s[i:], part) {
			return i
		}
	}
	return -1
}

// shaped is the cause of a message by its form, CauseNone where it has none of them.
func shaped(shapes []shape, message string, at stage) model.Cause {
	for _, s := range shapes {
		if (s.at == anywhere || s.at == at) && fits(s.text, message) {
			return s.cause
		}
	}
	return model.CauseNone
}

// anyFits tells whether a message has one of some forms.
func anyFits(message string, forms ...string) bool {
	for _, form := range forms {
		if fits(form, message) {
			return true
		}
	}
	return false
}
