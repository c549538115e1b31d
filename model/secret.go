package model

import (
	"net/url"
	"regexp"
	"strings"
)

// Hidden stands for a secret that was taken out of a text.
const Hidden = "***"

// SecretName tells whether a parameter or setting of that name holds a secret: a
// token, a password, or what signs an address that opens for who has it. The keys that
// a flake reference may name (publicKey, keytype) are none.
func SecretName(name string) bool {
	name = strings.ToLower(name)
	if name == "sig" || name == "key" || strings.HasSuffix(name, "_key") || strings.HasSuffix(name, "-key") {
		return true
	}
	for _, word := range []string{"token", "passw", "passphrase", "pwd", "secret", "auth", "credential", "apikey", "signature", "hmac", "jwt", "session"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// What secrets in addresses look like.
var (
	// scheme://user:password@host; who logs in by ssh is no secret.
	secretLogin = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^/@\s:"']*:[^/@\s"']*@`)
	secretUser  = regexp.MustCompile(`((?:https?|ftp)://)[^/@\s"']+@`)
	// The same in the fragment of a flake reference.
	secretEncoded = regexp.MustCompile(`(?i)(%3A%2F%2F)[^\s/]*?%3A[^\s/]*?(%40)`)
	// A parameter and its value.
	secretParam = regexp.MustCompile(`([?&;])([^=&;?#\s"']+)=([^&;#\s"']*)`)
	// The forms of tokens that the common forges hand out.
	secretToken = regexp.MustCompile(`\b(?:gh[pousr]_|github_pat_|glpat-|sk-)[A-Za-z0-9_-]{16,}`)
)

// HideSecrets takes the secrets out of the addresses in a text: who logs in and with
// what, parameters that hold a token, and what looks like the token of a forge.
func HideSecrets(s string) string {
	if !strings.ContainsAny(s, "@?&;_-%") {
		return s // the usual case
	}
	s = secretLogin.ReplaceAllString(s, "${1}"+Hidden+"@")
	s = secretUser.ReplaceAllString(s, "${1}"+Hidden+"@")
	s = secretEncoded.ReplaceAllString(s, "${1}"+Hidden+"${2}")
	s = secretParam.ReplaceAllStringFunc(s, hideParam)
	return secretToken.ReplaceAllString(s, Hidden)
}

// hideParam is "?name=value" without the value of a secret.
func hideParam(param string) string {
	name, _, _ := strings.Cut(param[1:], "=")
	plain, err := url.QueryUnescape(name)
	if err != nil {
		plain = name
	}
	if !SecretName(plain) {
		return param
	}
	return param[:1] + name + "=" + Hidden
}
