# So is one that was answered past the panel; what the user was doing is put on hold.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s call 2 incoming
+1s call 2 up
expect hold 1
expect audio to 2
+0s call 1 held
