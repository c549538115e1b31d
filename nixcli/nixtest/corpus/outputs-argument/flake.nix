# Proves: outputs that use an argument nobody passes fail with nix's reason.
{ outputs = { self, ... }@inputs: inputs.nosuchinput.outputs; }
