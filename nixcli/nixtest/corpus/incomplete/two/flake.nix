{ outputs = { self }: { lib.word = "two"; }; }
