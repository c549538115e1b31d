package nixcli_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// TestWaitingForAServer proves that a pause of nix, which a server that is asked too
// often gets, is told as one while the flake is opened, and after that was cancelled.
func TestWaitingForAServer(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte("API rate limit exceeded\nfor you\n"))
		}))
		t.Cleanup(server.Close)
		n = n.With("no_proxy=127.0.0.1").Settings("experimental-features = nix-command flakes", "download-attempts = 40")
		c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env})
		if err != nil {
			t.Fatal(err)
		}
		s := nixcli.NewSession(c, server.URL+"/x.tar.gz", nixcli.Options{})
		defer s.Close()
		failed := make(chan error, 1)
		go func() {
			_, err := s.Open(context.Background())
			failed <- err
		}()
		said := func() string {
			for _, a := range s.Activity() {
				return a.Fetching
			}
			return ""
		}
		// Old versions wait for a second at first, and twice as long each time.
		eventually(t, func() bool { return strings.HasPrefix(said(), model.WaitingWord+"HTTP 429, nix tries again in ") }, "waiting is not told")
		eventually(t, func() bool {
			text := said()
			return strings.HasPrefix(text, model.WaitingWord) && !regexp.MustCompile(` in [1-3] s`).MatchString(text)
		}, "there is no longer pause")
		s.Cancel()
		p := model.ProblemOf(<-failed)
		if p.Cause != model.CauseCancelled || !strings.HasPrefix(p.Message, "cancelled while nix was waiting: HTTP 429, nix tries again in ") {
			t.Errorf("%s: %q", p.Cause, p.Message)
		}
	})
}

// eventually waits for a state.
func eventually(t *testing.T, is func() bool, otherwise string) {
	t.Helper()
	deadline, tick := time.NewTimer(2*time.Minute), time.NewTicker(5*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !is() {
		select {
		case <-deadline.C:
			t.Fatal(otherwise)
		case <-tick.C:
		}
	}
}
