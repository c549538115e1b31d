# Proves: flake.nix is tracked by git, a file that it imports is not.
{ outputs = { self }: { lib = { good = 1; late = import ./late.nix; }; }; }
