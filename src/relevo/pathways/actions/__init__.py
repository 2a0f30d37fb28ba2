"""What is done to agreed routes, one module a noun: drafts, states, endorsements."""
