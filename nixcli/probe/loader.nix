# The value of a flake from its locked inputs, as nix's own call-flake.nix makes it
# for builtins.getFlake, for what that refuses: a flake whose lock file is missing or
# incomplete, whose inputs are overridden, or that is a dirty tree.
#
# `nodes` are the nodes of the lock graph by key. Each has `inputs` (name to key) and
# either `tree`, what fetchTree takes, or `parent`, the key of the flake whose source it
# is in; `dir` leads from there to its flake.nix. `info` are attributes that git or a
# forge would have given of a source that is taken from the store; `plain` is set where
# the input is no flake.
root: nodes:
let
  # Since when an input that is no flake has a sourceInfo, and a place within another's
  # source; Lix, which counts on from 2.90, gives it neither.
  since = builtins.compareVersions builtins.nixVersion;
  told = since "2.27" >= 0 && since "2.90" < 0;
  all = builtins.mapAttrs
    (key: n:
      let
        source = if n ? parent then all.${n.parent}.source else builtins.fetchTree n.tree // n.info or { };
        outPath = (if n ? parent then all.${n.parent}.outPath else source.outPath) + n.dir or "";
        flake = import (outPath + "/flake.nix");
        inputs = builtins.mapAttrs (name: key: all.${key}.value) n.inputs or { };
        outputs = flake.outputs (inputs // { self = value; });
        value = outputs // source // { inherit outPath inputs outputs; sourceInfo = source; _type = "flake"; };
      in
      {
        inherit source outPath;
        value =
          if n.plain or false then (if told then source // { inherit outPath; sourceInfo = source; } else source)
          else assert builtins.isFunction flake.outputs; value;
      })
    nodes;
in
all.${root}.value
