package model

import "time"

// Run is one nix command that was started for a flake.
type Run struct {
	// ID counts the commands of a session from 1.
	ID int
	// Argv is the command and its arguments.
	Argv []string
	// Began is when it was started.
	Began time.Time
	// Took is how long it ran, or 0 while it runs.
	Took time.Duration
	// Running is set until it has ended.
	Running bool
	// Problem is why it failed; nil when it did not.
	Problem *Problem
}
