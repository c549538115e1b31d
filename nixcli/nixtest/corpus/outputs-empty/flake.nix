# Proves: a flake may offer nothing at all.
{ outputs = _: { }; }
