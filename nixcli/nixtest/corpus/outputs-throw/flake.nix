# Proves: outputs that throw as a whole: the flake opens, the root carries nix's reason.
{ outputs = _: throw "all outputs throw"; }
