# Proves: a lock file that cannot be used (merge).
{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { good = 1; }; }
