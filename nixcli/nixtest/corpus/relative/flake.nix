# Proves: inputs that are folders of the flake itself, nested, without a lock
# file: it opens, and browsing writes no lock file.
{
  inputs.sub.url = "path:./sub";
  outputs = { self, sub }: {
    lib = { good = 1; from-sub = sub.lib.word; from-nested = sub.lib.nested; };
  };
}
