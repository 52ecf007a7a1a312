# HOLD puts the call on hold, and takes it back.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s key hold
expect hold 1
expect audio to nobody
expect lamp 1 slow
expect tone none
+0.1s call 1 held
expect row 1 " 1 Bob on hold 0:05"
+5s key hold
expect resume 1
+0.1s call 1 up
expect audio to 1
expect lamp 1 on
