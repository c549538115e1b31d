package nixtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSample proves on every version that the built-in sample flake can be built
// and run, and that nothing is written into it.
func TestSample(t *testing.T) {
	module, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	Each(t, func(t *testing.T, n Nix) {
		dir := filepath.Join(TempDir(t), "sample")
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(module, "cmd", "flakewalk", "sample"))); err != nil {
			t.Fatal(err)
		}
		before, system := HashTree(t, dir), System(t, n)
		n.Must(t, "build", "--no-link", dir+"#rose", dir+"#rake", dir+"#checks."+system+".rose-smells")
		n.Must(t, "develop", dir, "-c", "true")
		for args, want := range map[string]string{
			"":              "watering everything",
			"#harvest":      "I am a sunflower",
			"#hello-garden": "Welcome to the garden!",
		} {
			if out := n.Must(t, "run", dir+args); !strings.Contains(out, want) {
				t.Errorf("run %s: %q, want %q", args, out, want)
			}
		}
		if _, errs, code := n.Run(t, "build", "--no-link", dir+"#cactus"); code == 0 || !strings.Contains(errs, "it rained") {
			t.Errorf("cactus: exit code %d\n%s", code, errs)
		}
		if _, errs, code := n.Run(t, "build", "--no-link", dir+"#orchid"); code == 0 || !strings.Contains(errs, "orchids need a greenhouse") {
			t.Errorf("orchid: exit code %d\n%s", code, errs)
		}
		if HashTree(t, dir) != before {
			t.Error("something was written into the flake")
		}
	})
}
