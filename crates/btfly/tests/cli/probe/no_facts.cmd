# Not facts.
btfly probe --facts note.txt
