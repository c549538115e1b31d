package nixcli

import (
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestClassifyRecorded proves that what real nix said, version by version, is
// classified as it must be.
func TestClassifyRecorded(t *testing.T) {
	t.Parallel()
	recorded := nixtest.RecordedErrors(t)
	if len(recorded) < 100 {
		t.Fatalf("only %d recorded errors", len(recorded))
	}
	for _, r := range recorded {
		cause, message, trace := classify(r.Text, r.Code)
		if r.Engine == "metadata" {
			cause = openCause(cause, message, trace)
		}
		if !r.Fits(cause) || !strings.Contains(message, r.Message) {
			t.Errorf("%s %s %s %s %s: cause %s (want %s %s), message %q (want %q)", r.Version, r.Case, r.Path, r.Field, r.Engine, cause, r.Cause, r.Or, message, r.Message)
		}
	}
}
