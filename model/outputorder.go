package model

import "slices"

// outputsByUse are the outputs that people use most, in that order. The others follow by
// name.
var outputsByUse = []string{
	"packages", "apps", "devShells", "checks", "formatter",
	"nixosConfigurations", "darwinConfigurations", "homeConfigurations", "systemConfigs",
	"nixosModules", "darwinModules", "homeModules", "homeManagerModules", "flakeModules",
	"overlays", "templates", "lib", "legacyPackages", "hydraJobs",
}

// ByUse returns the names of outputs in the order in which people use them.
func ByUse(names []string) []string {
	names = slices.Clone(names)
	rank := func(name string) int {
		if i := slices.Index(outputsByUse, name); i >= 0 {
			return i
		}
		return len(outputsByUse)
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}
