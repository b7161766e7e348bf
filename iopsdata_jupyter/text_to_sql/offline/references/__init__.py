"""Questions that name things by other things: `the largest city of the state with the longest river`."""
