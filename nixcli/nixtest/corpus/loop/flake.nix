# Proves: an evaluation that never ends (and hardly uses memory) is stopped at
# its limit and hides nobody else. It ignores every polite signal.
{
  outputs = _:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      thousand = builtins.genList (i: i) 1000;
      sum = f: builtins.foldl' (acc: i: acc + f i) 0 thousand;
      forever = sum (_: sum (_: sum (_: sum (_: sum (_: 1)))));
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        loop = builtins.seq forever (package system "never");
        z-good = package system "good-2.0";
      });
      lib.forever = forever;
      lib.good = 1;
      # The loop is in the name and the description: the kind is still known.
      checks = each (system: {
        slow-name = package system "fine" // { name = builtins.seq forever "never"; };
        slow-meta = package system "fine" // { meta.description = builtins.seq forever "never"; };
      });
    };
}
