# What other flakes can use: functions and plain values.
{ systems, sorts }: {
  inherit sorts systems;

  # A package that only says something: mkPlant { system = "x86_64-linux"; name = "tulip"; }
  mkPlant = { system, name, greeting ? "I am a ${name}." }: derivation {
    inherit name system greeting;
    builder = "/bin/sh";
    args = [ "-c" ''echo "$greeting" > $out; exit 0'' ];
  };

  # How many plants fit into a bed.
  plantsPerBed = length: width: length * width * 4;

  motto = ''
    Plant it once,
    build it everywhere.
  '';
  season = "spring";
  temperature = 17.5;
  beds = 3;
  open = true;
  gardener = null;
  calendar = [ "sow" "water" "wait" { harvest = [ "August" "September" ]; } ];
}
