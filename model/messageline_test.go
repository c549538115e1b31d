package model_test

import (
	"testing"

	"flakewalk/model"
)

// TestMessageLine proves that a heading stands with what it is the heading of.
func TestMessageLine(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"\nFailed assertions:\n- The first.\n- The second.": "Failed assertions: - The first.",
		"It cannot go on:\n\n  the token is missing":        "It cannot go on: the token is missing",
		"one\ntwo":   "one",
		"heading:":   "heading:",
		"heading:\n": "heading:",
		"":           "",
	} {
		if got := model.MessageLine(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}
