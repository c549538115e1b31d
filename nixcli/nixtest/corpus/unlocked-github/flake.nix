# Proves: an input that is not locked and cannot be downloaded.
{ inputs.dep.url = "github:example-owner-xyz/example-repo-xyz"; outputs = { dep, ... }: { good = 1; }; }
