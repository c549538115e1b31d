# Proves: the options of a module system are known for what they are, and one of
# which a part fails tells all the others. There is no nixpkgs here: the values are
# shaped as its lib.evalModules makes them (lib/modules.nix, options.nix, types.nix).
{
  outputs = { self }:
    let
      inherit (builtins) concatStringsSep head listToAttrs map;
      mkOptionType = name: description: more: {
        _type = "option-type";
        inherit name description;
        check = value: true;
        deprecationMessage = null;
        descriptionClass = "noun";
        emptyValue = { };
        functor = { inherit name; type = null; payload = null; binOp = a: b: null; wrapped = null; };
        getSubModules = null;
        getSubOptions = prefix: { };
        merge = loc: defs: (head defs).value;
        nestedTypes = { };
        substSubModules = modules: null;
        typeMerge = functor: null;
      } // more;
      types = {
        bool = mkOptionType "bool" "boolean" { };
        lines = mkOptionType "separatedString" "strings concatenated with \"\\n\"" { };
        listOf = mkOptionType "listOf" "list of string" { };
        package = mkOptionType "package" "package" { };
        port = mkOptionType "unsignedInt16" "16 bit unsigned integer; between 0 and 65535 (both inclusive)" { };
        str = mkOptionType "str" "string" { };
        undescribed = { _type = "option-type"; name = "undescribed"; };
        hosts = mkOptionType "attrsOf" "attribute set of (submodule)" {
          getSubOptions = prefix: {
            _module.args = option (prefix ++ [ "_module" "args" ]) { type = types.str; } [ ];
            name = option (prefix ++ [ "name" ]) { type = types.str; } [ ];
            root = option (prefix ++ [ "root" ]) { type = types.str; } [ ];
          };
        };
      };
      literalExpression = text: { _type = "literalExpression"; inherit text; };
      literalMD = text: { _type = "literalMD"; inherit text; };
      mdDoc = text: { _type = "mdDoc"; inherit text; };
      mkOption = attrs: attrs // { _type = "option"; };
      here = toString ./flake.nix;
      # What evalModules makes of an option that was declared here and defined by
      # those values, each in a file.
      option = loc: declared: defs: mkOption declared // {
        inherit loc;
        declarations = [ here ];
        declarationPositions = [ { file = here; line = 7; column = 11; } ];
        definitions = map (def: def.value) defs;
        definitionsWithLocations = defs;
        files = map (def: def.file) defs;
        highestPrio = if defs == [ ] then 1500 else 100;
        isDefined = defs != [ ] || declared ? default;
        options = [ declared ];
        value = if defs != [ ] then (head defs).value else declared.default or (throw "The option `${concatStringsSep "." loc}' was accessed but has no value defined. Try setting the option.");
        __toString = _: concatStringsSep "." loc;
      };
      module = file: value: { file = "${toString ./.}/${file}"; inherit value; };
      package = derivation { name = "web-1.0"; system = "x86_64-linux"; builder = "/bin/sh"; };
      options = {
        networking.hostName = option [ "networking" "hostName" ] {
          default = "nixos";
          description = mdDoc "The name of the machine. See `hostname(1)`.\n\nAnd a *second* paragraph.";
          example = "mars";
          type = types.str;
        } [ (module "module.nix" "earth") ];
        services.web = {
          enable = option [ "services" "web" "enable" ] { default = false; description = "Whether to enable web."; example = true; type = types.bool; } [ (module "module.nix" true) (module "other.nix" true) ];
          port = option [ "services" "web" "port" ] { default = 80; description = "Where it listens."; type = types.port; } [ ];
          package = option [ "services" "web" "package" ] {
            default = package;
            defaultText = literalExpression "pkgs.web";
            example = literalExpression "pkgs.web.override {\n  tls = true;\n}";
            description = "What is run.";
            type = types.package;
          } [ ];
          extraConfig = option [ "services" "web" "extraConfig" ] { default = ""; example = "one\n  two\n"; type = types.lines; description = "More of it."; } [ (module "module.nix" "a = 1\nb = \${c}\n") ];
          hosts = option [ "services" "web" "hosts" ] {
            default = { };
            example = { "a.example" = { root = "/srv/a"; ports = [ 80 443 ]; }; "b.example" = { root = literalExpression "pkgs.site"; }; };
            type = types.hosts;
            description = "What it serves.";
          } [ (module "module.nix" { one = throw "host one throws"; two.root = "/srv/two"; }) ];
          names = option [ "services" "web" "names" ] { default = [ "a" "b" ]; example = [ "a" (throw "an example throws") [ 1 null ] ]; type = types.listOf; } [ ];
        };
        hidden.flags = option [ "hidden" "flags" ] { internal = true; visible = false; readOnly = true; default = 1; type = types.port; } [ ];
        hidden.shallow = option [ "hidden" "shallow" ] { visible = "shallow"; default = { a = 1; }; defaultText = literalMD "the *same* as elsewhere"; type = types.undescribed; } [ ];
        # As before declarationPositions, with several declarations and a default as plain text.
        old.declared = removeAttrs (option [ "old" "declared" ] { defaultText = "pkgs.old"; type = types.package; default = throw "the default of old throws"; } [ ]) [ "declarationPositions" ] // {
          declarations = [ here ./flake.nix "<unknown-file>" ];
          definitionsWithLocations = [ ];
        };
        old.bare = mkOption { };
        broken = {
          default = option [ "broken" "default" ] { default = throw "the default throws"; description = "Has no default."; type = types.str; } [ (module "module.nix" "a value") ];
          description = option [ "broken" "description" ] { description = throw "the description throws"; default = 1; type = types.port; } [ ];
          type = option [ "broken" "type" ] { description = "Has no type."; default = 1; type = throw "the type throws"; } [ ];
          undefined = option [ "broken" "undefined" ] { description = "Has no value."; type = types.str; } [ ];
          value = option [ "broken" "value" ] { description = "Its value throws."; default = "x"; type = types.str; } [ (module "module.nix" (throw "the value throws")) ];
          aborts = option [ "broken" "aborts" ] { description = abort "the description aborts"; default = [ 1 (abort "the default aborts") ]; example = { }.example; type = types.listOf; } [ ];
          everything = mkOption (listToAttrs (map (name: { inherit name; value = throw "${name} throws"; }) [
            "declarationPositions" "default" "definitionsWithLocations" "description" "example" "internal" "readOnly" "type" "value" "visible"
          ]));
        };
      };
      config = {
        networking.hostName = "earth";
        services.web = { enable = true; port = 80; };
      };
      configuration = {
        _type = "configuration";
        class = "nixos";
        inherit config options;
        extendModules = args: configuration;
        graph = throw "the graph is not asked for";
        type = mkOptionType "submodule" "submodule" { };
      };
    in
    {
      nixosConfigurations.host = configuration;
      darwinConfigurations.mac = configuration;
      homeConfigurations."me@host" = configuration // { activationPackage = package; };
      lib.options = options // { type-throws = { _type = throw "the mark throws"; value = 1; }; marked = { _type = "option"; type = "plain"; }; };
      lib.none = { _type = 5; value = 1; };
    };
}
