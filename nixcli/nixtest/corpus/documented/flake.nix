# Proves: functions tell their arguments, where they are written, and the comment
# that documents them, wherever such a comment can stand and whatever looks like one.
{
  outputs = { self }:
    let
      wrap = f: f;
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
    in
    {
      lib = {
        /**
          Adds two *numbers*.

              add 1 2 == 3

          A glob: src/*.nix and "/* no comment.
        */
        add = a: b: a + b;

        between =
          /** Stands behind the name. */
          a: a;

        /* An old style comment,
           of two lines. */
        old = { name, version ? "1.0", ... }: name;

        # A comment of
        #   two lines.
        hashed = x: x;

        one = 1; # about one
        after-one = x: x;

        # A comment further up.

        far = x: x;

        none = x: x;

        /** In parentheses. */
        wrapped = wrap ({ a, b ? 2 }: a);
        /** Partly applied. */
        partial = self.lib.add 1;
        /** Built in. */
        builtin = builtins.map;

        /** Deep down. */
        deep.er."a b" = x: x;

        /** Quoted. */
        "quoted name" = x: x;

        string = "/** no comment */ ${"nested # no comment"} \" ''";
        /** After strings. */
        after-string = x: x;
        indented = ''
          /** no comment */ '''' ''${ ${"''" /* a comment */} # no comment
        '';
        /** After indented strings. */ after-indented = x: x;

        /**/
        empty = x: x;
        /***/
        stars = x: x;

        prime' = 1; x'' = 2;
        /** After primes. */
        after-primes = x: x;

        /** A set that can be called. */
        functor = { __functor = self: { a, b ? 1 }: a; };
        functor-args = { __functor = self: x: x; __functionArgs = { c = true; }; };
        functor-odd = { __functor = 5; };

        /** A set with documentation. */
        documented = { };
        # Of a set only doc comments count.
        commented = { };

        /** Hostile ]0;title text. */
        hostile = x: x;

        inherit (import ./functions.nix) twice helper;
        type = x: x;
      };
      overlays = {
        /** Adds nothing. */
        default = final: prev: { };
        "odd name" = final: prev: { };
      };
      nixosModules = {
        /** Does nothing. */
        default = { config, lib ? null, ... }: { };
        set = { options = { }; imports = [ ]; };
        path = ./functions.nix;
      };
      homeModules.default = { };
      darwinModules.default = { };
      flakeModules.default = { };
      homeManagerModules = throw "no such modules";
      bundlers = builtins.listToAttrs (map (name: { inherit name; value = {
        /** Bundles. */
        default = drv: drv;
      }; }) systems);
    };
}
