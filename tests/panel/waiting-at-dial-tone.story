# A call that comes at dial tone is heard as one that waits; lifting once more answers nothing else.
0.0s hook up
expect tone dial
+1s call 1 incoming
expect tone call-waiting
expect bell off
+1s key send
expect answer 1
