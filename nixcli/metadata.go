package nixcli

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"flakewalk/model"
)

// decodeMetadata reads what `nix flake metadata --json` prints (Nix manual,
// "nix flake metadata"). It accepts what Nix 2.24 and newer, Lix and Determinate
// Nix print and returns an *Error with model.CauseGarbage for anything else.
func decodeMetadata(out []byte) (model.Flake, error) {
	doc, err := parseJSON(out)
	if err != nil {
		return model.Flake{}, err
	}
	link := str(doc, "url")
	if link == "" || !doc.Get("locks").IsObject() {
		return model.Flake{}, garbage("the metadata has no url or no locks", out)
	}
	f := model.Flake{
		URL:         link,
		Description: str(doc, "description"),
		Revision:    str(doc, "revision"),
		Path:        str(doc, "path"),
		Locks:       []byte(doc.Get("locks").Raw),
		Inputs:      len(doc.Get("locks.nodes").Map()),
	}
	if dirty := str(doc, "dirtyRevision"); dirty != "" {
		f.Revision, f.Dirty = dirty, true
	}
	if locked := doc.Get("locked"); str(locked, "type") == "git" && str(locked, "rev") == "" {
		f.Dirty = true // a repository without a commit has no dirty revision either
	}
	f.LastModified = dated(doc)
	f.Inputs = directInputs(doc.Get("locks"))
	f.Dir = localDir(doc.Get("original"), doc.Get("resolved"))
	f.Pin = pin(f, doc.Get("locked"))
	return f, nil
}

// dated is the time of the last change that a source or its reference names, zero
// where it names none: a path of the store has the time 1.
func dated(doc gjson.Result) time.Time {
	if t := doc.Get("lastModified"); t.Type == gjson.Number && t.Int() > 1 {
		return time.Unix(t.Int(), 0)
	}
	return time.Time{}
}

// str is the text at a key of our own choosing, "" unless it is a string there.
func str(doc gjson.Result, key string) string {
	if v := doc.Get(key); v.Type == gjson.String {
		return v.Str
	}
	return ""
}

// directInputs counts the inputs of the root node.
func directInputs(locks gjson.Result) int {
	root := str(locks, "root")
	n := 0
	locks.Get("nodes").ForEach(func(key, node gjson.Result) bool {
		if key.Str == root {
			n = len(node.Get("inputs").Map())
		}
		return key.Str != root
	})
	return n
}

// localDir is the folder of a flake that lies on this machine and can be edited.
func localDir(refs ...gjson.Result) string {
	for _, ref := range refs {
		var dir string
		switch str(ref, "type") {
		case "path":
			dir = str(ref, "path")
		case "git":
			if u, err := url.Parse(str(ref, "url")); err == nil && u.Scheme == "file" {
				dir = u.Path
			}
		}
		if strings.HasPrefix(dir, "/") {
			if sub := str(ref, "dir"); sub != "" {
				dir += "/" + sub
			}
			return dir
		}
	}
	return ""
}

// parseJSON validates before anything walks: gjson itself accepts what is cut off.
func parseJSON(out []byte) (gjson.Result, error) {
	if !gjson.ValidBytes(out) {
		return gjson.Result{}, garbage("nix did not print JSON", out)
	}
	return gjson.ParseBytes(out), nil
}

func garbage(what string, out []byte) error {
	return &Error{Cause: model.CauseGarbage, Message: what + ": " + strconv.Quote(clip(strings.TrimSpace(string(out)), 100))}
}
