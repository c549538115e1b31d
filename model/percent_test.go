package model_test

import (
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model"
)

func TestPercentEncode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, safe, want string }{
		{"", "", ""}, {"azAZ09", "", "azAZ09"}, {"a.b_c", "", "a%2Eb%5Fc"}, {"a.b_c", "._", "a.b_c"}, {"a b/%", "/", "a%20b/%25"}, {"%20", "%", "%20"},
		{"é\xff\x00", "", "%C3%A9%FF%00"},
	} {
		if got := model.PercentEncode(c.text, c.safe); got != c.want {
			t.Errorf("%q with %q: %q, want %q", c.text, c.safe, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if back, err := url.PathUnescape(model.PercentEncode(s, "-_.~")); err != nil || back != s {
			t.Errorf("%q comes back as %q, %v", s, back, err)
		}
	})
}
