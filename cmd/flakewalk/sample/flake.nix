# hello-garden is a small made-up project that shows one of everything a flake can
# offer. It needs no network and no nixpkgs, so all of it can be looked at, built
# and run at once (for the dev shells see shells.nix).
{
  description = "hello-garden: a small garden of everything a flake can hold";

  # A flake may rest on others. These inputs are folders of this very flake, so that
  # there is something to see in the Inputs tab without a network.
  inputs.seeds.url = "path:./seeds";
  inputs.pond.url = "path:./pond";
  inputs.tools.url = "path:./tools";

  # The pond shall use the garden's seeds, and the tools the garden's pond. The seeds
  # of the tools are left alone: the Inputs tab shows that they are there twice, and
  # the line that would change that.
  inputs.pond.inputs.seeds.follows = "seeds";
  inputs.tools.inputs.pond.follows = "pond";

  outputs = { self, seeds, pond, tools }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forEach = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);

      package = import ./package.nix { inherit systems; };
      garden = import ./garden.nix { inherit package seeds; };
    in
    {
      # nix build .#rose      nix run .#sunflower
      packages = forEach (system: garden.packages system // {
        default = self.packages.${system}.hello-garden;

        # Not everything grows: this one is here to show what a failing attribute
        # looks like. The others do not care.
        orchid = throw "orchids need a greenhouse; plant a rose instead";

        # And this one is a package like any other, until it is built: its log says
        # why it does not grow.
        cactus = import ./cactus.nix system;
      })
      # A machine nobody here has: listed, but not evaluated unless you ask.
      // { riscv64-linux = garden.packages "riscv64-linux"; };

      # nix run .#water
      apps = forEach (system: {
        default = self.apps.${system}.water;
        water = {
          type = "app";
          program = "${self.packages.${system}.watering-can}/bin/watering-can";
          meta.description = "Water every plant in the garden once.";
        };
        harvest = {
          type = "app";
          program = "${self.packages.${system}.hello-garden}/bin/hello-garden";
          meta.description = "See what grew.";
        };
      });

      # nix develop           nix develop .#quiet
      devShells = forEach (import ./shells.nix);

      # nix flake check
      checks = forEach (system: {
        rose-smells = derivation {
          name = "rose-smells";
          inherit system;
          builder = "/bin/sh";
          rose = self.packages.${system}.rose;
          args = [ "-c" ''"$rose/bin/rose" > "$out" && exit 0'' ];
        } // { meta.description = "The rose says something when it is run."; };
      });

      # nix fmt
      formatter = forEach (system: self.packages.${system}.rake);

      # Adds the garden to somebody's nixpkgs.
      overlays.default = final: prev: { hello-garden = garden.packages prev.system; };

      # For NixOS: imports = [ hello-garden.nixosModules.default ];
      nixosModules.default = import ./module.nix;

      # A machine. A real one comes from nixpkgs.lib.nixosSystem; this is as much
      # of its shape as can be had without nixpkgs.
      nixosConfigurations.greenhouse = import ./greenhouse.nix self;

      # nix flake init -t .
      templates = {
        default = {
          path = ./templates/plant;
          description = "A flake with a single plant";
          welcomeText = "# You planted a flake\n\nRun `nix build` and look at `result`.\n";
        };
        bed = { path = ./templates/bed; description = "A flake with a row of plants"; };
      };

      # What other flakes can use: functions and plain values.
      lib = import ./lib.nix { inherit systems; sorts = seeds.sorts; };

      # Continuous integration looks here.
      hydraJobs.nightly = forEach (system: self.packages.${system}.hello-garden);
    };
}
