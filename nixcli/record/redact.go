package record

import (
	"net/url"
	"regexp"
	"strings"

	"flakewalk/model"
)

// redacted stands for what was taken out.
const redacted = model.Hidden

// accessTokens are host=secret host=secret, as in nix.conf.
var accessTokens = regexp.MustCompile(`(access-tokens[ =]+\S*?=)\S+(?:[ \t]+[^\s=]+=\S+)*`)

// shortestSecret is the length from which the value of a variable is looked for in
// all text: shorter ones stand in too many words.
const shortestSecret = 6

// redactor takes secrets and the user's home folder out of text.
type redactor struct {
	known *strings.Replacer // values that are secret
	home  *regexp.Regexp    // nil where there is none
	all   bool              // takes nothing out
}

// secretWords are parts of the names of variables that hold a secret.
const secretWords = `token|passw|secret|auth|credential|api_?key|signature|\bsig\b`

// newRedactor makes one for a user with that home folder and environment. More
// text may be secret, such as what was given on the command line.
func newRedactor(home string, env, more []string) *redactor {
	r := &redactor{}
	if home = strings.TrimRight(home, "/"); home != "" {
		r.home = regexp.MustCompile(regexp.QuoteMeta(home) + `($|[^\w.-])`)
	}
	var pairs []string
	for _, value := range append(secretValues(env), more...) {
		if len(value) >= shortestSecret {
			pairs = append(pairs, value, redacted, url.QueryEscape(value), redacted, url.PathEscape(value), redacted)
		}
	}
	r.known = strings.NewReplacer(pairs...)
	return r
}

// secretName is a part of the name of a variable whose value is secret.
var secretName = regexp.MustCompile(`(?i)` + secretWords)

// secretValues are the values of the variables whose names say that they are secret.
func secretValues(env []string) []string {
	var values []string
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		if secretName.MatchString(name) && name != "SSH_AUTH_SOCK" && !strings.HasPrefix(value, "/") {
			values = append(values, value)
		}
	}
	return values
}

// text is a text without secrets.
func (r *redactor) text(s string) string {
	s = r.known.Replace(s)
	if !r.all {
		s = accessTokens.ReplaceAllString(model.HideSecrets(s), "${1}"+redacted)
	}
	if r.home != nil {
		s = r.home.ReplaceAllString(s, "~$1")
	}
	return s
}

// tree is a JSON document without secrets, and without what is empty: that is what
// a key that is missing means.
func (r *redactor) tree(v any) any {
	switch v := v.(type) {
	case string:
		return r.text(v)
	case []any:
		for i := range v {
			v[i] = r.tree(v[i])
		}
		return v
	case map[string]any:
		for key, value := range v {
			if value = r.tree(value); empty(value) {
				delete(v, key)
			} else {
				v[key] = value
			}
		}
		return v
	}
	return v
}

// empty tells whether a value is what a missing one is read as.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	case interface{ String() string }: // a json.Number
		return v.String() == "0"
	}
	return false
}

// plain takes nothing out.
func plain() *redactor { return &redactor{known: strings.NewReplacer(), all: true} }
