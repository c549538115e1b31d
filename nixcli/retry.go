package nixcli

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"flakewalk/model"
)

// retry is nix's pause before it asks a server once more, which for HTTP 429 and 503 is a
// minute and longer.
type retry struct {
	status string // of HTTP, "" where the server gave none
	text   string
	until  time.Time
}

// What nix says of a download that failed and is tried again (filetransfer.cc). The
// server's own words may stand between the two on lines of their own.
var (
	failedWith = regexp.MustCompile(`unable to download '[^\n]*': HTTP error (\d{3})\b`)
	retryingIn = regexp.MustCompile(`; retrying in (\d{1,9}) ms(?: \(attempt (\d+)/(\d+)\))?\s*\z`)
)

// saw looks at a message or at one line of it.
func (r *retry) saw(said string) {
	said = stripANSI(said)
	if m := failedWith.FindStringSubmatch(said); m != nil {
		r.status = m[1]
	}
	m := retryingIn.FindStringSubmatch(said)
	if m == nil {
		return
	}
	ms, _ := strconv.Atoi(m[1]) // nine digits fit
	pause := time.Duration(ms) * time.Millisecond
	r.text = model.WaitingWord + "no answer"
	if r.status != "" {
		r.text = model.WaitingWord + "HTTP " + r.status
	}
	r.text += fmt.Sprintf(", nix tries again in %.0f s", max(1, pause.Seconds()))
	if m[2] != "" {
		r.text += " (" + m[2] + " of " + m[3] + ")"
	}
	r.status, r.until = "", time.Now().Add(pause)
}

// what says that nix waits, "" when it does not.
func (r *retry) what() string {
	if r.text == "" || time.Now().After(r.until) {
		return ""
	}
	return r.text
}
