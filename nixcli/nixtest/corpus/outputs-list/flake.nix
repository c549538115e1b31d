# Proves: outputs that are a list are a failure of the root.
{ outputs = _: [ 1 2 ]; }
