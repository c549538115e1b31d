# Proves: one whole system that throws, one output that throws, one output of the
# wrong type, cost themselves only; systems of others are listed, not evaluated.
{
  outputs = { self }:
    let
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      every = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) every);
    in
    {
      apps = throw "all apps throw";
      bundlers = 5;
      checks = each (system: throw "checks throw on ${system}");
      devShells = each (system: abort "shells abort on ${system}") // { riscv64-linux.default = package "riscv64-linux" "shell-1.0"; };
      formatter = each (system: { }.${system});
      legacyPackages = each (system: [ "a list" ]);
      packages = each (system: { good = package system "good-1.0"; })
        // { riscv64-linux = throw "packages throw on riscv64-linux"; not-a-system.good = package "x86_64-linux" "odd-1.0"; };
      lib.good = 1;
    };
}
