{
  description = "A single plant";
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
    in
    {
      packages = each (system: {
        default = derivation {
          name = "plant";
          inherit system;
          builder = "/bin/sh";
          args = [ "-c" "echo 'I grow.' > $out; exit 0" ];
        };
      });
    };
}
