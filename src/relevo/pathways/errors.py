"""Named refusals of agreed routes; surfaces find the words."""
