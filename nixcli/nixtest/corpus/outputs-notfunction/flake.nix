# Proves: outputs must be a function; nix says so when the flake is opened.
{ outputs = { packages = { }; }; }
