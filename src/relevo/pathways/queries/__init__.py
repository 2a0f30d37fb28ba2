"""What is read of agreed routes, one module a noun: versions, stances, findings."""
