# Proves: an input from a git server that refuses the connection.
{ inputs.dep.url = "git+https://127.0.0.1:9/dep.git"; outputs = { dep, ... }: { good = 1; }; }
