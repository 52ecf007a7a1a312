# Even a line that is off is asked to carry an emergency call, where no other is left.
emergency 112
0.0s line 1 off
+0s line 2 off
+0s hook up
+1s digits 112
expect dial line 1 "112" emergency
