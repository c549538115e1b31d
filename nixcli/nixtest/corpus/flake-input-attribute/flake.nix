# Proves: an input with an attribute that nix does not know.
{ inputs.dep = { url = "path:./dep"; colour = "green"; }; outputs = _: { good = 1; }; }
