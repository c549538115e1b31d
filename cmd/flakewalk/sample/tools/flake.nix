# An input of hello-garden: what a gardener needs. Its bag of seeds is one of its
# own, so that the garden has the same seeds twice.
{
  description = "A shed of tools";
  inputs.seeds.url = "path:../seeds";
  inputs.pond.url = "path:../pond";
  outputs = { self, seeds, pond }: {
    tools = [ "rake" "watering-can" ];
    water = pond.water;
  };
}
