# The hostile names, one a line. Those that are not plain ASCII are written as
# JSON, so that this file itself stays harmless to look at.
[
  "foo.bar" # dot
  "with space" # space
  " lead" # leading space
  "trail " # trailing space
  "say \"hi\"" # double quote
  "it's" # single quote
  "\$HOME" # dollar
  "\${x}" # dollar brace
  "\$\${x}" # dollar dollar brace
  "cost\$" # dollar at the end
  "back\\slash" # backslash
  "back\\nslash" # backslash n, two characters
  "two\nlines" # newline
  "tab\there" # tab
  "carriage\rreturn" # carriage return
  (builtins.fromJSON "\"\\u001b[31mred\\u001b[0m\"") # ESC and CSI
  (builtins.fromJSON "\"\\u001b]0;title\\u0007\"") # ESC and OSC
  (builtins.fromJSON "\"c1\\u009b31m\"") # C1 CSI
  (builtins.fromJSON "\"bidi\\u202etxt.exe\"") # right-to-left override
  (builtins.fromJSON "\"iso\\u2066late\\u2069\"") # isolates
  (builtins.fromJSON "\"zero\\u200bwidth\"") # zero-width
  (builtins.fromJSON "\"line\\u2028sep\"") # line separator
  "100%" # percent
  "a%2Eb" # percent code
  "a#b" # hash
  "a^b" # caret
  "a?b" # question mark
  "*" # asterisk
  "a@b" # at
  "a/b" # slash
  "a:b" # colon
  "; touch pwned" # semicolon and command
  "\$(touch pwned)" # command substitution
  "`touch pwned`" # backquote
  "" # empty
  "." # only a dot
  ".." # two dots
  "-" # dash
  "--help" # option
  (builtins.fromJSON "\"gr\\u00f6\\u00dfe\"") # umlaut
  (builtins.fromJSON "\"\\u65e5\\u672c\\u8a9e\"") # wide
  (builtins.fromJSON "\"\\ud83d\\udc69\\u200d\\ud83d\\udcbb\"") # emoji sequence
  (builtins.fromJSON "\"e\\u0301\"") # combining
  "if" # keyword
  "let" # keyword
  "in" # keyword
  "with" # keyword
  "rec" # keyword
  "assert" # keyword
  "inherit" # keyword
  "or" # keyword
  "0" # zero
  "10" # ten
  "-1" # negative
  "007" # leading zero
  "a'" # identifier with quote
  "_" # underscore
  "default" # the name nix looks for itself
  "a /* b */ # c" # comment
  "''" # two single quotes
  "''\${x}" # two single quotes and dollar
  (builtins.concatStringsSep "" (builtins.genList (_: "n") 2000)) # long
]
