"""Exceptions to consent, best interests of a child, what was taken back, receipts, laws."""
