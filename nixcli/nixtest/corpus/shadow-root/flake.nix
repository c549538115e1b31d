# Proves: a root that claims to be a derivation, with an outPath, a name and a
# functor of its own, is still walked like any other set of outputs.
{
  outputs = { self }: {
    __functor = self: x: "PWNED";
    __toString = self: "PWNED";
    drvPath = "/nix/store/00000000000000000000000000000000-pwned.drv";
    good = 1;
    lib.good = 2;
    meta.description = "PWNED";
    name = "pwned";
    outPath = "/nix/store/00000000000000000000000000000000-pwned";
    type = "derivation";
  };
}
