package nixcli

import (
	"context"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// settings are those of nix's own configuration that decide how we call it.
type settings struct {
	flakes       bool     // commands and flakes work without our switching them on
	accept       bool     // the nixConfig of every flake is accepted
	system       string   // that it evaluates and builds for
	extraSystems []string // that it builds for as well
}

// knownSettings are asked for once, like the version.
type knownSettings struct {
	mu      sync.Mutex
	set     *settings
	version Version
}

// version asks nix for its version, at the first call.
func (c *Client) version(ctx context.Context) (Version, error) {
	c.known.mu.Lock()
	defer c.known.mu.Unlock()
	if c.known.version.Text != "" {
		return c.known.version, nil
	}
	v, err := c.Version(ctx)
	if err == nil {
		c.known.version = v
	}
	return v, err
}

// settings asks nix for its settings, at the first call. Where it does not tell,
// they are taken for nix's defaults; the error is the context's.
func (c *Client) settings(ctx context.Context) (settings, error) {
	c.known.mu.Lock()
	defer c.known.mu.Unlock()
	if c.known.set != nil {
		return *c.known.set, nil
	}
	set, _ := c.askSettings(ctx, 20*time.Second)
	if err := ctx.Err(); err != nil {
		return settings{}, err
	}
	c.known.set = &set
	return set, nil
}

// askSettings asks nix for its settings, with our features where it has not even
// the command for it. Errors are *Error.
func (c *Client) askSettings(ctx context.Context, limit time.Duration) (settings, error) {
	o := runOptions{limit: limit}
	out, err := c.run(ctx, settingsArgs(c.flags, nil), o)
	ours := causeOf(err) == model.CauseFeatures
	if ours {
		out, err = c.run(ctx, settingsArgs(c.flags, features()), o)
	}
	if err != nil {
		return settings{}, err
	}
	if _, err := parseJSON(out); err != nil {
		return settings{}, err
	}
	set := parseSettings(out)
	set.flakes = set.flakes && !ours
	return set, nil
}

// parseSettings reads what `nix config show --json` prints (Nix manual, "nix
// config show"): an object of settings, each with its value.
func parseSettings(out []byte) settings {
	if !gjson.ValidBytes(out) {
		return settings{}
	}
	doc := gjson.ParseBytes(out)
	has := map[string]bool{}
	for _, feature := range doc.Get("experimental-features.value").Array() {
		has[feature.Str] = true
	}
	set := settings{
		// A nix that tells its settings by a command that it does not list as switched
		// on has it, and flakes, for good: Determinate Nix.
		flakes: has["nix-command"] && has["flakes"] || doc.Get("experimental-features.value").IsArray() && !has["nix-command"],
		accept: doc.Get("accept-flake-config.value").Bool(),
		system: doc.Get("system.value").Str,
	}
	for _, system := range doc.Get("extra-platforms.value").Array() {
		set.extraSystems = append(set.extraSystems, system.Str)
	}
	return set
}
