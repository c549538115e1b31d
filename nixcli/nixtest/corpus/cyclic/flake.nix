# Proves: a set that contains itself can be walked for ever but never printed
# whole; toJSON of it ends in a stack overflow, which kills the repl of nix 2.26.
{
  outputs = { self }:
    let
      loop = { name = "loop"; again = loop; };
      list = [ 1 list ];
    in
    {
      lib.good = 1;
      lib.list = list;
      lib.loop = loop;
      lib.whole = self;
      packages = builtins.listToAttrs (map (name: { inherit name; value.self = self; }) [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]);
    };
}
