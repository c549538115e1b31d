# Proves: what stands where a derivation, template, overlay or module belongs and
# is something else is a failure that can still be looked into.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        app = { type = "app"; program = "/bin/true"; };
        bool = true;
        callable = { __functor = self: x: x; };
        empty = { };
        float = 1.5;
        function = { lib, stdenv ? null }: package system "never";
        int = 5;
        list = [ (package system "in-list-1.0") ];
        nested = { inner = package system "inner-1.0"; other = package system "other-1.0"; };
        null = null;
        only-out-path = { outPath = "/nix/store/00000000000000000000000000000000-x"; };
        path = ./flake.nix;
        pretender = { type = "derivation"; };
        string = "just text";
        type-int = { type = 5; name = "x"; };
        type-other = { type = "package"; name = "x"; };
        z-good = package system "good-2.0";
      });
      checks = each (system: { good = package system "check-1.0"; string = "not a check"; });
      devShells = each (system: { good = package system "shell-1.0"; set = { }; });
      formatter = each (system: "not a formatter");
      templates = {
        good = { path = ./.; description = "A good template."; };
        no-description = { path = ./.; };
        no-path = { description = "No path."; };
        string = "not a template";
      };
      overlays = { good = final: prev: { }; set = { }; };
      nixosModules = { function = { config, ... }: { }; path = ./flake.nix; set = { }; string = "odd"; };
      nixosConfigurations.string = "odd";
      homeConfigurations = [ "odd" ];
      hydraJobs = 5;
    };
}
