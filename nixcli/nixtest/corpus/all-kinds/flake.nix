# Proves: every kind of thing a flake can hold is known for what it is, in its
# proper place and (in `elsewhere`) outside of it.
{
  description = "One of everything.";

  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: description: derivation {
        inherit name system;
        builder = "/bin/sh";
        args = [ "-c" "printf '#!/bin/sh\\necho ${name}\\n' > $out; chmod +x $out; exit 0" ];
      } // {
        pname = "kind";
        version = "1.0";
        meta = {
          inherit description;
          longDescription = "A longer text about it.\n\nIn two paragraphs.";
          homepage = "https://example.invalid/kinds";
          changelog = "https://example.invalid/kinds/changes";
          license = { spdxId = "MIT"; fullName = "MIT License"; free = true; };
          mainProgram = "kind";
          maintainers = [ { name = "Some One"; github = "someone"; email = "someone@example.invalid"; } ];
          platforms = systems;
          position = "${toString ./flake.nix}:1";
        };
      };
      shell = system: derivation {
        name = "shell-1.0";
        inherit system;
        builder = "/bin/bash";
        outputs = [ "out" ];
        args = [ "-c" "echo > $out; exit 0" ];
      };
      app = system: { type = "app"; program = "${package system "app-1.0" "An app."}"; meta.description = "Runs it."; };
      module = { config, lib ? null, ... }: { };
      option = { _type = "option"; description = "An option."; default = 1; type = { description = "integer"; }; };
      configuration = {
        type = "configuration";
        config = {
          networking.hostName = "kinds";
          services.web = { enable = true; port = 80; };
          system.build.toplevel = package "x86_64-linux" "toplevel-1.0" "The whole system.";
          broken = throw "this option throws";
        };
        options.services.web.enable = option;
        extendModules = x: x;
      };
    in
    {
      apps = each (system: { default = app system; });
      bundlers = each (system: { default = drv: drv; });
      checks = each (system: { default = package system "check-1.0" "A check."; });
      darwinConfigurations.mac = configuration;
      darwinModules.default = module;
      defaultApp = each app;
      defaultPackage = each (system: package system "default-1.0" "The old default.");
      defaultTemplate = { path = ./template; description = "The old default template."; };
      devShell = each shell;
      devShells = each (system: { default = shell system; });
      elsewhere = {
        app = app "x86_64-linux";
        derivation = package "x86_64-linux" "elsewhere-1.0" "A derivation in no special place.";
        home = { activationPackage = package "x86_64-linux" "home-1.0" "A home."; config = { }; options = { }; };
        inherit option;
      };
      flakeModules.default = ./module.nix;
      formatter = each (system: package system "formatter-1.0" "A formatter.");
      homeConfigurations.me = configuration // { activationPackage = package "x86_64-linux" "home-1.0" "A home."; };
      homeModules.default = { imports = [ module ]; };
      hydraJobs = {
        build = each (system: package system "job-1.0" "A job.");
        nested.deep.job = package "x86_64-linux" "deep-job-1.0" "A job deep down.";
      };
      legacyPackages = each (system: {
        hello = package system "legacy-1.0" "An old package.";
        pythonPackages = { recurseForDerivations = true; requests = package system "requests-1.0" "A nested one."; };
        throws = throw "legacy throws";
      });
      lib = {
        args = { name, version ? "1.0", ... }: "${name}-${version}";
        builtin = builtins.map;
        curried = a: b: a + b;
        empty = { };
        emptyList = [ ];
        false = false;
        float = 3.25;
        function = x: x;
        functor = { __functor = self: x: x; };
        int = -42;
        list = [ 1 "two" [ 3 [ 4 ] ] { five = 5; } null ];
        lines = "first line\nsecond line\n\tthird, indented\n";
        nested.a.b.c.d = "deep";
        null = null;
        number = 9223372036854775807;
        path = ./module.nix;
        string = "text";
        true = true;
        unicode = "größe 日本語 👩‍💻";
        url = "https://example.invalid/";
      };
      nixosConfigurations.host = configuration;
      nixosModule = module;
      nixosModules = { default = module; set = { options = { }; config = { }; }; path = ./module.nix; };
      overlay = final: prev: { };
      overlays.default = final: prev: { kind = package prev.system "overlaid-1.0" "Overlaid."; };
      packages = each (system: { default = package system "kind-1.0" "The default package."; other = package system "other-2.0" "Another one."; })
        // { riscv64-linux.default = package "riscv64-linux" "kind-1.0" "For another system."; };
      schemas = { };
      templates = { default = { path = ./template; description = "A template."; welcomeText = "# Welcome\n"; }; bare.path = ./template; };
    };
}
