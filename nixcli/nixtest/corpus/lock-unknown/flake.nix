# Proves: a lock file that pins an input by a kind of reference nix does not know.
{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { good = 1; }; }
