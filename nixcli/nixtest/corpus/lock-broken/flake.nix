# Proves: a lock file that cannot be used (broken).
{ inputs.dep.url = "path:./dep"; outputs = { dep, ... }: { good = 1; }; }
