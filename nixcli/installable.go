package nixcli

import "flakewalk/model"

// Installable is the argument by which nix finds a node of the flake on the user's
// own reference, wherever it is given: of a configuration the derivation that
// building it means. It holds no blank and no control character that the reference
// has not. ok is false where nix has no way to write it.
func (s *Session) Installable(n model.Node) (installable string, ok bool) {
	if s.opts.Via != nil {
		return "", false
	}
	return Installable(s.ref, toplevel(n))
}
