# A call that was answered, left, and taken back before it was up needs no resuming.
0.0s call 1 incoming line 1
+0s call 2 incoming line 2
+1s line-key 1
expect answer 1
+0.01s line-key 2
expect answer 2
+0.01s line-key 1
+0.1s call 1 up
expect audio to 1
+0.1s call 2 up
expect hold 2
