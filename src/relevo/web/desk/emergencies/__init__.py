"""Emergencies: areas, phases, figures, temporary points, pledges, checklist."""
