# Ringback while it rings at the far end, silence before and behind.
plan xxxx
0.0s hook up
+1s digits 1234
expect dial line 1 "1234"
+0s call 1 trying number 1234
expect tone none
+1s call 1 ringing
expect tone ringback
expect row 1 ">1 1234 ringing"
+3s call 1 up
expect audio to 1
expect tone none
expect row 1 ">1 1234 0:00"
+61s
expect row 1 ">1 1234 1:01"
