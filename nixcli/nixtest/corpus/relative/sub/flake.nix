{
  inputs.nested.url = "path:./nested";
  outputs = { self, nested }: { lib = { word = "from sub"; nested = nested.lib.word; }; };
}
