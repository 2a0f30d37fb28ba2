"""The situation sheet for both sides: what it says, before it is a page, paper or a text."""
