# Proves: no text of a flake acts on the terminal, wherever it is shown. Every text
# below sets the title to EVIL, leaves the alternate screen, writes the clipboard,
# turns the mouse on, and mirrors what follows.
{
  description = "@EVIL@"; # the test puts it here: Nix has no escape for it
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      char = n: builtins.fromJSON "\"\\u${n}\"";
      esc = char "001b";
      evil = word: "${word}${esc}]0;EVIL${char "0007"}${esc}[?1049l${esc}]52;c;RVZJTA==${esc}\\${esc}[?1003h${esc}[31;7;5m${char "009b"}35m${char "009d"}2;EVIL${char "009c"}${char "202e"}${char "200b"}${char "2028"}${char "000d"}${char "0008"}${char "007f"}${esc}P+q544e${esc}\\end";
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      named = list: builtins.listToAttrs (map (value: { name = evil value.word; inherit (value) value; }) list);
    in
    {
      packages = each (system: {
        a-described = package system "described-1.0" // {
          version = evil "1.0";
          meta = {
            description = evil "description ";
            longDescription = "first line\n${evil "long "}\nlast line";
            homepage = evil "https://example.invalid/";
            license = evil "licence";
            maintainers = [ { name = evil "Rosa"; } ];
            mainProgram = evil "main";
          };
        };
        b-named = package system "x" // { name = evil "named-"; };
        c-throws = throw (evil "thrown ");
        d-traces = builtins.trace (evil "traced ") (throw "after a trace\n${evil "second line "}");
      });
      apps = each (system: { app = { type = "app"; program = evil "/bin/program"; meta.description = evil "app "; }; });
      templates.template = { path = ./.; description = evil "template "; welcomeText = evil "welcome "; };
      lib = {
        function = builtins.fromJSON "null";
        string = evil "string ";
        lines = "one\n${evil "two "}\nthree";
        list = [ (evil "element ") ];
        set = named [ { word = "key "; value = evil "value "; } ];
      };
    } // named [ { word = "output "; value = evil "top "; } ];
}
