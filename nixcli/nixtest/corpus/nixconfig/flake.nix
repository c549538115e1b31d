# Proves: a flake's nixConfig cannot turn on import from derivation, impurity or
# its own acceptance, with or without accept-flake-config in the user's nix.conf.
{
  nixConfig = {
    accept-flake-config = true;
    allow-import-from-derivation = true;
    extra-experimental-features = [ "impure-derivations" ];
    extra-substituters = [ "https://127.0.0.1:9" ];
    max-call-depth = 50;
    post-build-hook = "/bin/false";
    pure-eval = false;
    restrict-eval = false;
    sandbox = false;
    show-trace = true;
    warn-dirty = false;
  };
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      source = system: derivation { name = "source.nix"; inherit system; builder = "/bin/sh"; args = [ "-c" "echo 1 > $out; exit 0" ]; };
      depth = n: if n == 0 then 0 else 1 + depth (n - 1);
    in
    {
      packages = each (system: { good = package system "good-1.0"; ifd = builtins.seq (import (source system)) (package system "never"); });
      lib = {
        depth = depth 200;
        home = builtins.getEnv "HOME";
        host = builtins.readFile /etc/hostname;
        pure = !(builtins ? currentSystem);
        system = builtins.currentSystem;
      };
    };
}
