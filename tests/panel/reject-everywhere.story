# Where the settings say so, CANCEL refuses for all of the user's phones.
reject 603
0.0s call 1 incoming
+1s key cancel
expect reject 1 603
