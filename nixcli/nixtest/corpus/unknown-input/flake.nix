# Proves: an input given by a name that no registry knows.
{ inputs.nosuchflake-xyz.flake = true; outputs = { nosuchflake-xyz, ... }: { good = 1; }; }
