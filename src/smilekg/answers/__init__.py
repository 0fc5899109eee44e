"""Answers: rows, what they become (frames, maps, networks), why there are none, how they are cited."""
