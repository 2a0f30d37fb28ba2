"""What is done about exchanges, practices and commitments; one module for each noun."""
