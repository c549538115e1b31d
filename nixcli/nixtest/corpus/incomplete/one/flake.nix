{ outputs = { self }: { lib.word = "one"; }; }
