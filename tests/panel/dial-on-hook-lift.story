# On-hook: digits first, then the handset.
0.0s digits 1234
+1s hook up
expect dial line 1 "1234"
expect speaker off
expect tone none
