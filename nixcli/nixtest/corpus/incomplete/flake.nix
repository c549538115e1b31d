# Proves: a lock file that lacks one of two local inputs: it opens, nothing is written.
{
  inputs.one.url = "path:./one";
  inputs.two.url = "path:./two";
  outputs = { self, one, two }: { lib = { good = 1; one = one.lib.word; two = two.lib.word; }; };
}
