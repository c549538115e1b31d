package nixcli_test

import (
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// httpsServer is example.com, which answers every request with a status and a text, by a
// certificate that is its own; it returns the proxy that leads to it, and the file with the
// certificate.
func httpsServer(t *testing.T, status int, body string) (proxy, certificate string) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="private"`)
		}
		if strings.HasPrefix(body, "<") {
			w.Header().Set("Content-Type", "text/html")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	server.Config.ErrorLog = quietLog()
	server.StartTLS()
	t.Cleanup(server.Close)
	certificate = nixtest.TempDir(t) + "/ca.pem"
	nixtest.Write(t, certificate, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	return tunnel(t, server.Listener.Addr().String()), certificate
}

// tunnel is a proxy that connects everybody who asks for anything over https with one
// server.
func tunnel(t *testing.T, to string) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", to)
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer server.Close() //nolint:errcheck // whatever comes of it
		client, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer client.Close() //nolint:errcheck // whatever comes of it
		_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
		go func() {
			defer server.Close() //nolint:errcheck // whatever comes of it
			_, _ = io.Copy(server, client)
		}()
		_, _ = io.Copy(client, server)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// TestServers proves which cause a flake has that a server refuses: one that answers with
// each status over https, to each of the ways in which nix asks it.
func TestServers(t *testing.T) {
	t.Parallel()
	const page = "<!DOCTYPE html>\n<html><body>Welcome to the hotel. Log in.</body></html>\n"
	type answer struct {
		status int
		body   string
	}
	for name, c := range map[string]struct {
		answer
		trusted              bool
		tarball, github, git model.Cause
	}{
		"401":        {answer{401, "who are you?"}, true, model.CauseCredentials, model.CauseCredentials, model.CauseCredentials},
		"403":        {answer{403, "no"}, true, model.CauseCredentials, model.CauseCredentials, model.CauseCredentials},
		"rate limit": {answer{403, `{"message":"API rate limit exceeded for 1.2.3.4."}`}, true, model.CauseRateLimit, model.CauseRateLimit, model.CauseCredentials},
		"404":        {answer{404, `{"message":"Not Found"}`}, true, model.CauseNotThere, model.CauseNotThere, model.CauseNotThere},
		"422":        {answer{422, `{"message":"No commit found for SHA: HEAD"}`}, true, model.CauseNoRevision, model.CauseNoRevision, model.CauseNetwork},
		"429":        {answer{429, "slow down"}, true, model.CauseRateLimit, model.CauseRateLimit, model.CauseRateLimit},
		"500":        {answer{500, "oops"}, true, model.CauseServer, model.CauseServer, model.CauseServer},
		"503":        {answer{503, page}, true, model.CauseServer, model.CauseServer, model.CauseServer},
		"page":       {answer{200, page}, true, model.CauseWebPage, model.CauseWebPage, model.CauseWebPage},
		"untrusted":  {answer{200, page}, false, model.CauseCertificate, model.CauseCertificate, model.CauseCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy, certificate := httpsServer(t, c.status, c.body)
			nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
				settings := []string{"experimental-features = nix-command flakes", "download-attempts = 1"}
				n = n.With("https_proxy="+proxy, "all_proxy="+proxy)
				if c.trusted {
					n = n.With("NIX_SSL_CERT_FILE="+certificate, "GIT_SSL_CAINFO="+certificate)
				}
				n = n.Settings(settings...)
				own := strings.ReplaceAll(name, " ", "-") // nix keeps what it got for an address
				for ref, want := range map[string]model.Cause{
					"https://example.com/" + own + ".tar.gz":    c.tarball,
					"github:owner/" + own + "?host=example.com": c.github,
					"git+https://example.com/" + own + ".git":   c.git,
				} {
					_, _, err := open(t, n, ref, nixcli.Flags{}, nixcli.Options{NoWarm: true})
					if p := model.ProblemOf(err); p.Cause != want {
						t.Errorf("%s: %s, want %s\n%s", ref, p.Cause, want, p.Trace)
					}
				}
			})
		})
	}
}

// quietLog is the log of a server whose clients are to fail.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
