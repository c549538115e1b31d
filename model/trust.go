package model

// TrustTitle asks whether something may be done that lets code of a flake do what the
// user can.
func TrustTitle(v Verb) string {
	if v == VerbRepl {
		return "Open this flake in the repl?"
	}
	return "Run a program of this flake?"
}

// TrustWords say what doing it means where the flake is not the user's own.
func TrustWords(v Verb) string {
	switch v { //nolint:exhaustive // the others run programs, and nothing else
	case VerbRepl:
		return "The repl evaluates what the flake's authors wrote without limits: it can read your files and your environment, and send them."
	case VerbShell:
		return "In this shell, programs that the flake's authors wrote come before yours, and what your shell calls as it starts may be one of them. They run as you, on this machine: they can read, change and send whatever you can."
	}
	return "This runs programs that the flake's authors wrote, as you, on this machine: they can read, change and send whatever you can."
}

// NixConfigTitle and NixConfigWords say what it is that a flake asks for by its
// nixConfig; the flake's reference stands before the latter.
const (
	NixConfigTitle = "This flake asks to change nix's settings"
	NixConfigWords = " comes with settings for your nix (its nixConfig). None of these has been applied so far."
)
