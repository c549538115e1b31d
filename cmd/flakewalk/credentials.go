package main

import (
	"net/url"
	"strings"

	"flakewalk/model"
)

// withoutCredentials is a flake reference without the user's secrets: what stands
// before the @ of an address, and parameters that hold a token. It is "" where
// that cannot be told.
func withoutCredentials(ref string) string {
	if !strings.ContainsAny(ref, "@?") {
		return ref
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if strings.Contains(u.Opaque, "@") {
		return ""
	}
	query := withoutSecrets(u.RawQuery)
	if u.User == nil && query == u.RawQuery {
		return ref
	}
	if u.User != nil {
		name := u.User.Username()
		u.User = nil
		if strings.HasSuffix(u.Scheme, "ssh") && name != "" {
			u.User = url.User(name) // that is where to log in, no secret
		}
	}
	u.RawQuery = query
	return u.String()
}

// withoutSecrets drops the parameters that hold secrets, and keeps the others as
// they are written.
func withoutSecrets(query string) string {
	var kept []string
	for param := range strings.SplitSeq(query, "&") {
		if param != "" && !hasSecret(param) {
			kept = append(kept, param)
		}
	}
	return strings.Join(kept, "&")
}

// hasSecret tells whether a parameter holds a secret. Some servers take a semicolon
// for what divides parameters.
func hasSecret(param string) bool {
	for one := range strings.SplitSeq(param, ";") {
		name, _, _ := strings.Cut(one, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if model.SecretName(name) {
			return true
		}
	}
	return false
}
