package nixtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// FakeNix writes a bash script as an executable called nix, in a folder of its
// own, and returns its path.
func FakeNix(t testing.TB, script string) string {
	t.Helper()
	file := filepath.Join(TempDir(t), "nix")
	// A process forked while the file is open for writing would keep it open, and
	// the script could not be run ("text file busy").
	syscall.ForkLock.RLock()
	err := os.WriteFile(file, []byte("#!/usr/bin/env bash\n"+script), 0o755) //nolint:gosec // it is run
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// faulty is n with its binary replaced by a script that does `fault` for one
// command, such as "repl", "eval" or "flake metadata" ("" for all of them but
// --version), and hands everything else to the real nix. The fault finds the
// real nix in $real and its folder in $here.
func faulty(t testing.TB, n Nix, command, fault string) Nix {
	t.Helper()
	n.Bin = FakeNix(t, fmt.Sprintf(`real=%s
here=${0%%/*}
asked=
for word in "$@"; do
  case $word in
  --version) exec "$real" "$@" ;;
  flake) asked=flake ;;
  eval | repl | build | run | develop | shell | log | fmt | store | config | derivation | path-info | print-dev-env | search | why-depends)
    asked=$word; break ;;
  *) if [ "$asked" = flake ] && [[ $word =~ ^[a-z-]+$ && $word != --* ]]; then asked="flake $word"; break; fi ;;
  esac
done
if [ -n %s ] && [ "$asked" != %s ]; then exec "$real" "$@"; fi
%s
`, quote(n.Bin), quote(command), quote(command), fault))
	return n
}

// quote writes a word for bash.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// Missing is n whose binary does not exist.
func Missing(t testing.TB, n Nix) Nix {
	t.Helper()
	n.Bin = filepath.Join(TempDir(t), "nix")
	return n
}

// NotExecutable is n whose binary is a file that may not be run.
func NotExecutable(t testing.TB, n Nix) Nix {
	t.Helper()
	n.Bin = FakeNix(t, "exit 0\n")
	if err := os.Chmod(n.Bin, 0o644); err != nil { //nolint:gosec // it must not be executable
		t.Fatal(err)
	}
	return n
}

// TooOld is a nix of an old version, such as "2.8.0" or "2.18.1", that knows no
// flag that later versions brought.
func TooOld(t testing.TB, n Nix, version string) Nix {
	t.Helper()
	n.Version = version
	n.Bin = FakeNix(t, fmt.Sprintf(`for word in "$@"; do
  case $word in
  --version) echo "nix (Nix) %s"; exit 0 ;;
  --no-write-lock-file | --pure-eval) echo "error: unrecognised flag '$word'" >&2; exit 1 ;;
  esac
done
echo "error: experimental Nix feature 'nix-command' is disabled; use '--extra-experimental-features nix-command' to override" >&2
exit 1
`, version))
	return n
}

// Claims is n that calls itself by another name and version, such as
// "nix (Determinate Nix 3.22.2) 2.35.2" or "nix (Lix, like Nix) 2.95.3".
func Claims(t testing.TB, n Nix, line string) Nix {
	t.Helper()
	n.Bin = FakeNix(t, fmt.Sprintf("case \" $* \" in *' --version '*) echo %s; exit 0 ;; esac\nexec %s \"$@\"\n", quote(line), quote(n.Bin)))
	return n
}

// Answers is n that answers one command with these texts and this exit code.
func Answers(t testing.TB, n Nix, command, stdout, stderr string, code int) Nix {
	t.Helper()
	n = faulty(t, n, command, fmt.Sprintf("cat \"$here/stdout\"\ncat \"$here/stderr\" >&2\nexit %d", code))
	Write(t, filepath.Join(filepath.Dir(n.Bin), "stdout"), stdout)
	Write(t, filepath.Join(filepath.Dir(n.Bin), "stderr"), stderr)
	return n
}

// FeaturesOff is n in which flakes cannot be enabled.
func FeaturesOff(t testing.TB, n Nix) Nix {
	t.Helper()
	return Answers(t, n, "", "", "error: experimental Nix feature 'flakes' is disabled; add '--extra-experimental-features flakes' to enable it\n", 1)
}

// DaemonDown is n whose daemon cannot be reached.
func DaemonDown(t testing.TB, n Nix) Nix {
	t.Helper()
	return Answers(t, n, "", "", "error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket': Connection refused\n", 1)
}

// Garbage is n that answers one command with what is neither JSON nor text, and succeeds.
func Garbage(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, `printf '<html>\377\376{"a":\033[31m not json\n'
[ "$asked" != repl ] || while read -r line; do printf 'garbage \377 %s\n' "${#line}"; done
exit 0`)
}

// Silent is n that answers one command with nothing at all, and succeeds.
func Silent(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "exit 0")
}

// Dies is n that is killed in the middle of one command's answer, after so many
// bytes on stdout.
func Dies(t testing.TB, n Nix, command string, after int) Nix {
	t.Helper()
	return faulty(t, n, command, fmt.Sprintf(`pipe=$here/pipe.$$
mkfifo "$pipe"
exec 3<&0 # bash gives a background job /dev/null as its stdin
"$real" "$@" <&3 >"$pipe" &
exec 4<"$pipe" # held open, so that nix does not see it close before it dies
head -c %d <&4
kill -KILL $!
kill -KILL $$`, after))
}

// Crashes is n that aborts during one command the way nix does.
func Crashes(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, `echo 'Nix crashed. This is a bug. Please report this at https://github.com/NixOS/nix/issues with the following information included:' >&2
kill -ABRT $$`)
}

// Hangs is n that neither answers nor ends one command until it gets a signal.
func Hangs(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "exec sleep infinity")
}

