# Proves: chains of follows: c follows b's base, which follows the root's base; an
# input of an input follows the root's; one is cut off by follows = "".
{
  inputs = {
    base.url = "path:./base";
    a = { url = "path:./a"; inputs.base.follows = "base"; };
    b = { url = "path:./b"; inputs.base.follows = "a/base"; inputs.extra.follows = ""; };
    c.follows = "b/base";
    tool = { url = "path:./tool"; flake = false; };
  };
  outputs = { self, a, b, base, c, tool }: {
    lib = { good = 1; a = a.lib.word; b = b.lib.word; c = c.lib.word; tool = "${tool}"; };
  };
}
