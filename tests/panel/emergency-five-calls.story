# Four calls on the line do not stop an emergency call.
emergency 112
0.0s line 2 failed
+0s call 1 incoming
+0s call 2 incoming
+0s call 3 incoming
+0s call 4 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s digits 112
expect dial line 1 "112" emergency
+0s call 5 trying number 112
+1s call 5 up
expect audio to 5
