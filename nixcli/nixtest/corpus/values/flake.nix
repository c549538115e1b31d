# Proves: values are printed as Nix, as far as they can be evaluated without going
# on for ever; what throws costs itself, and what ends the evaluation costs the list.
{
  outputs = { self }:
    let
      inherit (builtins) fromJSON genList head tail substring toString;
      lead = substring 0 1 "ü";
      package = derivation { name = "value-1.0"; system = "x86_64-linux"; builder = "/bin/sh"; };
      ten = s: s + s + s + s + s + s + s + s + s + s;
    in
    {
      lib = {
        bool = true;
        control = fromJSON "\"a\\u001b]0;x\\u0007b\"";
        empty-list = [ ];
        empty-set = { };
        empty-string = "";
        escape = "a \"b\" \\ \${c} $d $${e} \t tab \r end";
        float = 1.5;
        infinite = 1.0e308 * 10;
        int = -5;
        lines = "one\n  two\n\nfour''s \${x} $\${y}\n";
        lines-indented = "  one\n  two\n";
        lines-open = "one\ntwo";
        lines-quote = "one\ntwo'";
        lines-dollar = "one\n'\${two}\n";
        lines-control = "one\n" + fromJSON "\"\\u001b[31m\"" + "\ntwo\n";
        long = ten (ten (ten (ten (ten "0123456789"))));
        null = null;
        path = ./flake.nix;
        raw = "a${lead}b";
        unicode = "größe 日本語";

        functions = [ (x: x) ({ a, b ? 1 }: a) head (builtins.foldl' (a: b: a)) ];
        lists = [ 1 (-2) "three" [ 4 [ 5 [ 6 ] ] ] null true 1.5 ./flake.nix ];
        many = genList (i: i) 250;
        packages = [ package { type = "derivation"; name = throw "the name throws"; } { type = throw "the type throws"; a = 1; } ];
        raws = [ "good" lead "good too" ];
        recursive = let xs = [ 1 xs ]; in xs;
        set = { a = throw "not forced"; "b c" = abort "not forced"; "\${d}" = 1; type = "x"; };
        sets = [ { a = throw "not forced"; } { } { type = 5; } { name = "x"; value = abort "not forced"; } ];
        strings = [ "one\ntwo\n" (ten (ten "long ")) (ten (ten (ten (ten "0123456789")))) "not reached" ];
        throws = [ 1 (throw "two throws") (assert false; 3) 4 ];
        aborts = [ 1 (abort "two aborts") 3 ];
        recurses = [ 1 (let x = x; in x) ];
        wide = genList (i: "an element that is long enough ${toString i}") 4;
        huge = builtins.listToAttrs (genList (i: { name = "name-${toString i}"; value = throw "not forced"; }) 150);
      };
    };
}
