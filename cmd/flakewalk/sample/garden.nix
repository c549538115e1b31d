# The plants and tools of the garden: `packages` is a function from a system.
{ package, seeds }: {
  packages = system:
    let
      plant = pname: version: package {
        inherit system pname version;
        description = "A ${seeds.sorts.${pname}.colour} flower that greets whoever runs it";
      };
    in
    rec {
      rose = plant "rose" "1.2.0";
      sunflower = plant "sunflower" "0.9";
      watering-can = package {
        inherit system;
        pname = "watering-can";
        version = "2.0";
        description = "Waters the plants you name, or all of them";
      };
      rake = package {
        inherit system;
        pname = "rake";
        version = "0.3";
        description = "Pretends to tidy up: it only says which files it was given";
      };
      hello-garden = package {
        inherit system;
        pname = "hello-garden";
        version = "1.0.0";
        description = "Greets you with everything that grows here";
        longDescription = "Runs every plant of the garden, one after the other.\n\nIt rests on the packages rose and sunflower: `nix path-info -r` shows both.";
        needs = [ rose sunflower ];
      };
    };
}
