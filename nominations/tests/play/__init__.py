"""Random people do random things to a few dossiers; `test_properties` says what must hold after every step."""
