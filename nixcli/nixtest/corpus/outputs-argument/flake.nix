# Proves: outputs that want an input nobody declares fail with nix's reason.
{ outputs = { self, nosuchinput-xyz ? throw "never" }: throw "outputs asked and threw"; }
