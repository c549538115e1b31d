# Proves and measures: 100,000 attributes in 200 sets of 500. In every set the
# attributes 49, 99, 149 ... throw, all others are derivations. The sets stand at
# `sets` and, for every system, in legacyPackages.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      digits = i: if i < 10 then "00${toString i}" else if i < 100 then "0${toString i}" else toString i;
      numbered = prefix: count: value: builtins.listToAttrs (builtins.genList (i: { name = "${prefix}-${digits i}"; value = value i; }) count);
      last = i: i - i / 50 * 50 == 49;
      attribute = system: s: i:
        if last i then throw "attribute ${toString i} of set ${toString s} throws"
        else derivation {
          name = "many-${digits s}-${digits i}";
          inherit system;
          builder = "/bin/sh";
          args = [ "-c" "echo > $out; exit 0" ];
        } // { meta.description = "Attribute ${toString i} of set ${toString s}."; };
      sets = system: numbered "set" 200 (s: numbered "attr" 500 (attribute system s));
    in
    {
      legacyPackages = builtins.listToAttrs (map (name: { inherit name; value = sets name; }) systems);
      sets = sets "x86_64-linux";
    };
}
