# A value shaped like a NixOS configuration: `config` holds what is set, `options`
# what could be.
self:
let
  option = description: default: { _type = "option"; inherit description default; };
in
{
  config = {
    networking = { hostName = "greenhouse"; firewall.allowedTCPPorts = [ 22 80 ]; };
    services = {
      garden = { enable = true; plants = [ "rose" "sunflower" ]; };
      openssh.enable = true;
    };
    users.users.rosa = { isNormalUser = true; description = "Rosa Gardener"; extraGroups = [ "wheel" ]; };
    system = { stateVersion = "25.11"; build.toplevel = self.packages.x86_64-linux.hello-garden; };
    time.timeZone = "Europe/Berlin";
  };
  options.services.garden = {
    enable = option "Whether the garden is open." false;
    plants = option "Which plants grow here." [ "rose" ];
  };
}
