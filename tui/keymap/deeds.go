package keymap

import "strings"

// deed is something that is done with the selected row by a command.
type deed struct{ letter, help, short string }

// deeds are the verbs with their letters (see model.Verb).
func deeds() []deed {
	return []deed{
		{"b", "build it", "build"},
		{"B", "build it, with a result link", "build, link"},
		{"r", "run it", "run"},
		{"d", "enter the dev shell", "dev shell"},
		{"D", "leave flakewalk for the dev shell, which takes its place", "leave for it"},
		{"s", "open a shell with it", "shell"},
		{"I", "open it in the repl", "repl"},
		{"e", "edit the definition", "edit"},
		{"v", "show the value", "value"},
		{"L", "show the build log", "log"},
		{"V", "show the derivation", "derivation"},
		{"F", "format the flake", "format"},
		{"t", "start from the template", "use template"},
		{"c", "check", "check"},
		{"p", "add to the profile", "profile"},
		{"C", "copy to another store", "copy"},
		{"W", "switch to the configuration", "switch"},
	}
}

// Do is the action of doing what a letter stands for.
func Do(letter string) Action { return Action(doPrefix + letter) }

// Letter is the letter of an action that Do has made; ok is false for all others.
func (a Action) Letter() (letter string, ok bool) { return strings.CutPrefix(string(a), doPrefix) }

const doPrefix = "do-"

// doing are the keys of the menu and those that do without it.
func doing() []Entry {
	list := []Entry{
		bind(ScopeDo, Menu, "a", "what can be done with it, and by which command", "act", "a"),
		bind(ScopeMenu, Activate, "enter", "do it; a letter chooses and does it once more; then e edits the command", "do it", "enter"),
	}
	list = append(list,
		bind(ScopeMenu, Plan, "P", "the plan: what would be fetched and built", "plan", "P"),
		bind(ScopeMain, ShowJobs, "3", "the jobs: what runs in the background, and what became of it", "jobs", "3"))
	list = append(list, working()...)
	for _, d := range deeds() {
		list = append(list, bind(ScopeDo, Do(d.letter), d.letter, d.help, d.short, d.letter))
	}
	return list
}

// working are the keys of the Jobs tab, and of quitting while jobs run.
func working() []Entry {
	return []Entry{
		bind(ScopeJobs, Cancel, "x", "cancel the selected job", "cancel", "x"),
		bind(ScopeJobs, Forget, "X", "remove a job that has ended from the list", "remove", "X"),
		bind(ScopeJobs, Retry, "R", "do it again", "again", "R"),
		bind(ScopeJobs, Do("L"), "L", "the whole log of the derivation, or of the one at fault", "whole log", "L"),
		bind(ScopeJobs, Do("d"), "d", "a shell in which its build can be debugged", "debug shell", "d"),
		bind(ScopeJobs, Do("r"), "r", "run what was built", "run", "r"),
		bind(ScopeJobs, Do("s"), "s", "a shell with what was built", "shell", "s"),
		bind(ScopeJobs, Files, "f", "the files of what was built", "files", "f"),
		bind(ScopeJobs, SaveLog, "S", "save the log to a new file", "save", "S"),
		bind(ScopeJobs, Find, "/", "find in the log; G follows it again", "find", "/"),
		bind(ScopeJobs, CopyPath, "y", "copy the path of what was built, or of the derivation", "copy path", "y"),
		bind(ScopeJobs, CopyCommand, "Y", "copy the command of the job", "copy command", "Y"),
		bind(ScopeQuit, Yes, "y", "cancel what runs, and quit", "cancel it", "y"),
		bind(ScopeQuit, Wait, "w", "quit when nothing runs any more", "wait", "w"),
	}
}
