# Row 0 says where the selected line stands.
0.0s line 1 "Reception" primary
expect row 0 "1 Reception on primary"
+1s line 1 moving
expect row 0 "1 Reception moving"
+1s line 1 backup
expect row 0 "1 Reception on backup"
+1s line 1 failed
expect row 0 "1 Reception no server"
+1s line 1 off
expect row 0 "1 Reception off"
