package keymap

import "strings"

// deed is something that is done with the selected row by a command.
type deed struct{ verb, key, help, short string }

// deeds are the verbs, by their names, with their keys (see model.Verb).
var deeds = []deed{
	{"build", "b", "build it", "build"},
	{"build-link", "B", "build it, with a result link", "build, link"},
	{"run", "r", "run it", "run"},
	{"develop", "d", "enter the dev shell", "dev shell"},
	{"become", "D", "leave flakewalk for the dev shell, which takes its place", "leave for it"},
	{"shell", "s", "open a shell with it", "shell"},
	{"repl", "I", "open it in the repl", "repl"},
	{"edit", "e", "edit the definition", "edit"},
	{"eval", "v", "show the value", "value"},
	{"log", "L", "show the build log", "log"},
	{"derivation", "V", "show the derivation", "derivation"},
	{"format", "F", "format the flake", "format"},
	{"init", "t", "start from the template", "use template"},
	{"check", "c", "check", "check"},
	{"profile", "p", "add to the profile", "profile"},
	{"copy", "C", "copy to another store", "copy"},
	{"switch", "W", "switch to the configuration", "switch"},
}

// Do is the action of doing what a verb of that name stands for.
func Do(verb string) Action { return Action(doPrefix + verb) }

// Verb is the name of the verb of an action that Do has made; ok is false for all others.
func (a Action) Verb() (name string, ok bool) { return strings.CutPrefix(string(a), doPrefix) }

const doPrefix = "do-"

// doing are the keys of the menu and those that do without it.
func doing() []Entry {
	list := []Entry{
		bind(ScopeDo, Menu, "a", "what can be done with it, and by which command", "act", "a"),
		bind(ScopeMenu, Activate, "enter", "do it, as its letter does", "do it", "enter"),
		bind(ScopeMenu, EditCommand, "E", "edit the command before it is run", "edit command", "E"),
	}
	list = append(list,
		bind(ScopeMenu, Plan, "P", "the plan: what would be fetched and built", "plan", "P"),
		bind(ScopeMain, ShowJobs, "3", "the jobs: what runs in the background, and what became of it", "jobs", "3"))
	list = append(list, working()...)
	for _, d := range deeds {
		list = append(list, bind(ScopeDo, Do(d.verb), d.key, d.help, d.short, d.key))
	}
	return list
}

// working are the keys of the Jobs tab, and of quitting while jobs run.
func working() []Entry {
	return []Entry{
		bind(ScopeJobs, Cancel, "x", "cancel the selected job", "cancel", "x"),
		bind(ScopeJobs, Forget, "X", "remove a job that has ended from the list", "remove", "X"),
		bind(ScopeJobs, Retry, "R", "do it again", "again", "R"),
		bind(ScopeJobs, Do("log"), "L", "the whole log of the derivation, or of the one at fault", "whole log", "L"),
		bind(ScopeJobs, Do("develop"), "d", "a shell in which its build can be debugged", "debug shell", "d"),
		bind(ScopeJobs, Do("run"), "r", "run what was built", "run", "r"),
		bind(ScopeJobs, Do("shell"), "s", "a shell with what was built", "shell", "s"),
		bind(ScopeJobs, Files, "f", "the files of what was built", "files", "f"),
		bind(ScopeJobs, SaveLog, "S", "save the log to a new file", "save", "S"),
		bind(ScopeJobs, Find, "/", "find in the log; G follows it again", "find", "/"),
		bind(ScopeJobs, CopyPath, "y", "copy the path of what was built, or of the derivation", "copy path", "y"),
		bind(ScopeJobs, CopyCommand, "Y", "copy the command of the job", "copy command", "Y"),
		bind(ScopeQuit, Yes, "y", "cancel what runs, and quit", "cancel it", "y"),
		bind(ScopeQuit, Wait, "w", "quit when nothing runs any more", "wait", "w"),
	}
}
