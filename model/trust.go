package model

// TrustWords say what running a program of a flake means that is not the user's own.
const TrustWords = "This runs programs that the flake's authors wrote, as you, on this machine: they can read, change and send whatever you can."

// NixConfigTitle and NixConfigWords say what it is that a flake asks for by its
// nixConfig; the flake's reference stands before the latter.
const (
	NixConfigTitle = "This flake asks to change nix's settings"
	NixConfigWords = " comes with settings for your nix (its nixConfig). None of these has been applied so far."
)
