# Makes a package of a folder of this flake, `./programs/NAME`, and of what it
# needs: a tree of links to all of them, as a profile is.
#
# Nix builds that tree by itself ("builtin:buildenv"), so that it works in a
# sandbox without any tool. With nixpkgs you would write stdenv.mkDerivation here.
{ systems }:
{ system, pname, version, description, longDescription ? description, needs ? [ ] }:
let
  parts = [ "${./programs + "/${pname}"}" ] ++ map toString needs;
in
derivation
  {
    name = "${pname}-${version}";
    inherit system pname version;
    builder = "builtin:buildenv";
    derivations = builtins.concatMap (part: [ "true" "5" "1" part ]) parts;
    manifest = builtins.toFile "manifest.nix" "[ ]";
  } // {
  inherit pname version;
  meta = {
    inherit description longDescription;
    license = { spdxId = "MIT"; fullName = "MIT License"; shortName = "mit"; free = true; };
    homepage = "https://example.invalid/hello-garden";
    changelog = "https://example.invalid/hello-garden/changes/${version}";
    mainProgram = pname;
    maintainers = [ { name = "Rosa Gardener"; email = "rosa@example.invalid"; github = "rosa-example"; } ];
    platforms = systems;
    position = "${toString ./garden.nix}:1";
  };
}
