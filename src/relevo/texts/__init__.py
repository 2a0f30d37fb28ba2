"""Texts that are read out or handed over, in any language, with who wrote and checked them."""
