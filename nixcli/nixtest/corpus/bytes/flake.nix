# Proves: names, names of packages and values that are not UTF-8 lose neither
# themselves nor their neighbours, though toJSON of them fails. The lone bytes are
# cut out of a character: "ü" is C3 BC.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      lead = builtins.substring 0 1 "ü";
      continuation = builtins.substring 1 1 "ü";
      named = f: builtins.listToAttrs [
        { name = "a-good"; value = f 0; }
        { name = lead; value = f 1; }
        { name = "mid${continuation}dle"; value = f 2; }
        { name = "z-good"; value = f 3; }
      ];
    in
    {
      packages = each (system: named (i: package system "bytes-${toString i}"));
      lib = named (i: "value ${toString i}");
      values = {
        continuation = "a${continuation}b";
        description = package "x86_64-linux" "fine-1.0" // { meta.description = "not ${lead} text"; };
        good = "good";
        lead = lead;
        list = [ "good" lead "good too" ];
      };
    } // builtins.listToAttrs [ { name = "top${lead}"; value = "top"; } ];
}
