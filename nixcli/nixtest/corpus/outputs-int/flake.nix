# Proves: outputs that are no set are a failure of the root, not of the opening.
{ outputs = _: 5; }
