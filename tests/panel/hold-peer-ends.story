# A call on hold that the far end ends leaves dial tone, for nothing else is there.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s call 1 gone
expect tone dial
