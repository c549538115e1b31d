# Proves: what needs import from derivation is told apart from what failed, at
# the head of a value as well as in one of its fields; nothing is built.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      source = system: derivation {
        name = "ifd-source.nix";
        inherit system;
        builder = "/bin/sh";
        args = [ "-c" "echo '\"from-a-build\"' > $out; exit 0" ];
      };
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        description = package system "good-2.0" // { meta.description = import (source system); };
        import = package system (import (source system));
        name = package system "fine" // { name = import (source system); };
        readFile = builtins.seq (builtins.readFile (source system)) (package system "never");
        z-good = package system "good-3.0";
      });
      # Fails to build even where IFD is allowed.
      lib = each (system: {
        failing = import (derivation {
          name = "ifd-failing";
          inherit system;
          builder = "/bin/sh";
          args = [ "-c" "echo this build fails; exit 3" ];
        });
        imported = import (source system);
        listing = builtins.readDir (source system);
        exists = builtins.pathExists (source system);
      });
    };
}
