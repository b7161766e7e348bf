"""A grammar of analysts' questions: measures by dimensions with conditions, read word by word (see `answer.py`)."""
