package nixcli

import (
	"fmt"
	"strings"
)

// leftOut is what a listing of all names is without.
type leftOut struct {
	beyond bool // more than maxIndexNames
	legacy bool // legacyPackages of other systems
	deep   bool
	nested bool // sets within sets of packages
	slow   bool
	failed int // sets
}

// String says it in words, "" for nothing.
func (l leftOut) String() string {
	var parts []string
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(l.beyond, fmt.Sprintf("all beyond the first %d,000 names", maxIndexNames/1000))
	add(l.legacy, "legacyPackages of other systems")
	add(l.deep, fmt.Sprintf("what lies deeper than %d levels", maxIndexDepth+1))
	add(l.nested, "sets within sets of packages")
	add(l.failed == 1, "one set that cannot be evaluated")
	add(l.failed > 1, fmt.Sprintf("%d sets that cannot be evaluated", l.failed))
	add(l.slow, "sets that take too long")
	if len(parts) == 0 {
		return ""
	}
	return "without " + strings.Join(parts, ", ")
}
