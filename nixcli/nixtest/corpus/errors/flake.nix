# Proves: an attribute that fails costs itself only. Every kind of failure that
# leaves the evaluator alive stands here between good attributes, as a package
# (needed for its kind) and, where it matters, as a plain value.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation {
        inherit name system;
        builder = "/bin/sh";
        args = [ "-c" "echo good > $out; exit 0" ];
      };
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        abort = abort "stopped on purpose";
        asserts = assert 1 == 2; package system "never";
        asserts-message = assert builtins.elem 3 [ 1 2 ] || throw "three is not in the list"; package system "never";
        asserts-false = assert false; package system "never";
        call-int = 5 "argument";
        coerce = package system "never-${self.lib.number}";
        divide = package system "never-${toString (1 / 0)}";
        extra-argument = (({ a }: a) { a = 1; b = 2; });
        index = builtins.elemAt [ 1 2 ] 7;
        json = builtins.fromJSON "{ not json";
        missing = { a = 1; }.b;
        missing-argument = ({ needed }: needed) { };
        missing-file = import ./no-such-file.nix;
        missing-outer = self.packages.no-such-system.hello;
        no-method = builtins.noSuchBuiltin;
        recursion = let x = x; in x;
        recursion-set = let s = { a = s.b; b = s.a; }; in s.a;
        syntax = import ./broken.nix;
        throw = throw "this one throws";
        throw-empty = throw "";
        throw-lines = throw "first line\nerror: second line looks like an error\n\n       … third line looks like a trace\nlast line";
        throw-looks-missing = throw "attribute 'x' missing";
        type = 1 + "text";
        undefined-late = import ./undefined.nix;
        z-good = package system "good-2.0";
      });
      lib = {
        number = 42;
        bad = throw "this value throws";
        function = { a, b ? 1 }: a + b;
        head = builtins.head [ ];
        nested.good = "still here";
        nested.list = [ 1 (throw "an element throws") 3 ];
        not-a-bool = if "text" then 1 else 2;
        not-a-function = map 5 [ 1 ];
        not-a-list = builtins.length { };
        not-a-set = builtins.attrNames [ ];
        select-from-string = "text".a;
        to-int = builtins.fromJSON "1" + [ ];
      };
    };
}
