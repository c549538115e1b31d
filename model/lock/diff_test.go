package lock_test

import (
	"strings"
	"testing"

	"flakewalk/model/lock"
)

// diffTexts are differences as lines of text.
func diffTexts(all []lock.Diff) string {
	side := func(n *lock.Node, follows []string) string {
		switch {
		case n != nil:
			return n.Ref().ID()
		case follows != nil:
			return ">" + strings.Join(follows, "/")
		}
		return "-"
	}
	var b strings.Builder
	for _, d := range all {
		b.WriteString(d.Change.String() + " " + strings.Join(d.Path, "/") + " " + side(d.Old, d.OldFollows) + " " + side(d.New, d.NewFollows) + "\n")
	}
	return b.String()
}

func TestDiffInputs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, want string }{
		"the same under other labels": {
			"root : a=a b=b\na github:x/a rev=1 : np=np\nnp github:o/np rev=1 :\nb github:x/b rev=1 : np=np_2\nnp_2 github:o/np rev=2 :\n",
			"root : a=x b=y\nx github:x/a rev=1 : np=np_2\nnp_2 github:o/np rev=1 :\ny github:x/b rev=1 : np=np\nnp github:o/np rev=2 :\n",
			"",
		},
		"all kinds": {
			"root : a=a b=b c=c d>c e=e\na github:x/a rev=1 : s=s\ns github:x/s rev=5 :\nb github:x/b rev=1 :\nc github:x/c rev=1 :\ne github:x/e rev=1 :\n",
			"root : a=a c=c d>a e>c f=f\na github:x/a rev=2 : s=s\ns github:x/s rev=5 : t>f\nc github:x/c rev=1 :\nf github:x/f rev=1 :\n",
			"updated a 1 2\nadded a/s/t - >f\nremoved b 1 -\nupdated d >c >a\nupdated e 1 >c\nadded f - 1\n",
		},
		"another source at the same revision": {
			"root : a=a\na github:x/a rev=1 :\n", "root : a=a\na github:y/a rev=1 :\n", "updated a 1 1\n",
		},
		"the flake itself": {
			"root : a>\n", "root : a=a\na github:x/a rev=1 :\n", "updated a > 1\n",
		},
		"what leads nowhere": {
			"root : a=nobody\n", "root : b=nobody\n", "removed a - -\nadded b - -\n",
		},
		"an order that changed": {
			"root : a=a b=b\na github:x/a rev=1 :\nb github:x/b rev=1 :\n", "root : b=b a=a\na github:x/a rev=1 :\nb github:x/b rev=1 :\n", "",
		},
	} {
		from, to := lockGraph(t, c.from), lockGraph(t, c.to)
		if got := diffTexts(lock.Compare(from, to)); got != c.want {
			t.Errorf("%s:\n%swant\n%s", name, got, c.want)
		}
		if back := lock.Compare(to, from); len(back) != len(lock.Compare(from, to)) {
			t.Errorf("%s: the way back has %d changes", name, len(back))
		}
	}
}
