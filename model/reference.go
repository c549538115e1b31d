package model

import "time"

// Reference is a flake reference that the user may mean.
type Reference struct {
	// Ref is the reference as one writes it.
	Ref string
	// From says where it is known from.
	From ReferenceFrom
	// About is a short text: what a registry name stands for, an input's name; or "".
	About string
	// Used is when the flake was last opened; zero when never.
	Used time.Time
}

// ReferenceFrom says where a reference is known from.
type ReferenceFrom uint8

// The sources of references.
const (
	// FromHistory is a flake that was opened before.
	FromHistory ReferenceFrom = iota
	// FromRegistry is a name of a flake registry.
	FromRegistry
	// FromInput is an input of the flake that is open.
	FromInput
)

// String is the source in one word.
func (f ReferenceFrom) String() string {
	switch f {
	case FromRegistry:
		return "registry"
	case FromInput:
		return "input"
	case FromHistory:
	}
	return "history"
}
