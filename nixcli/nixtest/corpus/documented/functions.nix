let
  # Not exported.
  helper = x: x;
in
{
  /**
    Applies a function twice.

    # Example

    ```nix
    twice (x: x + 1) 1 == 3
    ```
  */
  twice = f: x: f (f x);

  inherit helper;
}
