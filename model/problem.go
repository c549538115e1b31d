package model

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// ProblemOf is what an error means to a person: the Problem of the first error in
// err's tree that has one. Any other error is none of nix's, but ours or the system's.
func ProblemOf(err error) Problem {
	var p interface{ Problem() Problem }
	if errors.As(err, &p) {
		return p.Problem()
	}
	return Problem{Cause: SystemCause(err), Message: err.Error()}
}

// SystemCause is why the system did not do what flakewalk wanted, CauseSelf where
// that tells nothing more than the error itself.
func SystemCause(err error) Cause {
	is := func(targets ...error) bool {
		for _, target := range targets {
			if errors.Is(err, target) {
				return true
			}
		}
		return false
	}
	switch {
	case is(syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG):
		return CauseDiskFull
	case is(syscall.EMFILE, syscall.ENFILE):
		return CauseTooManyFiles
	case is(syscall.EPIPE):
		return CauseClosedPipe
	case is(fs.ErrPermission, syscall.EROFS):
		return CausePermission
	case is(syscall.ENOMEM):
		return CauseOutOfMemory
	}
	return CauseSelf
}

// WantsTerminal tells whether git or ssh could have got further by asking on a terminal:
// for a passphrase, a PIN, a password, or whether a host is trusted.
func (p Problem) WantsTerminal() bool {
	switch p.Cause { //nolint:exhaustive // nothing asks for the others
	case CauseSSHKey, CauseHostKey:
		return true
	case CauseCredentials: // nix itself never asks
		return strings.Contains(p.Trace, "could not read Username for '") || strings.Contains(p.Trace, "could not read Password for '")
	}
	return false
}
