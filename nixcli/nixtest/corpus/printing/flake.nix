# Proves: what a flake prints while it is evaluated (builtins.trace and warn) is
# never taken for an answer, an error or a delimiter, however much it looks like one.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
      trace = builtins.trace;
      ten = s: s + s + s + s + s + s + s + s + s + s;
      escape = builtins.fromJSON "\"\\u001b\"";
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        answer = trace "\"[\\\"set\\\"]\"\n" (package system "answer-1.0");
        delimiter = trace "<<END>>\n<<END42>>\n<<FLAKEWALK>>\n@flakewalk end\n\"<<END>>\"\n" (package system "delimiter-1.0");
        error = trace "\nerror:\n       … while calling the 'throw' builtin\n\n       error: this error is only printed\n" (package system "error-1.0");
        error-then-throw = trace "\nerror: this error is only printed" (throw "this one is real\n\nerror: and so is this line of it");
        escapes = trace "${escape}[2J${escape}]0;title${escape}\\" (package system "escapes-1.0");
        json = trace "@nix {\"action\":\"msg\",\"level\":0,\"msg\":\"error: only printed\"}" (package system "json-1.0");
        long = trace (ten (ten (ten (ten (ten "long line "))))) (package system "long-1.0");
        many = builtins.foldl' (acc: i: trace "line ${toString i}" acc) (package system "many-1.0") (builtins.genList (i: i) 2000);
        prompt = trace "nix-repl> \n        > :q\nnix-repl> " (package system "prompt-1.0");
        warn = builtins.warn or trace "a warning\nerror: of two lines" (package system "warn-1.0");
        z-good = package system "good-2.0";
      });
      lib.good = trace "error: printed before a good value" "good";
    };
}
