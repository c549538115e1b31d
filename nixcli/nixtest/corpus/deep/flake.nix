# Proves: what nests too deep is a failure of its own: unbounded calls meet
# max-call-depth, a long chain of thunks and a deep value meet the end of the stack.
{
  outputs = _: {
    lib = {
      calls = let f = n: 1 + f (n + 1); in f 0;
      functor = let f = { __functor = self: n: 1 + self (n + 1); }; in f 0;
      good = 1;
      value = builtins.foldl' (acc: _: { inner = acc; }) { } (builtins.genList (x: x) 100000);
    };
  };
}
