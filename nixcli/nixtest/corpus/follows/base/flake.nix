{ outputs = { self }: { lib.word = "base"; }; }
