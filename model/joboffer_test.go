package model

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// jobOffers is what a job offers as text: names, those that cannot be done in brackets.
func jobOffers(all []Offer) string {
	words := make([]string, len(all))
	for i, o := range all {
		words[i] = o.Verb.Name()
		if o.Reason != "" {
			words[i] = "(" + words[i] + ")"
		}
	}
	return strings.Join(words, " ")
}

func TestJobOffers(t *testing.T) {
	t.Parallel()
	built := Build{State: BuildSucceeded, Path: Path("packages", "s", "tool"), Results: []BuildResult{{
		Drv: "/nix/store/00000000000000000000000000000000-hello-world-2.12.drv", Outputs: []Output{{Name: "out", Path: "/nix/store/x-hello"}},
	}}}
	failed := Build{State: BuildFailed, Failed: []BuildStep{{Drv: "/nix/store/x.drv", Reason: "no"}}}
	failed.Failed[0].Ended = failed.Failed[0].Ended.AddDate(1, 0, 0)
	tests := []struct {
		name     string
		b        Build
		programs []string
		want     string
		program  string
	}{
		{"one program", built, []string{"other"}, "run shell", "other"},
		{"of its name", built, []string{"a", "hello-world", "tool"}, "run shell", "hello-world"},
		{"of the attribute's name", built, []string{"a", "tool"}, "run shell", "tool"},
		{"several", built, []string{"a", "b"}, "(run) shell", ""},
		{"none", built, nil, "(run) shell", ""},
		{"nothing built", Build{State: BuildSucceeded}, nil, "", ""},
		{"no path", Build{State: BuildSucceeded, Results: []BuildResult{{Outputs: []Output{{Path: "--option"}}}}}, nil, "", ""},
		{"failed", failed, nil, "log develop derivation", ""},
		{"failed to evaluate", Build{State: BuildFailed}, nil, "", ""},
		{"running", Build{State: BuildRunning, Failed: failed.Failed}, nil, "", ""},
		{"cancelled", Build{State: BuildCancelled}, nil, "", ""},
	}
	var said strings.Builder
	for _, tt := range tests {
		offers := JobOffers(tt.b, tt.programs)
		said.WriteString(reasons(tt.name, offers))
		if got := jobOffers(offers); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		if got := tt.b.Program(tt.programs); got != tt.program {
			t.Errorf("%s: the program is %q, want %q", tt.name, got, tt.program)
		}
	}
	offers := StepOffers(BuildStep{})
	if got := jobOffers(offers); got != "(log) develop derivation" {
		t.Errorf("running: %s", got)
	}
	said.WriteString(reasons("a derivation that is being built", offers))
	golden.RequireEqual(t, said.String())
}

// reasons says why some offers cannot be taken, a line each.
func reasons(name string, all []Offer) string {
	var b strings.Builder
	for _, o := range all {
		if o.Reason != "" {
			b.WriteString(name + ", " + o.Verb.Name() + ": " + o.Reason + "\n")
		}
	}
	return b.String()
}

func TestUnversioned(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"hello-2.12": "hello", "hello": "hello", "a-b-1": "a-b", "x-": "x-", "": "", "gtk+3-3.24": "gtk+3", "a--b": "a"} {
		if got := unversioned(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
