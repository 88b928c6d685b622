"""Words that several media share."""
