# Behind HOLD, digits dial a second call; when it ends, the first is still there.
plan xxxx
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s digits 1234
expect dial line 1 "1234"
+0s call 2 trying number 1234
+1s call 2 up
expect audio to 2
+5s key cancel
expect hangup 2
expect audio to nobody
expect lamp 1 slow
expect tone none
+1s line-key 1
expect resume 1
+0s call 1 up
expect audio to 1
