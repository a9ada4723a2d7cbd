"""A synthetic helsefellesskap: people, plans, months of measurements. Nobody in it exists."""
