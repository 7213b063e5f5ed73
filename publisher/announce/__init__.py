"""What tells others of a site and carries it away: feeds, calendars, data, copies, sitemaps."""
