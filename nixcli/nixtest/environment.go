package nixtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// root is the folder that holds all stores of this process; Main removes it.
//
//nolint:gochecknoglobals // one folder per process
var root = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "flakewalk-nixtest-") })

// closed is a proxy that refuses every connection (port 9, "discard").
const closed = "http://127.0.0.1:9"

// environment makes a private world for nix below dir and returns the
// environment that leads into it.
func environment(dir string) ([]string, error) {
	in := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	for _, d := range []string{in("home"), in("conf"), in("state"), in("tmp")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return nil, err
		}
	}
	if err := writeGitConfig(in("gitconfig")); err != nil {
		return nil, err
	}
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + in("home"),
		"XDG_CACHE_HOME=" + in("home", ".cache"),
		"XDG_CONFIG_HOME=" + in("home", ".config"),
		"XDG_DATA_HOME=" + in("home", ".local", "share"),
		"XDG_STATE_HOME=" + in("home", ".local", "state"),
		"TMPDIR=" + in("tmp"),
		"NIX_STORE_DIR=" + in("store"),
		"NIX_STATE_DIR=" + in("state"),
		"NIX_LOG_DIR=" + in("log"),
		"NIX_CONF_DIR=" + in("conf"),
		"NIX_CONFIG=" + strings.Join(settings(), "\n"),
		"GIT_CONFIG_GLOBAL=" + in("gitconfig"),
		"GIT_CONFIG_NOSYSTEM=1",
		"LC_ALL=C.UTF-8",
		"http_proxy=" + closed, "https_proxy=" + closed, "all_proxy=" + closed,
		"no_proxy=127.0.0.1,localhost",
	}
	if run := os.Getenv(runVariable); run != "" {
		env = append(env, runVariable+"="+run)
	}
	return env, nil
}

// settings are those that nix needs to work unprivileged, offline and quickly.
// Experimental features are left out: who drives nix has to ask for them. So is
// flake-registry, which nix ignores with a warning while flakes are not enabled
// in its configuration; the registry is out of reach behind the proxy anyway.
func settings() []string {
	return []string{
		"sandbox = false",
		"build-users-group =",
		"substitute = false",
		"substituters =",
		"download-attempts = 1",
		"connect-timeout = 5",
	}
}

func writeGitConfig(file string) error {
	return os.WriteFile(file, []byte(`[user]
	name = Flake Walker
	email = walker@example.invalid
[safe]
	directory = *
[init]
	defaultBranch = main
[advice]
	detachedHead = false
[gc]
	auto = 0
`), 0o600)
}

// removeAll removes a folder even where nix made its content read-only.
func removeAll(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(path, 0o755) //nolint:gosec // a folder must be writable to be emptied
		}
		return nil
	})
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, "nixtest: remove:", err)
	}
}
