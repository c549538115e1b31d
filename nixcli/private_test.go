package nixcli_test

import (
	"fmt"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// bareRepository is a flake in a repository without a work tree.
func bareRepository(t *testing.T, dir string) string {
	t.Helper()
	nixtest.Write(t, dir+"/work/flake.nix", `{ description = "private"; outputs = _: { x = 1; }; }`)
	nixtest.Git(t, dir+"/work", "init", "-q")
	nixtest.Commit(t, dir+"/work")
	nixtest.Git(t, dir, "clone", "-q", "--bare", dir+"/work", dir+"/private.git")
	return dir + "/private.git"
}

// program writes a shell script that notes in the file beside it that it was run, and
// whether it had a terminal to ask on.
func program(t *testing.T, file, does string) {
	t.Helper()
	nixtest.Write(t, file, "#!/bin/sh\nif (: </dev/tty) 2>/dev/null; then echo terminal; else echo none; fi >> "+file+".ran\n"+does+"\n")
	if err := os.Chmod(file, 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
}

// ranSilently fails unless a script of program was run, and never had a terminal.
func ranSilently(t *testing.T, file string) {
	t.Helper()
	ran, err := os.ReadFile(file + ".ran") //nolint:gosec // of the test
	if err != nil || strings.Contains(string(ran), "terminal") {
		t.Errorf("%s: %q %v", filepath.Base(file), ran, err)
	}
}

// TestSSHOfTheUser proves that git reaches a server by the command that the user has
// set, in each of the places where git looks for one, and in git's order.
func TestSSHOfTheUser(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	config := func(name, value string) []string {
		return []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=" + name, "GIT_CONFIG_VALUE_0=" + value}
	}
	for name, vars := range map[string]func(ssh string) []string{
		"core.sshCommand": func(ssh string) []string { return config("core.sshCommand", ssh) },
		"GIT_SSH":         func(ssh string) []string { return []string{"GIT_SSH=" + ssh} },
		"GIT_SSH_COMMAND": func(ssh string) []string { return []string{"GIT_SSH_COMMAND=" + ssh + " -v"} },
		"both": func(ssh string) []string {
			return append(config("core.sshCommand", ssh), "GIT_SSH=false")
		},
		"all": func(ssh string) []string {
			return append(config("core.sshCommand", "false"), "GIT_SSH=false", "GIT_SSH_COMMAND="+ssh)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := nixtest.TempDir(t)
			repository, ssh := bareRepository(t, dir), dir+"/ssh"
			program(t, ssh, `for word; do last=$word; done
case "$*" in *-G*) exit 0 ;; esac
exec sh -c "$last"`)
			_, f, err := open(t, n.With(vars(ssh)...), "git+ssh://git@example.invalid"+repository, nixcli.Flags{}, nixcli.Options{})
			if err != nil || f.Description != "private" {
				t.Fatalf("%q, %v", f.Description, err)
			}
			ranSilently(t, ssh)
		})
	}
}

// TestPasswordsOfTheUser proves that git gets passwords from the program that the user
// has set, and from nobody where there is none.
func TestPasswordsOfTheUser(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, vars := range map[string]func(askpass string) []string{
		"core.askPass": func(askpass string) []string {
			return []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.askPass", "GIT_CONFIG_VALUE_0=" + askpass}
		},
		"GIT_ASKPASS": func(askpass string) []string { return []string{"GIT_ASKPASS=" + askpass} },
		"none":        func(string) []string { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := nixtest.TempDir(t)
			bareRepository(t, dir)
			server := httptest.NewServer(withPassword(n, dir))
			t.Cleanup(server.Close)
			askpass := dir + "/askpass"
			program(t, askpass, `case "$1" in Username*) echo me ;; *) echo secret ;; esac`)
			vars := vars(askpass)
			_, f, err := open(t, n.With(vars...), "git+"+server.URL+"/private.git", nixcli.Flags{}, nixcli.Options{})
			if vars == nil {
				if err == nil {
					t.Error("it was opened without a password")
				}
				return
			}
			if err != nil || f.Description != "private" {
				t.Fatalf("%q, %v", f.Description, err)
			}
			ranSilently(t, askpass)
		})
	}
}

// withPassword serves the repositories in a folder to who knows the password.
func withPassword(n nixtest.Nix, dir string) http.Handler {
	backend := &cgi.Handler{
		Path: "/bin/sh", Args: []string{"-c", "exec git http-backend"},
		Env: append(n.Env[:len(n.Env):len(n.Env)], "GIT_PROJECT_ROOT="+dir, "GIT_HTTP_EXPORT_ALL=1"),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "me" || password != "secret" {
			w.Header().Set("WWW-Authenticate", `Basic realm="private"`)
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = fmt.Fprintln(w, "who are you?")
			return
		}
		backend.ServeHTTP(w, r)
	})
}
