package nixcli

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// said is what a real nix said of one mistake that was made on purpose, with its
// paths, ports and hashes made the same everywhere.
type said struct {
	Version string `json:"-"`
	Name    string `json:"name"`
	Ref     string `json:"ref"`
	Eval    bool   `json:"eval"`
	Offline bool   `json:"offline"`
	Code    int    `json:"code"`
	Cause   string `json:"cause"`
	Text    string `json:"-"`
}

// messages are those of testdata/messages.
func messages(t testing.TB) []said {
	t.Helper()
	files, err := filepath.Glob("testdata/messages/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all []said
	for _, file := range files {
		for _, section := range strings.Split("\n"+nixtest.Read(t, file), "\n=== ")[1:] {
			head, text, _ := strings.Cut(section, "\n")
			m := said{Version: strings.TrimSuffix(filepath.Base(file), ".txt"), Text: text + "\n"}
			if err := json.Unmarshal([]byte(head), &m); err != nil {
				t.Fatalf("%s: %q: %v", file, head, err)
			}
			all = append(all, m)
		}
	}
	return all
}

func (m said) circumstance() circumstance {
	c := circumstance{at: opening, offline: m.Offline, ref: m.Ref}
	if m.Eval {
		c.at = evaluating
	}
	return c
}

// TestMessages proves of what real nix said of hundreds of mistakes, version by
// version, which cause and so which remedy it is given.
func TestMessages(t *testing.T) {
	t.Parallel()
	different := make(map[string]bool)
	for _, m := range messages(t) {
		cause, message, _ := m.circumstance().classify(m.Text, m.Code)
		different[message] = true
		if cause.String() != m.Cause {
			t.Errorf("%s %s (%s): %s, want %s: %q", m.Version, m.Name, m.Ref, cause, m.Cause, message)
		}
		if a := cause.Advice(); a.Remedy == "" || strings.Contains(a.Remedy, "--offline with") && m.Offline {
			t.Errorf("%s: the remedy is %q", m.Name, a.Remedy)
		}
	}
	if len(different) < 120 {
		t.Errorf("only %d different messages", len(different))
	}
	_ = model.CauseNone
}
