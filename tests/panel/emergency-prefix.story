# A plan's shorter number that begins an emergency number waits for it.
plan 11
emergency 112
0.0s hook up
+1s digits 11
expect nothing
+1s digit 2
expect dial line 1 "112" emergency
