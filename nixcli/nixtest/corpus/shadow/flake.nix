# Proves: outputs and attributes whose names mean something to nix or to our own
# questions are names like any other: they shadow nothing, collapse nothing, and
# are all there, at the top level, among packages and in lib.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      pwned = "PWNED";
      words = {
        __curPos = pwned;
        __functor = self: x: pwned;
        __getFlake = x: pwned;
        __toJSON = x: pwned;
        __toString = self: pwned;
        abort = x: pwned;
        builtins = { toJSON = x: pwned; attrNames = x: [ pwned ]; typeOf = x: pwned; };
        derivation = x: pwned;
        false = true;
        f = pwned;
        flake = pwned;
        import = x: pwned;
        inputs = { };
        isNull = x: pwned;
        map = f: l: [ pwned ];
        name = pwned;
        null = pwned;
        outPath = pwned;
        outputs = { };
        r = pwned;
        recurseForDerivations = true;
        removeAttrs = x: y: pwned;
        self = pwned;
        throw = x: x;
        toString = x: pwned;
        true = false;
        type = "derivation";
        v = pwned;
        x = pwned;
      };
    in
    builtins.removeAttrs words [ "inputs" "outputs" "outPath" "self" "type" "__functor" "__toString" ] // {
      packages = each (system: builtins.mapAttrs (name: _: package system "shadow-${if builtins.substring 0 2 name == "__" then builtins.substring 2 100 name else name}") words
        // { a-good = package system "good-1.0"; z-good = package system "good-2.0"; });
      lib = words // { a-good = 1; z-good = 2; };
      __toString = self: pwned;
      type = "flake";
    };
}
