# Proves: a flake without outputs cannot be opened, and says so.
{ description = "No outputs."; }
