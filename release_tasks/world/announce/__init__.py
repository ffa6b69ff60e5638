"""Where releases are told: the channels that settings name, what they are told, and the telling, through apprise."""
