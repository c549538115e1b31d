package nixcli

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"
)

// Checkup is what nix says when it is asked about itself. Every part stands alone:
// what could not be had has an error instead. Errors are *Error.
type Checkup struct {
	// Bin is the binary as it was found, and Real the file that it leads to.
	Bin, Real string
	// Version is its version. One that is too old is an error, and nothing else is
	// asked then.
	Version    Version
	VersionErr error
	// Settings are those of its configuration that matter here.
	Settings    NixSettings
	SettingsErr error
	// Store is where it builds.
	Store    StoreInfo
	StoreErr error
	// StoreDir is the folder of the store as an evaluation says.
	StoreDir string
	EvalErr  error
	// Trust is the file in which nix keeps what it was told about the nixConfig of
	// flakes, and Answers how many answers it holds.
	Trust   string
	Answers int
}

// NixSettings are settings of nix, as they are without our own options.
type NixSettings struct {
	// Flakes is set where flakes and the new commands are switched on.
	Flakes bool
	// AcceptFlakeConfig is set where the nixConfig of every flake is applied unasked.
	AcceptFlakeConfig bool
	// System is what it evaluates and builds for, ExtraSystems what it builds for as well.
	System       string
	ExtraSystems []string
}

// StoreInfo is what nix says of the store it builds in.
type StoreInfo struct {
	// URL is the store's address, such as "daemon" or "local".
	URL string
	// Version is that of the nix behind it, "" where it does not say.
	Version string
	// Trusted tells whether the user is trusted by the store, Told whether it says so.
	Trusted, Told bool
}

// Daemon tells whether a daemon keeps the store.
func (s StoreInfo) Daemon() bool {
	return s.URL == "daemon" || strings.HasPrefix(s.URL, "unix://")
}

// Folder is where the store with that name is on this machine; ok is false for a
// store that nix does not keep itself in a folder of this machine (Nix manual,
// "Local Store").
func (s StoreInfo) Folder(storeDir string) (dir string, ok bool) {
	base, query, _ := strings.Cut(s.URL, "?")
	switch {
	case base == "local" || base == "local://":
	case strings.HasPrefix(base, "/"):
		return filepath.Join(base, storeDir), true
	default:
		return "", false
	}
	params, err := url.ParseQuery(query)
	if err != nil {
		return "", false
	}
	if dir := params.Get("real"); dir != "" {
		return dir, true
	}
	return filepath.Join(params.Get("root"), storeDir), true
}

// Checkup asks nix about itself. No question takes longer than the limit, none needs
// the network or a flake, and none writes anything, but what nix itself prepares
// when it opens its store.
func (c *Client) Checkup(ctx context.Context, limit time.Duration) Checkup {
	k := Checkup{Bin: c.bin, Real: c.bin, Trust: c.trustFile()}
	if real, err := filepath.EvalSymlinks(c.bin); err == nil {
		k.Real = real
	}
	for _, answers := range c.remembered() {
		k.Answers += len(answers)
	}
	if k.Version, k.VersionErr = c.askVersion(ctx, limit); k.VersionErr == nil {
		k.VersionErr = k.Version.check()
	}
	if k.VersionErr != nil {
		return k
	}
	var all sync.WaitGroup
	all.Go(func() {
		var set settings
		set, k.SettingsErr = c.askSettings(ctx, limit)
		k.Settings = NixSettings{set.flakes, set.accept, set.system, set.extraSystems}
	})
	all.Go(func() { k.Store, k.StoreErr = c.askStore(ctx, limit) })
	all.Go(func() { k.StoreDir, k.EvalErr = c.askStoreDir(ctx, limit) })
	all.Wait()
	return k
}

// askStore asks which store nix builds in.
func (c *Client) askStore(ctx context.Context, limit time.Duration) (StoreInfo, error) {
	out, err := c.run(ctx, storeArgs(c.flags), runOptions{limit: limit})
	if err != nil {
		return StoreInfo{}, err
	}
	doc, err := parseJSON(out)
	if err != nil {
		return StoreInfo{}, err
	}
	trusted := doc.Get("trusted") // a number in older versions
	return StoreInfo{
		URL: doc.Get("url").Str, Version: doc.Get("version").Str,
		Trusted: trusted.Bool(), Told: trusted.Type != gjson.Null,
	}, nil
}

// askStoreDir evaluates where the store is, which shows that evaluating works.
func (c *Client) askStoreDir(ctx context.Context, limit time.Duration) (string, error) {
	out, err := c.run(ctx, evalExprArgs(c.flags, "builtins.storeDir"), runOptions{limit: limit})
	return strings.TrimSpace(string(out)), err
}
