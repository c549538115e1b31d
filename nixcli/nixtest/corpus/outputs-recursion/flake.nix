# Proves: outputs that need themselves to know their names.
{ outputs = { self }: builtins.mapAttrs (n: v: v) self; }
