package model

// OutputLesson explains an output of a flake by its name.
func OutputLesson(output string) Lesson {
	if text := outputLessons[output]; text != "" {
		return Lesson{output, text}
	}
	return Lesson{"an output of its own", "Nix itself gives no meaning to an output of this name. The flake's author does, or another tool that looks for it; the flake's own page may say more."}
}

// older begins what is said of outputs that have another name by now.
const older = "This is the older way to write "

// outputLessons is the table of the outputs that Nix and its neighbours know.
var outputLessons = map[string]string{
	"packages":            "What the flake builds: programs, libraries and other files, in a set for each system. The one called default is meant where nobody names one.",
	"legacyPackages":      "Packages too, in sets that may lie inside each other, as in nixpkgs with its many thousands. They are looked for here after packages; legacy says nothing about their age.",
	"apps":                "Programs to be started straight from the flake, in a set for each system. nix run looks here first, and then among the packages.",
	"devShells":           "Shells with the tools for working on this project, in a set for each system. nix develop enters the one called default where nobody names one.",
	"checks":              "The tests of the flake, in a set for each system. nix flake check builds all those for your machine, and looks at the other outputs too.",
	"formatter":           "One program for each system that brings the files of this project into one style. nix fmt starts it.",
	"overlays":            "Overlays: functions that change a collection of packages such as nixpkgs, or add to it. They are for other flakes and configurations to use, and are not built.",
	"templates":           "Sets of files to begin a project with. nix flake init -t puts one into the current folder.",
	"lib":                 "Functions and values for other Nix code to use. There is nothing to build; the details show what is written about each.",
	"hydraJobs":           "What Hydra builds: a server that builds packages again and again, such as that of the Nix project. The names are free; at the ends are things to build.",
	"bundlers":            "Bundlers: functions that turn a package into a form that also runs without Nix. nix bundle uses them.",
	"nixosConfigurations": "Whole Linux machines, each described by its programs, services and settings. nixos-rebuild switch --flake makes a machine so; where nobody names one, it takes the one called after the machine.",
	"homeConfigurations":  "What users have, each described by programs and their settings, for the tool home-manager.",
	"darwinConfigurations": "Macs, each described by programs, services and settings, for the tool nix-darwin. " +
		"darwin-rebuild switch --flake makes a Mac so.",
	"nixosModules":       "Modules for NixOS: pieces of a machine's configuration that others list under modules in theirs.",
	"homeModules":        "Modules for home-manager: pieces of a user's configuration that others list under modules in theirs.",
	"homeManagerModules": "Modules for home-manager: pieces of a user's configuration that others list under modules in theirs. Newer flakes call them homeModules.",
	"darwinModules":      "Modules for nix-darwin: pieces of a Mac's configuration that others list under modules in theirs.",
	"flakeModules":       "Modules for flake-parts, a library that puts the outputs of a flake together from pieces.",
	"defaultPackage":     older + "packages.SYSTEM.default: the package that is meant where nobody names one.",
	"defaultApp":         older + "apps.SYSTEM.default: the program that nix run starts where nobody names one.",
	"devShell":           older + "devShells.SYSTEM.default: the shell that nix develop enters where nobody names one.",
	"defaultBundler":     older + "bundlers.SYSTEM.default: what nix bundle uses where nobody names one.",
	"defaultTemplate":    older + "templates.default: the files that nix flake init takes where nobody names a template.",
	"overlay":            older + "overlays.default: a function that changes a collection of packages.",
	"nixosModule":        older + "nixosModules.default: a piece of a machine's configuration.",
	"homeModule":         older + "homeModules.default: a piece of a user's configuration.",
	"homeManagerModule":  older + "homeModules.default: a piece of a user's configuration.",
	"darwinModule":       older + "darwinModules.default: a piece of a Mac's configuration.",
	"flakeModule":        older + "flakeModules.default: a piece from which flake-parts puts outputs together.",
}
