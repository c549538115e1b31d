package model

// Derivation is what instantiating a derivation tells, and what of it is in the
// store of this machine.
type Derivation struct {
	// DrvPath is the store path of the derivation itself.
	DrvPath string
	// Outputs are its outputs, in the derivation's order.
	Outputs []Output
}

// Output is one output of a derivation.
type Output struct {
	// Name is the output's name, such as "out" or "dev".
	Name string
	// Path is its store path; "" where only building tells (a floating content-addressed derivation).
	Path string
	// Built tells whether the path is valid in the store.
	Built bool
	// NarSize and ClosureSize are in bytes, the closure's with all that the path
	// refers to; 0 when the path is not built.
	NarSize, ClosureSize int64
}

// Built tells whether every output is in the store.
func (d Derivation) Built() bool {
	for _, o := range d.Outputs {
		if !o.Built {
			return false
		}
	}
	return len(d.Outputs) > 0
}
