package nixcli

import (
	"context"
	"strings"
	"time"

	"flakewalk/model"
)

const (
	// limitRegistry is for listing the registries, which may download the global one.
	limitRegistry = 4 * time.Second
	// maxRegistry is how many entries of them are taken.
	maxRegistry = 5000
)

// Registry lists what the user's, the system's and the global flake registry
// know, the one that wins first. Where the global one cannot be had, it is left out.
// Errors are *Error.
func (c *Client) Registry(ctx context.Context) ([]model.Reference, error) {
	out, err := c.run(ctx, registryArgs(c.flags, true), runOptions{limit: limitRegistry})
	if err != nil && ctx.Err() == nil {
		return c.LocalRegistry(ctx)
	}
	if err != nil {
		return nil, err
	}
	return decodeRegistry(string(out)), nil
}

// LocalRegistry is Registry without the global one: nothing is fetched.
func (c *Client) LocalRegistry(ctx context.Context) ([]model.Reference, error) {
	out, err := c.run(ctx, registryArgs(c.flags, false), runOptions{limit: limitRegistry})
	if err != nil {
		return nil, err
	}
	return decodeRegistry(string(out)), nil
}

// decodeRegistry reads the lines of `nix registry list`: where an entry is from,
// its reference and what that stands for.
func decodeRegistry(out string) []model.Reference {
	var all []model.Reference
	seen := make(map[string]bool)
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) != 3 || len(all) == maxRegistry {
			continue
		}
		ref := strings.TrimPrefix(f[1], "flake:")
		if ref == "" || seen[ref] {
			continue
		}
		seen[ref] = true
		all = append(all, model.Reference{Ref: ref, From: model.FromRegistry, About: f[2]})
	}
	return all
}
