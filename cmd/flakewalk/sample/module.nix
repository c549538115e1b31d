# A NixOS module: options of the garden, and what follows from them.
{ config, lib, ... }: {
  options.services.garden = {
    enable = lib.mkEnableOption "the garden";
    plants = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "rose" ];
      description = "Which plants grow here.";
    };
  };
  config = lib.mkIf config.services.garden.enable {
    environment.etc."garden".text = builtins.concatStringsSep "\n" config.services.garden.plants;
  };
}
