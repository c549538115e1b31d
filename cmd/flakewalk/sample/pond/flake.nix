# An input of hello-garden: water. It has a bag of seeds of its own, but the garden
# makes it use hers: see `follows` in the garden's flake.nix.
{
  description = "A pond with water lilies";
  inputs.seeds.url = "path:../seeds";
  outputs = { self, seeds }: {
    water = "fresh";
    lilies = builtins.attrNames seeds.sorts;
  };
}
