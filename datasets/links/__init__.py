"""The health of links: addresses asked politely and safely, what they answered, and what that means."""