// IgnoresSignals is n that hangs in one command and ignores every signal that
// can be ignored, as nix does while it evaluates.
func IgnoresSignals(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "trap '' TERM INT HUP QUIT PIPE\nexec sleep infinity")
}

// Endless is n that never stops printing the answer of one command.
func Endless(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "exec yes '[ \"no end of it\",'")
}

// EndlessErrors is n that never stops printing to stderr in one command.
func EndlessErrors(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "exec yes 'warning: and another one' >&2")
}

// OneLine is n that prints a single line of that many megabytes to stderr before
// it goes on with one command.
func OneLine(t testing.TB, n Nix, command string, megabytes int) Nix {
	t.Helper()
	return faulty(t, n, command, fmt.Sprintf("head -c %dM /dev/zero | tr '\\0' x >&2\necho >&2\nexec \"$real\" \"$@\"", megabytes))
}

// Grandchild is n that starts another process in one command, which holds both
// pipes and never ends, and then answers as it should.
func Grandchild(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, "sleep infinity &\nexec \"$real\" \"$@\"")
}

// AsksTerminal is n that in one command asks on the terminal itself, as git and
// ssh do, and goes on only where there is none.
func AsksTerminal(t testing.TB, n Nix, command string) Nix {
	t.Helper()
	return faulty(t, n, command, `if { exec 9<>/dev/tty; } 2>/dev/null; then
  printf 'Password: ' >&9
  read -r answer <&9
fi
exec "$real" "$@"`)
}

// Logs is n that appends the arguments of every call to the file it returns, one
// line each, and is otherwise itself.
func Logs(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	log := filepath.Join(TempDir(t), "calls")
	n.Bin = FakeNix(t, fmt.Sprintf("printf '%%s\\n' \"$(printf '%%q ' \"$@\")\" >>%s\nexec %s \"$@\"\n", quote(log), quote(n.Bin)))
	return n, log
}

// Deaf is n that works but ignores every signal that can be ignored while it builds.
func Deaf(t testing.TB, n Nix) Nix {
	t.Helper()
	return faulty(t, n, "build", `trap '' TERM INT HUP QUIT
"$real" "$@" &
wait $!
while kill -0 $! 2>/dev/null; do wait $!; done`)
}

// withMetadata is n that prints other metadata of flakes: what sed makes of its own.
func withMetadata(t testing.TB, n Nix, sed string) Nix {
	t.Helper()
	return faulty(t, n, "flake metadata", fmt.Sprintf("set -o pipefail\n\"$real\" \"$@\" | sed -E %s", quote(sed)))
}

// LikeDeterminate is n that tells of folders and dirty trees what Determinate Nix
// 3.22 does: neither a hash nor a time.
func LikeDeterminate(t testing.TB, n Nix) Nix {
	t.Helper()
	return withMetadata(t, n, `/"rev":/! { s/("locked":\{[^{}]*)"narHash":"[^"]*",/\1/; s/("locked":\{[^{}]*)"lastModified":[0-9]+,/\1/; s/"lastModified":[0-9]+,"locked"/"locked"/ }`)
}

// LikeLazyTrees is LikeDeterminate with its setting lazy-trees: there is no path either.
func LikeLazyTrees(t testing.TB, n Nix) Nix {
	t.Helper()
	return withMetadata(t, LikeDeterminate(t, n), `s/"path":"[^"]*","resolved"/"resolved"/`)
}

// LikeHead is n that names a path in the store that is not there, as the Nix that
// calls itself 2.36 does of dirty trees.
func LikeHead(t testing.TB, n Nix) Nix {
	t.Helper()
	return withMetadata(t, n, `s/"path":"([^"]*)-source","(resolved|revCount)/"path":"\1-gone","\2/`)
}

// WritesHistory is n whose repl writes its history before anything else and ends
// where it cannot, as that of Lix 2.95 does.
func WritesHistory(t testing.TB, n Nix) Nix {
	t.Helper()
	return faulty(t, n, "repl", `mkdir -p "$XDG_DATA_HOME/nix" && echo x >"$XDG_DATA_HOME/nix/repl-history" || {
  echo "error: '/dev/null' is not a directory" >&2
  exit 1
}
exec "$real" "$@"`)
}

// TakesNoHash is n that takes no path with its hash in one text for locked, as Lix 2.95
// does in pure mode.
func TakesNoHash(t testing.TB, n Nix) Nix {
	t.Helper()
	return faulty(t, n, "eval", `if [[ $* == *'fetchTree "path:'* ]]; then
  echo "error: in pure evaluation mode, 'fetchTree' requires a locked input" >&2
  exit 1
fi
exec "$real" "$@"`)
}

// TakesNoRelativeInput is n that calls itself Lix and refuses inputs that a lock file
// gives by a relative path, as Lix 2.95 does.
func TakesNoRelativeInput(t testing.TB, n Nix) Nix {
	t.Helper()
	n = faulty(t, n, "", `dir=${!#}
dir=${dir#path:}
if grep -qs '"path": *"\./' "${dir%%[?#]*}/flake.lock"; then
  printf '%s\n' 'error:' "       … while updating the lock file of flake '${!#}'" '' \
    "       error: lock file contains mutable lock '{\"path\":\"./pond\",\"type\":\"path\"}'" >&2
  exit 1
fi
exec "$real" "$@"`)
	n.Bin = FakeNix(t, fmt.Sprintf(`[ "$*" != --version ] || { printf 'nix (Lix, like Nix) 2.95.3\nSystem type: x86_64-linux\n'; exit 0; }
exec %s "$@"
`, quote(n.Bin)))
	return n
}
