package main

import (
	"net/url"
	"strings"
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
		name, _, _ := strings.Cut(strings.ToLower(param), "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if param != "" && !secretName(name) {
			kept = append(kept, param)
		}
	}
	return strings.Join(kept, "&")
}

func secretName(name string) bool {
	for _, word := range []string{"token", "passw", "secret", "auth", "credential", "apikey", "api_key"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
