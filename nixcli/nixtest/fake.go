package nixtest

import (
	"os"
	"path/filepath"
	"testing"
)

// FakeNix writes a bash script as an executable called nix and returns its path.
func FakeNix(t testing.TB, script string) string {
	t.Helper()
	file := filepath.Join(TempDir(t), "nix")
	if err := os.WriteFile(file, []byte("#!/usr/bin/env bash\n"+script), 0o755); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return file
}
