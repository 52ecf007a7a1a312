# No ringback of our own where the far end sends one.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying
+1s call 1 ringing early
expect audio to 1
expect tone none
+1s digit 5
expect dtmf 1 5 down
expect dtmf 1 5 up
+1s call 1 ringing
expect audio to nobody
expect tone ringback
