package nixtest

func kinds() []Case { return nil }
