# Proves: an attribute that flake.nix may not have.
{ outputs = _: { good = 1; }; packages = { }; }
