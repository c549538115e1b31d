# An undefined variable is found when the file is parsed.
{ a = notDefinedAnywhere; }
