# Proves: a syntax error in flake.nix itself: the flake cannot be opened.
{ outputs = _: { good = 1; }
