// Package nixcli speaks to the nix binary: it builds argument lists, runs
// processes, decodes what they print, and says why something failed.
//
// Client is one nix binary and how it is called. Session is one open flake: it
// pins the flake, keeps an evaluator warm, queues questions, isolates failures
// and remembers answers. Probes are the questions, written in Nix.
package nixcli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"flakewalk/model"
)

// Marker is the environment variable that every background process of a Client
// carries, with a value of its own for each Client, so that what it started can be found.
const Marker = "FLAKEWALK_SESSION"

// Defaults of a Client.
const (
	// DefaultGrace is how long a process that was asked to end may take.
	DefaultGrace = 300 * time.Millisecond
	// maxOutput is how much one answer of nix may print, in bytes.
	maxOutput = 64 << 20
	// maxStderr is how much of what nix says on stderr is kept, in bytes.
	maxStderr = 1 << 20
)

// Client is one nix binary and the way it is called. It holds no state of a
// flake and may be used by several goroutines.
type Client struct {
	name   string // of the binary, as the user gave it
	bin    string
	env    []string
	acting []string // the environment of commands that the user asked for
	marker string
	flags  Flags
	memory int64
	limit  time.Duration // of processor time, for one attribute
	grace  time.Duration
	log    *slog.Logger
	runs   *runLog
	known  *knownSettings
}

// Config says how a Client calls nix. The zero value is good.
type Config struct {
	// Bin is the nix binary; empty looks for nix on PATH.
	Bin string
	// Env is the environment to start from; nil is the process's own.
	Env []string
	// Flags are the user's own options for every nix command.
	Flags Flags
	// MemoryLimit bounds the heap of all evaluators of a flake together, in bytes; 0 is
	// what DefaultMemoryLimit gives.
	MemoryLimit int64
	// TimeLimit is the processor time that nix may spend on one attribute; 0 is
	// DefaultTimeLimit.
	TimeLimit time.Duration
	// Grace is how long a process may take to end; 0 is DefaultGrace.
	Grace time.Duration
	// Log gets every command; nil is silent.
	Log *slog.Logger
}

