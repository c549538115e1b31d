# Proves: a chain of a million thunks overflows the C stack of the evaluator
# without any call; the good attribute beside it must survive.
{
  outputs = _: {
    lib = {
      chain = (builtins.foldl' (acc: i: { v = acc.v + i; }) { v = 0; } (builtins.genList (i: i) 1000000)).v;
      good = 1;
    };
  };
}
