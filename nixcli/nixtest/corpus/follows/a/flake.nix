{ inputs.base.url = "path:../base"; outputs = { self, base }: { lib.word = "a on ${base.lib.word}"; }; }
