"""A grammar of analysts' questions: measures by dimensions with conditions (see `answer.py`)."""
