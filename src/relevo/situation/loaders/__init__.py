"""What pages and papers need, assembled from plain reads and pure rules."""