// NewClient finds nix. It returns an *Error with model.CauseNixMissing when there is none.
func NewClient(cfg Config) (*Client, error) {
	if cfg.Bin == "" {
		cfg.Bin = "nix"
	}
	bin, err := exec.LookPath(cfg.Bin)
	if err != nil {
		return nil, &Error{Cause: model.CauseNixMissing, Message: "no nix found: " + err.Error(), Err: err}
	}
	if bin, err = filepath.Abs(bin); err != nil {
		return nil, &Error{Cause: model.CauseNixMissing, Message: err.Error(), Err: err}
	}
	if cfg.Env == nil {
		cfg.Env = os.Environ()
	}
	if cfg.MemoryLimit == 0 {
		cfg.MemoryLimit = DefaultMemoryLimit()
	}
	if cfg.Grace == 0 {
		cfg.Grace = DefaultGrace
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	marker := randomHex()
	return &Client{
		name: cfg.Bin, bin: bin, marker: marker, flags: cfg.Flags, memory: cfg.MemoryLimit, limit: cmp.Or(cfg.TimeLimit, DefaultTimeLimit), grace: cfg.Grace, runs: new(runLog), known: new(knownSettings),
		env: backgroundEnv(cfg.Env, marker, cfg.MemoryLimit), acting: backgroundEnv(cfg.Env, marker, 0), log: cfg.Log,
	}, nil
}

// withFlags is the same client with other flags: its commands are in the same log.
func (c *Client) withFlags(f Flags) *Client {
	with := *c
	with.flags = f
	return &with
}

// WithoutOverrides is the same client for other flakes than the user's first: what
// overrides that one's inputs is none of theirs. Both have one log of commands.
func (c *Client) WithoutOverrides() *Client {
	f := c.flags
	f.OverrideInputs = nil
	return c.withFlags(f)
}

// Offline is the same client without the network. Both have one log of commands.
func (c *Client) Offline() *Client {
	f := c.flags
	f.Offline = true
	other := c.withFlags(f)
	other.known = &knownSettings{}
	return other
}

// MarkerValue is the value of Marker in the environment of this client's processes.
func (c *Client) MarkerValue() string { return c.marker }

// Runs are the nix commands that were started, oldest first, with those that are
// still running: at most the last thousand.
func (c *Client) Runs() []model.Run { return c.runs.all() }

// began notes that a nix command was started. The returned function notes its end.
func (c *Client) began(args []string) (ended func(error)) {
	return c.Began(append([]string{c.name}, args...))
}

// Began notes that a command was started by somebody else, such as one that has the
// terminal. The returned function notes its end.
func (c *Client) Began(argv []string) (ended func(error)) {
	began := time.Now()
	id := c.runs.begin(argv, began)
	return func(err error) {
		now := time.Now()
		c.log.Debug("nix", "args", argv[1:], "took", now.Sub(began), "error", err)
		c.runs.end(id, now, err)
	}
}

// heapLimit is the variable that bounds the heap of a nix process, in bytes (Boehm GC,
// README.environment).
func heapLimit(heap int64) string { return "GC_MAXIMUM_HEAP_SIZE=" + strconv.FormatInt(heap, 10) }

// backgroundEnv is the environment of a process that must never ask anything on our
// terminal and whose output is read by us. Its session has no terminal, and git and ssh
// are told to do without; by which command git reaches a server, and which program of the
// user's hands out passwords, stays as the user has it: variables such as GIT_SSH_COMMAND
// would outrank core.sshCommand and GIT_SSH. Without a bound on its memory it has what
// the user gives it.
func backgroundEnv(base []string, marker string, memory int64) []string {
	set := map[string]string{
		Marker:                 marker,
		"GC_MAXIMUM_HEAP_SIZE": strconv.FormatInt(memory, 10),
		"GIT_TERMINAL_PROMPT":  "0",
		"SSH_ASKPASS_REQUIRE":  "never",
		"TERM":                 "dumb",
		"NO_COLOR":             "1",
	}
	if memory == 0 {
		delete(set, "GC_MAXIMUM_HEAP_SIZE")
	}
	env := make([]string, 0, len(base)+len(set)+1)
	opts := ""
	for _, kv := range base {
		k, v, _ := strings.Cut(kv, "=")
		switch {
		case k == "NIX_SSHOPTS":
			opts = v + " "
		case k == "NIX_GET_COMPLETIONS": // would turn every command into a completion
		case set[k] == "":
			env = append(env, kv)
		}
	}
	for k, v := range set {
		env = append(env, k+"="+v)
	}
	return append(env, "NIX_SSHOPTS="+opts+"-oBatchMode=yes")
}

// Version asks the binary for its version. It returns an *Error with
// model.CauseGarbage when the answer is none.
func (c *Client) Version(ctx context.Context) (Version, error) {
	return c.askVersion(ctx, 20*time.Second)
}

func (c *Client) askVersion(ctx context.Context, limit time.Duration) (Version, error) {
	out, err := c.run(ctx, []string{"--version"}, runOptions{limit: limit})
	if err != nil {
		return Version{}, err
	}
	v, ok := ParseVersion(string(out))
	if !ok {
		return Version{}, &Error{Cause: model.CauseGarbage, Args: []string{"--version"}, Message: "nix --version printed " + strconv.Quote(clip(string(out), 100))}
	}
	return v, nil
}

// System asks nix for the system it evaluates and builds for.
func (c *Client) System(ctx context.Context) (string, error) {
	out, err := c.run(ctx, systemArgs(c.flags), runOptions{limit: 20 * time.Second, nice: true})
	if err != nil {
		return "", err
	}
	s := strings.TrimSpace(string(out))
	if !model.IsSystem(s) {
		return "", &Error{Cause: model.CauseGarbage, Args: systemArgs(c.flags), Message: "nix says that its system is " + strconv.Quote(clip(s, 100))}
	}
	return s, nil
}

func randomHex() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by its documentation
	return hex.EncodeToString(b[:])
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "..."
}

// errClosed is the cause of every context of a closed session.
var errClosed = errors.New("the session is closed")
