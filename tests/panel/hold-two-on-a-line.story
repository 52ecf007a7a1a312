# A line key goes round the calls of its line.
0.0s call 1 incoming
+0s call 2 incoming
+0s call 3 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s line-key 1
expect hold 1
expect answer 2
expect audio to nobody
+0s call 1 held
+0s call 2 up
expect audio to 2
+1s line-key 1
expect hold 2
expect answer 3
expect audio to nobody
+0s call 2 held
+0s call 3 up
expect audio to 3
+1s line-key 1
expect hold 3
expect resume 1
expect audio to nobody
+0s call 3 held
+0s call 1 up
expect audio to 1
+1s line-key 1
expect hold 1
expect resume 2
expect audio to nobody
