# Proves: a description that is no string.
{ description = 5; outputs = _: { good = 1; }; }
