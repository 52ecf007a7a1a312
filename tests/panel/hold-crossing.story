# A call that the user left before its answer came through is put on hold when it comes.
0.0s call 1 incoming line 1
+0s call 2 incoming line 2
+1s line-key 1
expect answer 1
+0.01s line-key 2
expect answer 2
+0.1s call 1 up
expect hold 1
+0s call 2 up
expect audio to 2
+0.1s call 1 held
expect lamp 1 slow
expect lamp 2 on
+1s line-key 1
expect hold 2
expect resume 1
expect audio to nobody
+0.01s line-key 2
expect hold 1
expect resume 2
expect audio to 2
+0.1s call 1 up
expect hold 1
