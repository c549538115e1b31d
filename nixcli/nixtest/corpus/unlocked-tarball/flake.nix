# Proves: an input that is an archive on a server that refuses the connection.
{ inputs.dep.url = "https://127.0.0.1:9/dep.tar.gz"; outputs = { dep, ... }: { good = 1; }; }
