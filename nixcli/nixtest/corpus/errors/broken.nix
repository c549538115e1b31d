# A syntax error in a file that the flake imports.
{ a = 1; b = ; }
