# Proves: an input over ssh neither asks for anything nor hangs.
{ inputs.dep.url = "git+ssh://git@127.0.0.1:9/dep.git"; outputs = { dep, ... }: { good = 1; }; }
