# Proves: an attribute may be called anything. The same hostile names stand at the
# top level (as strings), among packages and in lib; every value tells which one
# it is by its number in the list below. `bytes` in outputs of its own would hide
# nobody: see the flakes `bytes` and `shadow`.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      names = import ./names.nix;
      number = i: if i < 10 then "0${toString i}" else toString i;
      all = f: builtins.listToAttrs (builtins.genList (i: { name = builtins.elemAt names i; value = f i; }) (builtins.length names));
      package = system: i: derivation {
        name = "named-${number i}";
        inherit system;
        builder = "/bin/sh";
        args = [ "-c" "echo ${number i} > $out; exit 0" ];
      };
    in
    all (i: "top-${number i}") // {
      packages = each (system: all (package system));
      lib = all (i: "lib-${number i}");
      # Sets whose only child has a name that means something to nix.
      sets = builtins.listToAttrs (builtins.genList
        (i: { name = "set-${number i}"; value = builtins.listToAttrs [ { name = builtins.elemAt names i; value = "inner-${number i}"; } ]; })
        (builtins.length names));
    };
}
