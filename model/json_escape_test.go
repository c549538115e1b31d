package model_test

import (
	"encoding/json"
	"strings"
	"testing"

	"flakewalk/model"
)

// TestJSONIsHarmless proves that JSON has nothing in it that does something to a
// terminal, and that its texts are exact all the same.
func TestJSONIsHarmless(t *testing.T) {
	t.Parallel()
	const text = "\x1b[31m \u009b31m \u202e \u200d \u2028 \U000e0041 gr\u00fc\u00df \u65e5"
	var b strings.Builder
	r := model.Report{Flake: model.Flake{Ref: text}, Outputs: &model.Tree{}}
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSuffix(b.String(), "\n")
	if model.Printable(line) != line {
		t.Errorf("%q", line)
	}
	var got struct{ Flake struct{ Ref string } }
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Flake.Ref != text {
		t.Errorf("%q, %v, want %q", got.Flake.Ref, err, text)
	}
}
