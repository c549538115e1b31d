package model

import "strings"

// Machines are the machine that a configuration is for and the one we are on, by their
// host names.
type Machines struct {
	// There is the configuration's own, Here that of this machine.
	There, Here string
}

// Other tells whether the configuration is for another machine, as far as that is known.
func (m Machines) Other() bool { return m.There != "" && !SameHost(m.There, m.Here) }

// SameHost tells whether two host names are of one machine: in any case, and without
// their domain.
func SameHost(a, b string) bool {
	a, _, _ = strings.Cut(a, ".")
	b, _, _ = strings.Cut(b, ".")
	return strings.EqualFold(a, b)
}
