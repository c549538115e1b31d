package model

import "testing"

// TestHideSecrets proves what is taken out of addresses, and that the rest stays.
func TestHideSecrets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                         "",
		"https://user:pw@host/x":                   "https://***@host/x",
		"git+https://tok@host/x?ref=a":             "git+https://***@host/x?ref=a",
		"git+ssh://git@host/x":                     "git+ssh://git@host/x",
		"ssh://git:pw@host/x":                      "ssh://***@host/x",
		"https://h/x?access_token=ab&r=1":          "https://h/x?access_token=***&r=1",
		"https://h/x?r=1&private%5Ftoken=ab#f":     "https://h/x?r=1&private%5Ftoken=***#f",
		"https://h/x?a=b;token=SECRET&c=d":         "https://h/x?a=b;token=***&c=d",
		"https://h/x?X-Amz-Signature=ab&key=cd":    "https://h/x?X-Amz-Signature=***&key=***",
		"https://h/x?signal=ab&publicKey=k":        "https://h/x?signal=ab&publicKey=k",
		"p#x.https%3A%2F%2Fme%3Apw%40host.a":       "p#x.https%3A%2F%2F***%40host.a",
		"at ghp_0123456789abcdef0123, glpat-short": "at ***, glpat-short",
		"path:/x y?narHash=sha256-AAA%3D":          "path:/x y?narHash=sha256-AAA%3D",
		"unable to download 'https://h/x?token=a'": "unable to download 'https://h/x?token=***'",
	} {
		if got := HideSecrets(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
