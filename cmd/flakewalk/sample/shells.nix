# The dev shells of a system. Nix builds the environment of a shell with a bash
# that must be called just that. This flake has no bash of its own and takes the
# one of this machine, which a build in a sandbox (the default on Linux) cannot
# see: there, write nixpkgs' "${pkgs.bash}/bin/bash" instead, or nix develop with
# --option sandbox false if you may. With nixpkgs you would write mkShell here.
system:
let
  shell = name: variables: derivation ({
    inherit name system;
    builder = "/bin/bash";
    outputs = [ "out" ];
    args = [ "-c" "echo > $out; exit 0" ];
    PATH = "/usr/bin:/bin";
  } // variables);
in
{
  default = shell "garden-shell" {
    GARDEN = "hello-garden";
    shellHook = ''echo "Welcome to the $GARDEN shell. Leave it with exit."'';
  } // { meta.description = "Everything a gardener needs"; };
  quiet = shell "quiet-shell" { GARDEN = "quiet"; } // { meta.description = "The same, without a greeting"; };
}
