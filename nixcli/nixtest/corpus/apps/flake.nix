# Proves: an app of the wrong shape is a failure with a reason, beside good ones.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      tool = system: derivation {
        name = "tool-1.0";
        inherit system;
        builder = "/bin/sh";
        args = [ "-c" "printf '#!/bin/sh\\necho tool\\n' > $out; chmod +x $out; exit 0" ];
      };
    in
    {
      apps = each (system: {
        a-good = { type = "app"; program = "${tool system}"; };
        derivation = tool system;
        described = { type = "app"; program = "${tool system}"; meta.description = "Says tool."; };
        empty = { };
        function = { name }: name;
        list = [ "${tool system}" ];
        no-program = { type = "app"; };
        no-type = { program = "${tool system}"; };
        null = null;
        number = 5;
        outside = { type = "app"; program = "/bin/true"; };
        program-int = { type = "app"; program = 5; };
        program-throws = { type = "app"; program = throw "no program today"; };
        string = "${tool system}";
        throws = throw "no app today";
        type-throws = { type = throw "no type today"; program = "${tool system}"; };
        wrong-type = { type = "application"; program = "${tool system}"; };
        z-good = { type = "app"; program = "${tool system}"; };
      });
    };
}
