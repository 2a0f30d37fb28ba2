"""Large movements of people: sightings in aggregate, windows, warnings of needs."""
