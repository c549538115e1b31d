# Proves: a lock file that cannot be used (version).
{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { good = 1; }; }
