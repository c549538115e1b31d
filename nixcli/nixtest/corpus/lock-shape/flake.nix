# Proves: a lock file that cannot be used (shape).
{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { good = 1; }; }
