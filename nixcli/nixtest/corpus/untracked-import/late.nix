"not tracked by git"
