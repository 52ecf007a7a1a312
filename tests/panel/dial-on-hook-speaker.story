# On-hook: digits first, then the speaker key.
0.0s digits 1234
+1s key speaker
expect dial line 1 "1234"
expect speaker on
