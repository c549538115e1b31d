# Proves: a derivation stays a package when its name, description, meta or type
# fails or is of a strange type: the field fails, or the node with that reason.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
    in
    {
      packages = each (system:
        let good = package system "good-1.0"; in {
          a-good = good // { meta.description = "A good one."; };
          description-abort = good // { meta.description = abort "description aborts"; };
          description-int = good // { meta.description = 5; };
          description-lines = good // { meta.description = "first line\nsecond line\n"; };
          description-missing = good // { meta.description = { }.text; };
          description-null = good // { meta.description = null; };
          description-set = good // { meta.description = { text = "in a set"; }; };
          description-throws = good // { meta.description = throw "description throws"; };
          drv-throws = good // { drvPath = throw "drvPath throws"; outPath = throw "outPath throws"; };
          license-throws = good // { meta = { description = "Licence throws."; license = throw "license throws"; }; };
          licenses = good // { meta.license = [ { spdxId = "MIT"; fullName = "MIT License"; free = true; } "odd" { shortName = "own"; } 5 ]; };
          meta-missing = good;
          meta-null = good // { meta = null; };
          meta-string = good // { meta = "not a set"; };
          meta-throws = good // { meta = throw "meta throws"; };
          name-abort = good // { name = abort "name aborts"; };
          name-int = good // { name = 5; };
          name-missing = removeAttrs good [ "name" ];
          name-recursion = good // { name = let n = n; in n; };
          name-throws = good // { name = throw "name throws"; };
          no-drv-path = { type = "derivation"; name = "no-drv-path-1.0"; };
          no-system = derivation { name = "no-system"; builder = "/bin/sh"; };
          outputs-throws = good // { outputs = throw "outputs throws"; };
          type-throws = good // { type = throw "type throws"; };
          version = good // { version = "9.9"; meta = { description = "Has a version."; homepage = "https://example.invalid/"; mainProgram = "good"; }; };
          version-throws = good // { version = throw "version throws"; };
          z-good = package system "good-2.0";
        });
    };
}
