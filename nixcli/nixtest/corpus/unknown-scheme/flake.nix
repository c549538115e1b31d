# Proves: an input whose reference no nix understands.
{ inputs.dep.url = "nosuchscheme:whatever"; outputs = { dep, ... }: { good = 1; }; }
