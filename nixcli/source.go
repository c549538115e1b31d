package nixcli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"flakewalk/model"
)

// Bounds of what is read around a place.
const (
	linesBefore  = 12
	linesAfter   = 24
	maxLine      = 1000     // bytes of a line that are kept
	maxReadAhead = 64 << 20 // bytes up to the last line
)

// Source reads the lines around a place. A flake may claim any place to be its
// source, so files are read only from the store and, where the store has no copy
// of it, from the work tree of the flake itself; no symbolic link leads out of
// these. Errors are *Error or the context's.
func (s *Session) Source(ctx context.Context, at model.Position) (model.Source, error) {
	if err := ctx.Err(); err != nil {
		return model.Source{}, err
	}
	place, err := s.sources(s.Flake()).place(at.File)
	if err != nil {
		return model.Source{}, err
	}
	first, lines, err := readAround(ctx, place.root, place.file, max(1, at.Line))
	if err != nil {
		return model.Source{}, err
	}
	return model.Source{Position: at, Local: place.local, First: first, Lines: lines}, nil
}

// place is a file that may be read: below a root that nothing leads out of.
type place struct {
	root, file string
	local      string // the file of the work tree that it is a copy of, or ""
}

// sources are those of a flake that this session opened.
func (s *Session) sources(f model.Flake) sources { return sources{flake: f, store: s.storeDir(f)} }

// place decides where to read a file that nix named.
func (t sources) place(file string) (place, error) {
	virtual, rest, isVirtual := strings.Cut(strings.TrimPrefix(file, "«"), "»")
	switch {
	case strings.HasPrefix(file, "<nix/"), isVirtual && strings.HasSuffix(virtual, "-internal"):
		return place{}, noSource("this file is part of nix itself: " + file)
	case isVirtual && rest == "":
		return place{}, noSource("this is an expression and in no file: " + file)
	case strings.ContainsRune(file, 0):
		return place{}, noSource("the name of the file has a NUL in it")
	case isVirtual:
		return t.virtual(virtual, path.Clean("/"+rest))
	case !path.IsAbs(file):
		return place{}, noSource("nix did not tell in which folder this file is: " + file)
	}
	return t.real(path.Clean(file))
}

// storeDir is the folder of the store.
func (s *Session) storeDir(f model.Flake) string {
	if dir := path.Dir(f.Path); storePath(dir, f.Path) {
		return dir
	}
	for _, kv := range s.client.env {
		if dir, ok := strings.CutPrefix(kv, "NIX_STORE_DIR="); ok && path.IsAbs(dir) {
			return path.Clean(dir)
		}
	}
	return "/nix/store"
}

func noSource(why string) error { return &Error{Cause: model.CauseFileMissing, Message: why} }

// readAround reads the lines around one.
func readAround(ctx context.Context, dir, file string, line int) (first int, lines []string, err error) {
	f, err := openRegular(dir, file)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = f.Close() }()
	r := bufio.NewReaderSize(&io.LimitedReader{R: f, N: maxReadAhead}, 64<<10)
	first = max(1, line-linesBefore)
	n := 0
	for n < line+linesAfter {
		if n%1000 == 0 && ctx.Err() != nil {
			return 0, nil, ctx.Err()
		}
		text, err := readLine(r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, nil, fileError(path.Join(dir, file), err)
		}
		if n++; n >= first {
			lines = append(lines, text)
		}
	}
	if n < line {
		return 0, nil, noSource(fmt.Sprintf("the file has only %d lines: %s", n, path.Join(dir, file)))
	}
	return first, lines, nil
}

// readLine reads a line without its end and keeps the first maxLine bytes.
func readLine(r *bufio.Reader) (string, error) {
	var kept []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(part) == 0 && len(kept) == 0 && err != nil {
			return "", err
		}
		whole := err == nil
		part = bytes.TrimSuffix(part, []byte("\n"))
		room := maxLine - len(kept)
		long = long || len(part) > room
		kept = append(kept, part[:min(room, len(part))]...)
		switch {
		case !whole && errors.Is(err, bufio.ErrBufferFull):
			continue
		case !whole && !errors.Is(err, io.EOF):
			return "", err
		case long:
			return wholeRunes(string(kept)), nil
		}
		return strings.TrimSuffix(string(kept), "\r"), nil
	}
}

// openRegular opens a plain file below a folder: no link leads out of it, and
// nothing waits for the other end of a pipe.
func openRegular(dir, file string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fileError(dir, err)
	}
	defer func() { _ = root.Close() }()
	// Opening a device can do something, so it is looked at first; and again
	// afterwards, for it may have been replaced.
	if info, err := root.Stat(file); err != nil {
		return nil, fileError(path.Join(dir, file), err)
	} else if !info.Mode().IsRegular() {
		return nil, noSource("this is not a plain file: " + path.Join(dir, file))
	}
	f, err := root.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fileError(path.Join(dir, file), err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = f.Close()
		return nil, noSource("this is not a plain file: " + path.Join(dir, file))
	}
	return f, nil
}

func fileError(file string, err error) error {
	e := &Error{Cause: model.CauseFileMissing, Message: file + ": " + err.Error(), Err: err}
	if under, ok := errors.AsType[*fs.PathError](err); ok {
		e.Message = file + ": " + under.Err.Error()
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		e.Cause = model.CausePermission
	case strings.Contains(err.Error(), "escapes from parent"):
		e.Cause, e.Message = model.CausePermission, "a link leads out of the sources of the flake, where flakewalk reads nothing: "+file
	}
	return e
}
