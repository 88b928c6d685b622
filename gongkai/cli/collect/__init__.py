"""`gongkai collect`: forms that came back are taken in."""
