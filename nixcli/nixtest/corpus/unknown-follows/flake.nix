# Proves: an input that follows one which does not exist.
{ inputs.dep.follows = "no-such-input"; outputs = { ... }: { good = 1; }; }
