# Proves: what is huge is shown in part: a description of 5 MB, a list of a
# million, a line of 10 MB, a long name; and a path is shown without copying what
# lies there into the store (`folder` would add `store-me`).
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      ten = s: s + s + s + s + s + s + s + s + s + s;
      megabyte = ten (ten (ten (ten (ten "0123456789"))));
      million = builtins.genList (i: i) 1000000;
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        described = package system "described-1.0" // {
          meta.description = megabyte + megabyte + megabyte + megabyte + megabyte;
        };
        z-good = package system "good-2.0";
      });
      lib = {
        file = ./store-me/file.txt;
        folder = ./store-me;
        good = 1;
        line = ten megabyte;
        list = million;
        nested = { inherit million; };
        pairs = map (i: { name = toString i; value = i; }) million;
        set = builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = i; }) 100000);
      };
    };
}
