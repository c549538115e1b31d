{
  description = "Walk through a Nix flake in the terminal";

  # There is no flake.lock yet: CONTRIBUTING.md says why, and what follows from it.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;

      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      forEachSystem = f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});

      # The day of the commit, as nixpkgs writes versions of what has no release.
      day = lib.concatStringsSep "-" (builtins.match "(.{4})(.{2})(.{2}).*" self.lastModifiedDate);

      package =
        pkgs:
        pkgs.buildGoModule (finalAttrs: {
          pname = "flakewalk";
          version = "0-unstable-${day}";
          src = self;
          vendorHash = "sha256-5lJVIRWQzBhhTFELTyhNrF8BbePMHP4fcdZgGmSuy94="; # .ci/vendor-hash --write
          subPackages = [ "cmd/flakewalk" ];
          env.CGO_ENABLED = "0";
          ldflags = [
            "-X main.stampedVersion=${finalAttrs.version}"
            "-X main.stampedCommit=${self.rev or self.dirtyRev or ""}"
            "-X main.stampedDate=${toString self.lastModified}"
          ];
          # Not where it is built for another machine than this one.
          postInstall = ''
            if $out/bin/flakewalk --version >/dev/null 2>&1; then
              make share BINARY=$out/bin/flakewalk PREFIX=$out
            fi
          '';
          doCheck = false; # see checks.tests
          meta = {
            description = "Walk through a Nix flake in the terminal";
            license = lib.licenses.mit;
            mainProgram = "flakewalk";
          };
        });

      # The tests that need neither nix nor the network: in nix's sandbox there is
      # no network to fetch the versions of nix that the others run with.
      tests =
        pkgs:
        (package pkgs).overrideAttrs {
          pname = "flakewalk-tests";
          doCheck = true;
          nativeCheckInputs = [ pkgs.git ];
          checkPhase = ''
            runHook preCheck
            make quick
            runHook postCheck
          '';
        };

      format =
        pkgs:
        pkgs.runCommand "flakewalk-format"
          {
            nativeBuildInputs = [
              pkgs.go
              pkgs.nixfmt
            ];
          }
          ''
            cd ${self}
            nixfmt --check flake.nix
            test -z "$(gofmt -l cmd model nixcli tui | tee /dev/stderr)"
            touch $out
          '';
    in
    {
      overlays.default = final: _prev: { flakewalk = package final; };

      packages = forEachSystem (pkgs: {
        default = package pkgs;
      });

      apps = forEachSystem (pkgs: {
        default = {
          type = "app";
          program = lib.getExe (package pkgs);
          meta.description = "Explore a flake in the terminal";
        };
      });

      # What `make` needs, and an editor's language server. The tests use the nix
      # that is there already, and fetch others.
      devShells = forEachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.git
            pkgs.gnumake
            pkgs.go
            pkgs.gopls
            pkgs.nixfmt
          ];
        };
      });

      checks = forEachSystem (pkgs: {
        package = package pkgs;
        tests = tests pkgs;
        format = format pkgs;
      });

      # Our own flake and the Go code only: the flakes that tests use are odd on purpose.
      formatter = forEachSystem (
        pkgs:
        pkgs.writeShellApplication {
          name = "flakewalk-format";
          runtimeInputs = [
            pkgs.git
            pkgs.go
            pkgs.nixfmt
          ];
          text = ''
            cd "$(git rev-parse --show-toplevel)"
            nixfmt flake.nix
            gofmt -w cmd model nixcli tui
          '';
        }
      );
    };
}
