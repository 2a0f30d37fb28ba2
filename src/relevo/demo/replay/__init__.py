"""Real events played again through the actions that people use, for training and as a test."""
