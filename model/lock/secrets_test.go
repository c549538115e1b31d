package lock_test

import (
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// TestHideSecrets proves that a reference shows none.
func TestHideSecrets(t *testing.T) {
	t.Parallel()
	r := lock.Ref{{"type", model.TypeString, "tarball"}, {"url", model.TypeString, "https://me:pw@h/x.tar.gz"}, {"token", model.TypeString, "pw"}, {"lastModified", model.TypeInt, "1"}}
	if got := r.HideSecrets().Get("url") + r.HideSecrets().Get("token") + r.HideSecrets().Get("lastModified"); got != "https://***@h/x.tar.gz***1" {
		t.Error(got)
	}
	if r.Label() != "https://***@h/x.tar.gz" || r.Shown() != r.Label() || r.URL() == r.Label() {
		t.Errorf("%s, %s, %s", r.Label(), r.Shown(), r.URL())
	}
	if (lock.Ref)(nil).HideSecrets() != nil {
		t.Error("a missing reference is there")
	}
}
