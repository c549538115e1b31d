{
  description = "A row of plants";
  outputs = { self }: {
    lib.plants = [ "tulip" "daisy" "dandelion" ];
  };
}
