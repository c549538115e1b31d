# Proves: flake.nix must be a set as it is written, not computed.
let good = 1; in { outputs = _: { inherit good; }; }
