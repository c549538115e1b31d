# What flakewalk asks nix. This file is one Nix expression: a function that takes
# `emit`, a function that hands one answer over, and returns the probes. It is
# embedded in the binary and given to nix without its comments, which stand on
# lines of their own.
#
# Answers are JSON text made here and not by builtins.toJSON, which fails as a
# whole on one string that is not UTF-8, collapses a set that has an `outPath`,
# and copies a path to the store. Results are lists and strings, never sets keyed
# by names of the flake.
#
# What forces what: `names` forces the value itself; `heads` forces each child to
# its head, its `_type`, and its `type` unless it is an option; `briefs` and `fields`
# force what they show. A value that is printed shows no more than browsing would
# force: of a set the names alone, of a list (three levels of lists at most) the heads
# of its elements, the `type` of the sets among them and the name of a derivation. Only
# the default and the example of an option, which are there to be read, are printed with
# the values of their sets. Where something is defined and where a function is written
# is told without forcing it.
emit:
let
  b = builtins;
  # An attribute whose name is given as JSON text, for names beyond ASCII.
  u = b.fromJSON;
  # An attribute found by the hash of its name, for names that are not UTF-8.
  h = hash: { inherit hash; };
  # A run of n children from one on, which saves the names in the request.
  s = from: n: { inherit from n; };
  steps = v: items:
    let
      names = b.attrNames v;
      nth = if b.isList v then (i: i) else b.elemAt names;
      run = i: if b.isAttrs i && i ? n then b.genList (k: nth (i.from + k)) i.n else [ i ];
    in b.concatLists (map run items);
  named = hash: v: b.head (b.filter (n: b.hashString "sha256" n == hash) (b.attrNames v));
  # The child of a set or list at one step: a name, an index, or a hash.
  pick = v: step:
    if b.isInt step then
      (if b.isList v then b.elemAt v step else v.${toString step})
    else if b.isString step then v.${step}
    else v.${named step.hash v};
  at = b.foldl' pick;

  hex = [ "01" "02" "03" "04" "05" "06" "07" "08" "09" "0a" "0b" "0c" "0d" "0e" "0f"
    "10" "11" "12" "13" "14" "15" "16" "17" "18" "19" "1a" "1b" "1c" "1d" "1e" "1f" "7f" ];
  unsafe = [ "\"" "\\" ] ++ map (c: u "\"\\u00${c}\"") hex;
  safe = [ "\\\"" "\\\\" ] ++ map (c: "\\u00${c}") hex;
  # replaceStrings takes strings only: a path would be copied to the store.
  str = s: "\"" + b.unsafeDiscardStringContext (b.replaceStrings unsafe safe s) + "\"";
  list = xs: "[" + b.concatStringsSep "," xs + "]";
  obj = fields: "{" + b.concatStringsSep "," fields + "}";
  num = n: b.toJSON n;
  # The first bytes of a string; a limit of 0 takes all.
  cut = limit: s: if limit == 0 then s else b.substring 0 limit s;

  bit = v: name: n: if v ? ${name} then n else 0;
  marks = v: bit v "config" 1 + bit v "options" 2 + bit v "activationPackage" 4 + bit v "program" 8
    + bit v "path" 16 + bit v "imports" 32 + bit v "__functor" 64 + bit v "drvPath" 128;
  typeAttr = v:
    if v ? type then (let y = v.type; in if b.isString y then [ "\"y\":${str (cut 100 y)}" ] else [ ])
    else [ ];
  argList = a: list (map (n: obj [ "\"n\":${str n}" "\"o\":${if a.${n} then "true" else "false"}" ]) (b.attrNames a));
  args = f: argList (b.functionArgs f);
  text = t: limit: s: obj [ "\"t\":\"${t}\"" "\"n\":${num (b.stringLength s)}" "\"v\":${str (cut limit s)}" ];
  set = v: mark: more: obj ([ "\"t\":\"set\"" "\"n\":${num (b.length (b.attrNames v))}" "\"m\":${num (marks v + mark)}" ] ++ more);
  # An option of a module system, as nixpkgs' lib.mkOption marks it.
  option = v: v ? _type && v._type == "option";
  bare = limit: v:
    let t = b.typeOf v;
    in
    if t == "set" then set v 0 [ ]
    else if t == "list" then obj [ "\"t\":\"list\"" "\"n\":${num (b.length v)}" ]
    else if t == "lambda" then obj [ "\"t\":\"lambda\"" "\"a\":${args v}" ]
    else if t == "string" then text t limit v
    else if t == "path" then text t 0 (toString v)
    else if t == "null" then obj [ "\"t\":\"null\"" ]
    else if t == "float" && b.toJSON v == "null" then text t 0 (toString v)
    else text t 0 (b.toJSON v);
  head = limit: v:
    if ! b.isAttrs v then bare limit v
    else if option v then set v 256 [ ]
    else set v 0 (typeAttr v);
  # A set may have an attribute `type` or `_type` that fails and means nothing: what
  # is known without it is handed over first, as the part of an answer.
  part = limit: v: if b.isAttrs v && (v ? type || v ? _type) then emit ("+" + bare limit v) else null;

  # Texts that may be missing: absent is null.
  scalar = limit: x:
    if b.isString x then str (cut limit x)
    else if x == null then "null"
    else if b.isBool x || b.isInt x then str (b.toJSON x)
    else if b.isPath x then str (toString x)
    else "null";
  meta = v: if v ? meta && b.isAttrs v.meta then v.meta else { };
  metaText = name: limit: v: let m = meta v; in if m ? ${name} then scalar limit m.${name} else "null";
  listOf = x: if b.isList x then x else [ x ];
  joinedBy = between: one: x: str (b.concatStringsSep between (b.filter (s: s != "") (map one (listOf x))));
  joined = joinedBy ", ";
  licence = x:
    if b.isString x then x
    else if b.isAttrs x then word (x.spdxId or (x.fullName or (x.shortName or "")))
    else "";
  person = x:
    if b.isString x then x
    else if b.isAttrs x then word (x.name or "") + (if x ? github && b.isString x.github then " (@${x.github})" else "")
    else "";
  word = x: if b.isString x then x else "";
  metaList = name: one: v: let m = meta v; in if m ? ${name} then joined one m.${name} else "null";

  freeless = x: b.isAttrs x && x ? free && x.free == false;

  # JSON of the first items, as many as there is room for; one that throws is a 0.
  try = x: let t = b.tryEval x; in if t.success then t.value else "0";
  some = one: room: xs:
    let
      n = b.length xs;
      add = a: i:
        if a.room < 0 then a
        else let t = try (one a.room (b.elemAt xs i)); in { texts = a.texts ++ [ t ]; room = a.room - b.stringLength t; };
    in list (b.foldl' add { texts = [ ]; inherit room; } (b.genList (i: i) (if n > 100 then 100 else n))).texts;
  # A value as it is printed: down to a depth, and so many bytes of JSON at most; deep
  # prints the values of sets too.
  print = deep: depth: room: v:
    let
      t = b.typeOf v;
      names = b.attrNames v;
      drv = b.tryEval (v ? type && v.type == "derivation");
      below = print deep (depth - 1);
      open = fields: if depth > 0 then fields else [ ];
    in
    if t == "list" then obj ([ "\"t\":\"list\"" "\"n\":${num (b.length v)}" ] ++ open [ "\"e\":${some below room v}" ])
    else if t != "set" then bare (room + 1) v
    else if drv.success && drv.value then obj [ "\"t\":\"derivation\"" "\"v\":${str v.name}" ]
    else if deep && wrapped v then wrapping room v
    else obj ([ "\"t\":\"set\"" "\"n\":${num (b.length names)}" ]
      ++ open [ "\"k\":${some (room: str) room names}" ]
      ++ (if deep then open [ "\"e\":${some (room: n: below room v.${n}) room names}" ] else [ ]));
  # What is not deep is handed over first, as the part of an answer.
  printed = deep: limit: v:
    if b.isList v || b.isAttrs v then b.seq (emit ("+" + print deep 0 0 v)) (print deep 3 16000 v)
    else bare limit v;
  # Text that stands for a value in nixpkgs' options, such as literalExpression's.
  wrapped = x: b.isAttrs x && x ? _type && x ? text && b.isString x._type && b.isString x.text;
  wrapping = limit: x:
    let code = x._type == "literalExpression" || x._type == "literalExample";
    in text (if code then "code" else "prose") limit x.text;
  sample = limit: x: if wrapped x then wrapping limit x else printed true limit x;
  prose = limit: x: if wrapped x then str (cut limit x.text) else scalar limit x;

  # Places in source files.
  place = f: l: c: obj ([ "\"f\":${str f}" ] ++ (if l == null then [ ] else [ "\"l\":${num l}" ]) ++ (if c == null then [ ] else [ "\"c\":${num c}" ]));
  attrPlace = pos: place (toString pos.file) (pos.line or null) (pos.column or null);
  filePlace = x: if b.isString x || b.isPath x then [ (place (toString x) null null) ] else [ ];
  places = f: xs: list (b.concatLists (map f xs));

  # The function that a set with a functor is when it is called.
  functor = v:
    if v ? __functionArgs then v.__functionArgs
    else let f = v.__functor v; in if b.isFunction f then b.functionArgs f else { };

  # Every field takes the parent, the step, and the value. A function for an answer is
  # handed over as nix prints it, which tells where it is written.
  field = {
    name = limit: p: s: v: str v.name;
    pname = limit: p: s: v: if v ? pname then scalar limit v.pname else "null";
    version = limit: p: s: v: if v ? version then scalar limit v.version else "null";
    description = limit: p: s: v: if v ? description && v.type or null != "derivation" then scalar limit v.description else metaText "description" limit v;
    longDescription = limit: p: s: v: metaText "longDescription" limit v;
    program = limit: p: s: v: str (if b.isPath v.program then toString v.program else "${v.program}");
    license = limit: p: s: v: metaList "license" licence v;
    homepage = limit: p: s: v: metaList "homepage" word v;
    changelog = limit: p: s: v: metaList "changelog" word v;
    maintainers = limit: p: s: v: metaList "maintainers" person v;
    platforms = limit: p: s: v: metaList "platforms" word v;
    mainProgram = limit: p: s: v: metaText "mainProgram" limit v;
    broken = limit: p: s: v: metaText "broken" limit v;
    insecure = limit: p: s: v: metaText "insecure" limit v;
    unfree = limit: p: s: v:
      let m = meta v;
      in if m ? unfree then scalar limit m.unfree else if m ? license && b.any freeless (listOf m.license) then str "true" else "null";
    vulnerabilities = limit: p: s: v:
      let m = meta v; in if m ? knownVulnerabilities then joinedBy "\n" word m.knownVulnerabilities else "null";
    unsupported = limit: p: s: v: metaText "unsupported" limit v;
    outputs = limit: p: s: v: if v ? outputs then joined word v.outputs else "null";
    system = limit: p: s: v: if v ? system then scalar limit v.system else "null";
    position = limit: p: s: v: metaText "position" limit v;
    definition = limit: p: s: v:
      let pos = if b.isAttrs p && b.isString s then b.unsafeGetAttrPos s p else null;
      in if pos == null then "[]" else list [ (attrPlace pos) ];
    welcomeText = limit: p: s: v: if v ? welcomeText then scalar limit v.welcomeText else "null";
    templatePath = limit: p: s: v: if v ? path then str (toString v.path) else "null";
    value = limit: p: s: v: printed false limit v;
    lambda = limit: p: s: v: v;
    functor = limit: p: s: v: if b.isAttrs v && v ? __functor then argList (functor v) else "null";
    optionType = limit: p: s: v:
      if ! (v ? type && b.isAttrs v.type) then "null"
      else if v.type ? description then scalar limit v.type.description
      else scalar limit (v.type.name or null);
    optionDescription = limit: p: s: v: if v ? description then prose limit v.description else "null";
    # In a row, what fails of an option leaves out itself only.
    briefType = limit: p: s: v: try (field.optionType limit p s v);
    briefDescription = limit: p: s: v: try (field.optionDescription limit p s v);
    optionDefault = limit: p: s: v:
      if v ? defaultText && b.isString v.defaultText then text "code" limit v.defaultText
      else if v ? defaultText then sample limit v.defaultText
      else if v ? default then sample limit v.default
      else "null";
    optionExample = limit: p: s: v: if v ? example then sample limit v.example else "null";
    optionValue = limit: p: s: v: if v ? value then printed false limit v.value else "null";
    optionDeclared = limit: p: s: v:
      if v ? declarationPositions then places (x: [ (attrPlace x) ]) v.declarationPositions
      else if v ? declarations then places filePlace v.declarations
      else "[]";
    optionDefined = limit: p: s: v:
      if v ? definitionsWithLocations then places (x: filePlace x.file) v.definitionsWithLocations
      else if v ? files then places filePlace v.files
      else "[]";
    optionReadOnly = limit: p: s: v: scalar limit (v.readOnly or null);
    optionInternal = limit: p: s: v: scalar limit (v.internal or null);
    optionVisible = limit: p: s: v: scalar limit (v.visible or null);
    optionInside = limit: p: s: v:
      if v ? type && b.isAttrs v.type && v.type ? getSubOptions then
        some (room: str) 16000 (b.filter (n: n != "_module" && n != "_freeformOptions") (b.attrNames (v.type.getSubOptions [ ])))
      else "[]";
    drvPath = limit: p: s: v: str v.drvPath;
    outPath = limit: p: s: v: str v.outPath;
  };
  # The fields of a brief; alone, each is handed over as it comes.
  brief = limit: v: fields: alone:
    list (b.foldl' (texts: f:
      let more = texts ++ [ (field.${f} limit null null v) ];
      in if alone then b.seq (emit ("+" + list more)) more else more) [ ] fields);

  # Hand over f of each item, in order; what was handed over before a failure stays.
  # One that throws is a 0, unless the items are asked alone. The first to be handed
  # over is nothing, when the value itself is there.
  each = alone: f: items:
    let one = if alone then f else (i: try (f i));
    in b.seq (emit "") (b.foldl' (done: i: emit (one i)) null items);

  names = v:
    if b.isAttrs v then obj [ "\"t\":\"set\"" "\"names\":${list (map str (b.attrNames v))}" ]
    else if b.isList v then obj [ "\"t\":\"list\"" "\"n\":${num (b.length v)}" ]
    else obj [ "\"t\":${str (b.typeOf v)}" ];
  heads = limit: alone: items: v:
    let one = i: let c = pick v i; in b.seq (if alone then part limit c else null) (head limit c);
    in b.seq v (b.seq (each alone one (steps v items)) "");
  briefs = limit: fields: alone: items: v:
    b.seq v (b.seq (each alone (i: brief limit (pick v i) fields alone) (steps v items)) "");
  fields = limit: step: items: v:
    b.seq v (b.seq (each true (i: field.${i} limit v step (pick v step)) items) "");
  # The store paths of a derivation and its outputs. A string only, since a path
  # would be copied to the store.
  store = x: if b.isString x then str x else b.throw "a store path is given as a ${b.typeOf x}";
  derivation = v:
    let
      outPath = o: let x = v.${o}; in if b.isString x then x else x.outPath;
      output = o: list [ (str o) (store (if v ? ${o} then outPath o else v.outPath)) ];
    in list [ (store v.drvPath) (list (map output (v.outputs or [ (v.outputName or "out") ]))) ];
  # Which children are sets to list the names of: 1 for those, 2 for all others.
  # With `marked` only sets that say so, as package sets do.
  sets = marked: alone: items: v:
    let
      open = x: b.isAttrs x && !(x ? _type) && !(x ? __functor) && x.type or null != "derivation"
        && (!marked || x.recurseForDerivations or false == true);
      one = i: let t = b.tryEval (open (pick v i)); in if t.success && t.value then "1" else "2";
    in b.seq v (b.seq (each alone one (steps v items)) "");
  # Whether the set at one path is the one that it stands in, at another: 1 or 0. Both
  # have the same names, and were looked into, but for those that are left out. Sets of
  # the same code with the same numbers, texts and functions in them are compared with
  # ==, which takes an attribute that is the very same value for equal unseen.
  same = outer: inner: leave: v:
    let
      x = at v outer;
      y = at v inner;
      places = s: map (n: b.unsafeGetAttrPos n s) (b.attrNames s);
      left = map (n: if b.isString n then n else named n.hash x) leave;
      without = more: b.removeAttrs x more == b.removeAttrs y more;
      names = b.attrNames (b.removeAttrs x left);
      nested = b.filter (n: b.isAttrs x.${n} || b.isList x.${n}) names;
      alike = n: b.typeOf x.${n} == b.typeOf y.${n};
      equal = b.tryEval (places x == places y && b.all alike names && without (left ++ nested) && without left);
    in if equal.success && equal.value then "1" else "0";
in
{ inherit u h s at names heads briefs fields sets derivation same; self = head; }
