package nixcli

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// pin is the reference that fixes the flake's content, so that no question
// copies and hashes its source again: the locked URL of a clean git flake or of
// anything fetched, and the path in the store, with its hash, for a folder or a
// dirty tree. It is "" where the metadata give none, and prefetching does:
// Determinate Nix names no hash there, from Nix 2.35 on the path need not exist.
func pin(f model.Flake, locked gjson.Result) string {
	if kind := str(locked, "type"); kind != "path" && !f.Dirty {
		if str(locked, "rev") != "" || str(locked, "narHash") != "" {
			return f.URL
		}
	}
	hash := str(locked, "narHash")
	if hash == "" || !strings.HasPrefix(f.Path, "/") {
		return ""
	}
	if _, err := os.Stat(f.Path); err != nil {
		return ""
	}
	return storePin(f.Path, hash, locked)
}

// storePin is the reference of a source that is in the store.
func storePin(path, hash string, locked gjson.Result) string {
	query := "narHash=" + url.QueryEscape(hash)
	if t := locked.Get("lastModified"); t.Type == gjson.Number {
		query = "lastModified=" + strconv.FormatInt(t.Int(), 10) + "&" + query
	}
	if dir := str(locked, "dir"); dir != "" {
		query = "dir=" + url.QueryEscape(dir) + "&" + query
	}
	return "path:" + path + "?" + query
}

// prefetchArgs copy the source of a flake to the store. The reference is resolved
// already, so no registry is asked, which would need the network.
func prefetchArgs(f Flags, ref string) []string {
	return join([]string{"flake", "prefetch"}, f.query(),
		[]string{"--option", "flake-registry", "", "--json", "--log-format", "internal-json", "-v", "--", ref})
}

// prefetchRef is what has to be prefetched for a flake with those metadata: the
// reference without what was locked of it, since that names an older state where
// a folder has changed. It is "" where the metadata give a pin.
func prefetchRef(f model.Flake, metadata []byte) string {
	if f.Pin != "" {
		return ""
	}
	if ref := gjson.GetBytes(metadata, "resolvedUrl"); ref.Type == gjson.String && ref.Str != "" {
		return ref.Str
	}
	return f.URL
}

// prefetched is what prefetching told of a source.
type prefetched struct {
	path, hash string
	locked     gjson.Result // the locked reference
}

// decodePrefetch reads what `nix flake prefetch --json` prints. Anything else is an
// *Error with model.CauseGarbage.
func decodePrefetch(out []byte) (prefetched, error) {
	doc, err := parseJSON(out)
	if err != nil {
		return prefetched{}, err
	}
	p := prefetched{str(doc, "storePath"), str(doc, "hash"), doc.Get("locked")}
	if !strings.HasPrefix(p.path, "/") || p.hash == "" {
		return prefetched{}, garbage("nix flake prefetch names no path or no hash", out)
	}
	return p, nil
}

// pin fills in what prefetching told of a flake: its pin, the path in the store, and
// the time where that is not known.
func (p prefetched) pin(f model.Flake) model.Flake {
	f.Path, f.Pin = p.path, storePin(p.path, p.hash, p.locked)
	if f.LastModified.IsZero() {
		f.LastModified = dated(p.locked)
	}
	return f
}

// prefetch copies the source of a reference to the store. Errors are *Error.
func (c *Client) prefetch(ctx context.Context, ref string, o runOptions) (prefetched, error) {
	out, err := c.run(ctx, prefetchArgs(c.flags, ref), o)
	if err != nil {
		return prefetched{}, err
	}
	return decodePrefetch(out)
}
