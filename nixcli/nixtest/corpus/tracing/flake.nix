# Proves: what each question forces. Every value here prints `forced:PATH` when it
# is evaluated, the values nobody asked for must stay silent.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      # A value that says its path when it is forced.
      say = path: value: builtins.trace "forced:${path}" value;
      # A set whose attributes are functions from their own path to their value.
      set = children: path: say path (builtins.mapAttrs (name: child: child "${path}.${name}") children);
      leaf = value: path: say path value;
      list = children: path: say path (builtins.genList (i: builtins.elemAt children i "${path}.${toString i}") (builtins.length children));
      each = child: set (builtins.listToAttrs (map (name: { inherit name; value = child; }) systems));
      package = set {
        type = leaf "derivation";
        name = leaf "traced-1.0";
        pname = leaf "traced";
        version = leaf "1.0";
        system = leaf "x86_64-linux";
        drvPath = leaf "/nix/store/00000000000000000000000000000000-traced-1.0.drv";
        outPath = leaf "/nix/store/00000000000000000000000000000000-traced-1.0";
        outputs = list [ (leaf "out") (leaf "dev") ];
        out = leaf "/nix/store/00000000000000000000000000000000-traced-1.0";
        dev = leaf "/nix/store/00000000000000000000000000000000-traced-1.0-dev";
        passthru = set { tests = leaf { }; };
        src = leaf "a source";
        meta = set {
          available = leaf true;
          broken = leaf false;
          changelog = leaf "https://example.invalid/changes";
          description = leaf "A traced package.";
          downloadPage = leaf "https://example.invalid/download";
          homepage = leaf "https://example.invalid/";
          insecure = leaf false;
          knownVulnerabilities = list [ ];
          license = set { spdxId = leaf "MIT"; fullName = leaf "MIT License"; free = leaf true; shortName = leaf "mit"; };
          longDescription = leaf "A longer text.";
          mainProgram = leaf "traced";
          maintainers = list [ (set { name = leaf "Some One"; github = leaf "someone"; }) ];
          outputsToInstall = list [ (leaf "out") ];
          platforms = list [ (leaf "x86_64-linux") (leaf "aarch64-linux") ];
          position = leaf "/nix/store/00000000000000000000000000000000-source/default.nix:7";
          unfree = leaf false;
          unsupported = leaf false;
        };
      };
      app = set { type = leaf "app"; program = leaf "/nix/store/00000000000000000000000000000000-traced/bin/traced"; meta = set { description = leaf "A traced app."; }; };
      option = set {
        _type = leaf "option";
        apply = leaf (x: x);
        declarations = list [ (leaf "flake.nix") ];
        declarationPositions = list [ (set { file = leaf "flake.nix"; line = leaf 1; column = leaf 2; }) ];
        default = leaf "not asked for";
        defaultText = set { _type = leaf "literalExpression"; text = leaf "a default"; };
        definitions = list [ (leaf "traced") ];
        definitionsWithLocations = list [ (set { file = leaf "module.nix"; value = leaf "not asked for"; }) ];
        description = leaf "A traced option.";
        example = set { deep = set { list = list [ (leaf 1) ]; }; };
        files = list [ (leaf "module.nix") ];
        internal = leaf false;
        isDefined = leaf true;
        readOnly = leaf false;
        type = set {
          _type = leaf "option-type";
          check = leaf (x: true);
          description = leaf "traced type";
          getSubOptions = leaf (prefix: { sub = throw "not asked for"; });
          name = leaf "traced";
          nestedTypes = set { };
        };
        value = list [ (set { inner = leaf "not asked for"; }) (leaf 2) ];
        visible = leaf true;
      };
      configuration = set {
        config = set { networking = set { hostName = leaf "traced"; }; system = set { build = set { toplevel = package; }; }; };
        options = set { networking = set { hostName = option; }; };
        pkgs = set { };
      };
      children = {
        packages = each (set { one = package; two = package; three = package; });
        apps = each (set { one = app; two = app; });
        checks = each (set { one = package; });
        devShells = each (set { default = package; });
        formatter = each package;
        legacyPackages = each (set { one = package; nested = set { inner = package; }; });
        lib = set {
          float = leaf 1.5;
          called = set { __functor = leaf (self: { name, version ? "1.0" }: name); };
          function = leaf ({ name, version ? "1.0" }: name);
          int = leaf 42;
          list = list [ (leaf 1) (leaf "two") (list [ (leaf 3) ]) ];
          lists = list [ package (set { type = leaf "x"; other = leaf 1; }) (list [ (list [ (list [ (leaf 1) ]) ]) ]) ];
          nested = set { deep = set { deeper = leaf "text"; }; };
          null = leaf null;
          string = leaf "text";
          type = leaf "not a derivation";
        };
        nixosConfigurations = set { host = configuration; };
        nixosModules = set { default = leaf ({ config, ... }: { }); set = set { imports = list [ ]; options = set { }; }; };
        overlays = set { default = leaf (final: prev: { }); };
        templates = set { default = set { path = leaf ./.; description = leaf "A traced template."; welcomeText = leaf "Welcome."; }; };
        hydraJobs = set { build = each package; };
      };
    in
    builtins.mapAttrs (name: child: child name) children;
}
