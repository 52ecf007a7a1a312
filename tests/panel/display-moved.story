# A call that has moved to the backup goes on, and the display says so.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s line 1 backup
+0s call 1 up backup
expect row 0 "1 Reception on backup"
expect row 1 ">1 Bob backup 0:05"
