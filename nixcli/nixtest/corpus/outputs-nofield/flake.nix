# Proves: outputs whose own evaluation misses an attribute: no output is there.
{ outputs = { self }: { a = { good = 1; }; }.b; }
