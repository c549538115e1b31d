# Proves: outputs whose own evaluation misses an attribute: no output is there.
{ outputs = { self }: self.inputs.nixpkgs-that-is-not-there.outputs; }
