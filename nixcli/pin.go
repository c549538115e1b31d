package nixcli

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// pin is the reference that fixes the flake's content, so that no question
// copies and hashes its source again: the locked URL of a clean git flake or of
// anything fetched, and the path in the store, with its hash, for a folder or a
// dirty tree. It is "" where the metadata give none, and prefetching does:
// Determinate Nix names no hash there, from Nix 2.35 on the path need not exist.
func pin(f model.Flake, locked gjson.Result) string {
	if kind := str(locked, "type"); kind != "path" && !f.Dirty {
		if str(locked, "rev") != "" || str(locked, "narHash") != "" {
			return wholeURL(f.URL, locked)
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

// wholeURL is a locked URL with the attributes of the locked reference that nix left out
// of it. Which ones that are differs between its versions.
func wholeURL(link string, locked gjson.Result) string {
	_, query, _ := strings.Cut(link, "?")
	has, _ := url.ParseQuery(query) // what can be read of it
	var more []string
	locked.ForEach(func(key, value gjson.Result) bool {
		switch name := key.Str; {
		case has.Has(name) || !slices.Contains(lostAttributes(str(locked, "type")), name):
		case value.Type == gjson.True:
			more = append(more, name+"=1")
		case value.Type == gjson.String && value.Str != "":
			more = append(more, name+"="+strings.ReplaceAll(url.QueryEscape(value.Str), "+", "%20"))
		}
		return true
	})
	for _, parameter := range more {
		link = addParameter(link, parameter)
	}
	return link
}

// addParameter adds one to the query of a URL.
func addParameter(link, parameter string) string {
	if strings.Contains(link, "?") {
		return link + "&" + parameter
	}
	return link + "?" + parameter
}

// lostAttributes are those attributes of a kind of reference that its URL can have in
// its query, and that change what is fetched or how, besides what pins it.
func lostAttributes(kind string) []string {
	switch kind {
	case "git":
		return []string{"dir", "shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit", "keytype", "publicKey", "publicKeys"}
	case "github", "gitlab", "sourcehut":
		return []string{"dir", "host"}
	}
	return []string{"dir"}
}

// asShallow is the locked reference of a flake with `shallow` set where its repository
// on this machine is a shallow clone. Nix evaluates the work tree of one without, and
// refuses the revision that it locked there.
func asShallow(locked lock.Ref) lock.Ref {
	if locked.Type() != "git" || locked.Get("shallow") != "" {
		return locked
	}
	u, err := url.Parse(locked.Get("url"))
	if err != nil || u.Scheme != "file" || !shallowClone(u.Path) {
		return locked
	}
	return locked.With(lock.Attr{Name: "shallow", Type: model.TypeBool, Text: "true"})
}

// shallowClone tells whether a repository, with a work tree or without, has only a part
// of its history (gitrepository-layout(5), "shallow").
func shallowClone(dir string) bool {
	if text, err := readUpTo(dir, ".git", 1<<12); err == nil { // of `git worktree`
		if to, ok := strings.CutPrefix(strings.TrimSpace(text), "gitdir: "); ok {
			dir = relativeTo(dir, to)
		}
	} else if isThere(dir, ".git") {
		dir = filepath.Join(dir, ".git")
	}
	if text, err := readUpTo(dir, "commondir", 1<<12); err == nil {
		dir = relativeTo(dir, strings.TrimSpace(text))
	}
	info, err := os.Stat(filepath.Join(dir, "shallow"))
	return err == nil && info.Mode().IsRegular()
}

// relativeTo is a path that may be relative to a folder.
func relativeTo(dir, to string) string {
	if filepath.IsAbs(to) {
		return to
	}
	return filepath.Join(dir, to)
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
