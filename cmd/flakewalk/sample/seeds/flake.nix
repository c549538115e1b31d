# An input of hello-garden: which seeds there are.
{
  description = "A bag of seeds";
  outputs = { self }: {
    sorts = {
      rose = { colour = "red"; smells = true; };
      sunflower = { colour = "yellow"; smells = false; };
    };
  };
}
