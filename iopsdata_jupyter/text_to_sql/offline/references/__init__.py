"""Questions that name things by other things: `the largest city of the state that borders the most states`."""
