# Proves: what nixpkgs refuses (unfree, insecure, broken, unsupported) has states
# of its own. Wordings of three generations of nixpkgs: `…-old` up to 24.11,
# `…-mid` 25.05, `…-new` from 25.11 on. As in nixpkgs the refusal is on drvPath
# and outPath while name and meta work; `…-whole` refuses the attribute itself.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      position = name: "/nix/store/00000000000000000000000000000000-source/pkgs/${name}/default.nix:7";
      note = ''

        a) To temporarily allow this, you can use an environment variable
           for a single invocation of the nix tools.
      '';
      why = {
        unfree = "has an unfree license (‘unfree’)";
        insecure = "is marked as insecure";
        broken = "is marked as broken";
        unsupported = ''
          is not available on the requested hostPlatform:
            hostPlatform.system = "x86_64-linux"
            package.meta.platforms = [
              "m68k-linux"
            ]
            package.meta.badPlatforms = [ ]
        '';
      };
      known = "\nKnown issues:\n - CVE-2020-0000: a hole\n\nYou can install it anyway by allowing this package, using the\nfollowing methods:\n";
      remedy = reason: if reason == "insecure" then known else note;
      old = reason: "Package ‘${reason}-1.0’ in ${position reason} ${why.${reason}}, refusing to evaluate.\n\n${remedy reason}";
      mid = reason: "Package '${reason}-1.0' in ${position reason} ${why.${reason}}, refusing to evaluate.\n\n${remedy reason}";
      new = reason: "Refusing to evaluate package '${reason}-1.0' in ${position reason} because it "
        + (if reason == "broken" then "has problems:\n- broken: This package is broken.\n" else why.${reason})
        + "\n${remedy reason}";
      hydra = reason: "Failed to evaluate ${reason}-1.0: «${reason}»: ${why.${reason}}";
      refuse = system: reason: text:
        let
          good = package system "${reason}-1.0";
          check = throw text;
        in
        good // {
          meta = { description = "A package that is ${reason}."; ${reason} = true; available = false; position = position reason; };
          drvPath = builtins.seq check good.drvPath;
          outPath = builtins.seq check good.outPath;
        };
      reasons = [ "unfree" "insecure" "broken" "unsupported" ];
      named = suffix: f: builtins.listToAttrs (map (reason: { name = "${reason}-${suffix}"; value = f reason; }) reasons);
    in
    {
      packages = each (system:
        { a-good = package system "good-1.0"; z-good = package system "good-2.0"; }
        // named "old" (reason: refuse system reason (old reason))
        // named "mid" (reason: refuse system reason (mid reason))
        // named "new" (reason: refuse system reason (new reason))
        // named "whole" (reason: throw (old reason))
        // named "new-whole" (reason: throw (new reason))
        // named "hydra" (reason: throw (hydra reason)));
    };
}
