# Stands in for nixpkgs where there is no network: as much of it as our own
# flake.nix uses, with the tools of the machine that tests instead of its own.
# What the phases do is what nixpkgs does, as far as the hash of the modules and
# the stamped binary depend on it.
{
  outputs =
    { self }:
    let
      host = import ./host.nix; # written by the test: PATH, GOMODCACHE, GOCACHE

      lib = {
        inherit (builtins) concatStringsSep;
        genAttrs =
          names: f:
          builtins.listToAttrs (
            map (name: {
              inherit name;
              value = f name;
            }) names
          );
        getExe = p: "${p}/bin/${p.meta.mainProgram}";
        licenses.mit = {
          spdxId = "MIT";
          fullName = "MIT License";
        };
      };

      packagesOf =
        system:
        let
          # A derivation from a shell script, which can be overridden as in nixpkgs.
          make =
            args:
            derivation (
              {
                inherit system;
                inherit (host) PATH GOMODCACHE GOCACHE;
                GOPROXY = "off";
                GOFLAGS = "";
                builder = "/bin/sh";
                args = [
                  "-euc"
                  (args.script or "echo > $out")
                ];
                outputs = [ "out" ];
              }
              // removeAttrs args [
                "meta"
                "script"
                "env"
              ]
              // args.env or { }
            )
            // {
              meta = args.meta or { };
              overrideAttrs = change: make (args // change // { name = change.pname or args.name; });
            };

          tool =
            name:
            make {
              inherit name;
              meta.mainProgram = name;
            };

          begin = "cp -r $src source; chmod -R u+w source; cd source; export HOME=$PWD; runHook() { :; };";

          goModules =
            attrs:
            make {
              name = "${attrs.pname}-go-modules";
              inherit (attrs) src;
              script = "${begin} go mod vendor; cp -r vendor $out";
              outputHashMode = "recursive";
              outputHash = attrs.vendorHash;
            };

          buildGoModule =
            f:
            let
              attrs = f attrs;
            in
            make (
              attrs
              // {
                name = "${attrs.pname}-${attrs.version}";
                goModules = goModules attrs;
                doCheck = attrs.doCheck or true;
                script = ''
                  ${begin}
                  cp -r $goModules vendor
                  mkdir -p $out/bin
                  go build -mod=vendor -trimpath -buildvcs=false -ldflags "$ldflags -buildid=" -o $out/bin/ ./$subPackages
                  if [ -n "$doCheck" ]; then eval "$checkPhase"; fi
                  eval "$postInstall"
                '';
              }
            );
        in
        {
          inherit lib buildGoModule;
          mkShell =
            args:
            make {
              name = "shell";
              tools = args.packages;
            };
          runCommand =
            name: attrs: script:
            make (attrs // { inherit name script; });
          writeShellApplication =
            args:
            make {
              inherit (args) name text;
              tools = args.runtimeInputs;
              meta.mainProgram = args.name;
            };
        }
        // lib.genAttrs [ "git" "gnumake" "go" "gopls" "nixfmt" ] tool;
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ] packagesOf;
    };
}
