# Of two calls that ring, lifting answers the first; a line key answers its line's.
0.0s call 1 incoming line 1
+1s call 2 incoming line 2
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
expect lamp 2 fast
expect tone call-waiting
