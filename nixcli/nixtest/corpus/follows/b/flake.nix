{ inputs.base.url = "path:../base"; inputs.extra.url = "path:../base"; outputs = { self, base, extra }: { lib.word = "b on ${base.lib.word}"; }; }
