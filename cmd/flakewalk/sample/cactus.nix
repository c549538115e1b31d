# A package whose build fails, to see what that looks like: what the builder says
# becomes the log, and its exit code is not 0.
system:
derivation
  {
    name = "cactus-0.1";
    inherit system;
    builder = "/bin/sh";
    args = [ "-c" ''
      echo "looking for a dry spot"
      echo "digging a hole"
      echo "planting the cactus"
      echo "error: it rained, and the hole is full of water" >&2
      exit 3
    '' ];
  } // {
  version = "0.1";
  meta.description = "Does not grow: its build fails on purpose";
}
