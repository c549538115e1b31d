# Proves: an input in a folder that does not exist.
{ inputs.dep.url = "path:./no-such-folder"; outputs = { dep, ... }: { good = 1; }; }
