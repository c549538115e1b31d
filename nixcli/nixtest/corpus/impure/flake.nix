# Proves: what pure evaluation forbids is told apart from mistakes. `env` is no
# error: getEnv answers with an empty string. `host`, a file of this machine, is
# named by an absolute path.
{
  outputs = { self }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = f: builtins.listToAttrs (map (system: { name = system; value = f system; }) systems);
      package = system: name: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
    in
    {
      packages = each (system: {
        a-good = package system "good-1.0";
        current-system = package builtins.currentSystem "never";
        env = package system "env-${builtins.getEnv "HOME"}";
        path = builtins.seq (builtins.readFile /etc/hostname) (package system "never");
        time = package system "at-${toString builtins.currentTime}";
        z-good = package system "good-2.0";
      });
      lib = {
        fetch-git = builtins.fetchGit { url = "https://127.0.0.1:9/repo.git"; };
        fetch-tarball = builtins.fetchTarball "https://127.0.0.1:9/archive.tar.gz";
        fetch-url = builtins.fetchurl "https://127.0.0.1:9/file";
        get-flake = builtins.getFlake "github:owner/repo";
        good = "good";
        host = builtins.readFile /etc/hostname;
        import-host = import /etc/no-such-file.nix;
        nix-path = builtins.nixPath;
        nixpkgs = import <nixpkgs> { };
        parent = import ../outside.nix;
        store-path = builtins.storePath "/etc/hostname";
        system = builtins.currentSystem;
        time = builtins.currentTime;
      };
    };
}
