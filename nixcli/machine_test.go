package nixcli

import (
	"os"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestMachines proves for which machine a configuration is taken to be.
func TestMachines(t *testing.T) {
	t.Parallel()
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	n := oneNix(t)
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: let of = networking: { _type = "configuration"; config = { inherit networking; }; options = { }; }; in {
		nixosConfigurations = { mine = of { hostName = "`+here+`"; }; server = of { hostName = "web1"; }; bare = of { }; broken = of (throw "no"); "`+here+`" = of { }; };
		darwinConfigurations.mac = of { hostName = null; };
		homeConfigurations = { "me@laptop" = { }; me = { }; "me@`+here+`.example.org" = { }; };
	}; }`)
	s := opened(t, n, "path:"+dir, Config{}, Options{})
	for _, c := range []struct {
		set, name, there string
		other            bool
	}{
		{"nixosConfigurations", "mine", here, false},
		{"nixosConfigurations", "server", "web1", true},
		{"nixosConfigurations", "bare", "bare", true},
		{"nixosConfigurations", "broken", "broken", true},
		{"nixosConfigurations", here, here, false},
		{"darwinConfigurations", "mac", "mac", true},
		{"homeConfigurations", "me@laptop", "laptop", true},
		{"homeConfigurations", "me", "", false},
		{"homeConfigurations", "me@" + here + ".example.org", here + ".example.org", false},
	} {
		m, err := s.Machines(t.Context(), model.Action{Path: model.Path(c.set, c.name)})
		if err != nil || m.There != c.there || m.Here != here || m.Other() != c.other {
			t.Errorf("%s.%s: %+v, %v", c.set, c.name, m, err)
		}
	}
}
