package model

// Grant is what a user allows when evaluating one attribute needs more than
// browsing gives it.
type Grant uint8

// The grants.
const (
	// GrantIFD lets the evaluation build what it needs (import from derivation).
	GrantIFD Grant = 1 << iota
	// GrantImpure lets the evaluation read the environment, the time and any file.
	GrantImpure
)

// Grantable is the grant that a cause can be met with, or 0. Nix refuses nothing where a
// flake gives up by itself, but the flake may have looked for what pure evaluation hides:
// there the grant is worth a trial.
func (c Cause) Grantable() Grant {
	switch {
	case c == CauseIFD:
		return GrantIFD
	case c == CauseImpure, c.GaveUp():
		return GrantImpure
	}
	return 0
}

// GaveUp tells whether the flake itself ended the evaluation, in words of its own.
func (c Cause) GaveUp() bool {
	switch c { //nolint:exhaustive // only these
	case CauseThrow, CauseAssert, CauseAbort, CauseUnfree, CauseInsecure, CauseBroken, CauseUnsupported:
		return true
	}
	return false
}
