package nixcli

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Bounds of looking for flakes in the folders below one.
const (
	maxBelowDepth   = 4
	maxBelowEntries = 20_000
	maxBelow        = 12
)

// FlakesBelow are the folders with a flake.nix below the folder that a reference leads to
// on this machine, whatever its ?dir=, as references from here, those nearer first. It follows no link, enters no
// hidden folder, and looks at a bounded number of files.
func FlakesBelow(ref string) []string {
	p, ok := readFolderRef(ref)
	if !ok || p.other {
		return nil
	}
	here, err := os.Getwd()
	if err != nil {
		return nil
	}
	var found []string
	left := maxBelowEntries
	level := []string{p.base}
	for depth := 0; depth <= maxBelowDepth && len(level) > 0; depth++ {
		var next []string
		for _, dir := range level {
			names, folders := folderOf(dir, &left)
			if depth > 0 && slices.Contains(names, "flake.nix") && len(found) < maxBelow {
				found = append(found, fromHere(here, dir))
			}
			next = append(next, folders...)
		}
		level = next
	}
	return found
}

// folderOf are the names of the plain files in a folder, and the folders in it that are
// worth a look; left is how many entries may still be read.
func folderOf(dir string, left *int) (files, folders []string) {
	f, err := os.Open(dir) //nolint:gosec // the user named it, or one above
	if err != nil || *left <= 0 {
		return nil, nil
	}
	defer func() { _ = f.Close() }()
	entries, _ := f.ReadDir(*left)
	*left -= len(entries)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		switch name := e.Name(); {
		case e.Type().IsRegular():
			files = append(files, name)
		case e.IsDir() && !strings.HasPrefix(name, ".") && name != "node_modules":
			folders = append(folders, filepath.Join(dir, name))
		}
	}
	return files, folders
}

// fromHere is a folder as one types it: relative where it lies below the current one, and
// as a URL where it has characters that mean something in a reference.
func fromHere(here, dir string) string {
	if below, err := filepath.Rel(here, dir); err == nil && filepath.IsLocal(below) {
		dir = "./" + below
	}
	if strings.ContainsAny(dir, "#?") {
		if full, err := filepath.Abs(dir); err == nil {
			dir = full
		}
		return "path:" + (&url.URL{Path: dir}).EscapedPath()
	}
	return dir
}
