package lock_test

import (
	"testing"

	"flakewalk/model/lock"
)

func TestFindDescription(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{ description = "A \"tool\"\\n"; outputs = _: { }; }`, `A "tool"\n`},
		{`# description = "no";
		  { inputs.a.description = "no"; description = ''
		    Two lines
		  ''; }`, "Two lines"},
		{`{ outputs = { description = "no"; }; }`, ""},
		{`{ description = "a" + "b"; }`, "a"},
		{`{ description = "a ${b}"; }`, ""},
		{`{ description = x; }`, ""},
		{`{ description = "never ends`, ""},
		{`{ description = "never ends\"`, ""},
		{`{ description = "costs \${b}"; }`, "costs ${b}"},
		{`{ description = '' "a" ''' ''${b} ''; }`, `"a" '' ${b}`},
		{`{ x = "${"{"}"; description = "a"; }`, "a"},
		{`import ./x`, ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, ok := lock.FindDescription(tt.text)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %v", tt.text, got, ok)
		}
	}
}
