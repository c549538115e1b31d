# Proves: an evaluation that eats memory without end is stopped by the heap
# limit, said so, and hides nobody else.
{
  outputs = _:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      eater = builtins.length (builtins.genericClosure {
        startSet = [ { key = 0; } ];
        operator = { key, ... }: [ { key = key + 1; } ];
      });
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        eater = builtins.seq eater (package system "never");
        z-good = package system "good-2.0";
      });
      lib.good = 1;
    };
}
