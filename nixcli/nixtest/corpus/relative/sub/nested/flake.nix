{ outputs = { self }: { lib.word = "from nested"; }; }
