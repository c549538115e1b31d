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

// Grantable is the grant that a cause can be met with, or 0.
func (c Cause) Grantable() Grant {
	switch c { //nolint:exhaustive // all others cannot
	case CauseIFD:
		return GrantIFD
	case CauseImpure:
		return GrantImpure
	}
	return 0
}
