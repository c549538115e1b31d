package model_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestImportDirections proves that the arrows of ARCHITECTURE.md point one way:
// cmd -> tui -> model and cmd -> nixcli -> model.
func TestImportDirections(t *testing.T) {
	t.Parallel()
	forbidden := map[string][]string{
		"flakewalk/model":   {"flakewalk/", "github.com/", "charm.land/", "golang.org/"},
		"flakewalk/nixcli":  {"flakewalk/tui", "flakewalk/cmd", "charm.land/"},
		"flakewalk/tui/...": {"flakewalk/nixcli", "flakewalk/cmd"},
	}
	for pattern, prefixes := range forbidden {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", pattern).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", pattern, err)
		}
		own := strings.TrimSuffix(pattern, "/...")
		for dep := range strings.FieldsSeq(string(out)) {
			for _, p := range prefixes {
				if strings.HasPrefix(dep, p) && !strings.HasPrefix(dep, own) {
					t.Errorf("%s depends on %s", pattern, dep)
				}
			}
		}
	}
}
