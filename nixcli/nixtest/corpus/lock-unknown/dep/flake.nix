{ outputs = _: { good = 1; }; }
