package model_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestImportDirections proves that the arrows of ARCHITECTURE.md point one way:
// cmd -> tui -> model and cmd -> nixcli -> model, and within model.
func TestImportDirections(t *testing.T) {
	t.Parallel()
	all := []string{"flakewalk/", "github.com/", "charm.land/", "golang.org/"}
	for pattern, c := range map[string]struct{ forbidden, allowed []string }{
		"flakewalk/model/words":  {forbidden: all},
		"flakewalk/model/nixlex": {forbidden: all},
		"flakewalk/model":        {forbidden: all, allowed: []string{"flakewalk/model/words", "flakewalk/model/nixlex"}},
		"flakewalk/model/lock":   {forbidden: all, allowed: []string{"flakewalk/model", "flakewalk/model/words", "flakewalk/model/nixlex"}},
		"flakewalk/nixcli":       {forbidden: []string{"flakewalk/tui", "flakewalk/cmd", "charm.land/"}},
		"flakewalk/tui/text":     {forbidden: all, allowed: []string{"flakewalk/model", "flakewalk/model/words", "flakewalk/model/nixlex"}},
		"flakewalk/tui/...":      {forbidden: []string{"flakewalk/nixcli", "flakewalk/cmd"}},
	} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", pattern).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", pattern, err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			if dep == pattern || slices.Contains(c.allowed, dep) {
				continue
			}
			for _, p := range c.forbidden {
				if strings.HasPrefix(dep, p) {
					t.Errorf("%s depends on %s", pattern, dep)
				}
			}
		}
	}
}
