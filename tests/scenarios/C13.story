# C13: no state is final but "disabled". Wrong credentials: again every 1800 s, or at once with new ones.
server a challenges realm=office
server a rejects credentials
line 1 servers=a,b jitter_percent=0 quarantine_s=0
start line 1
at 2000s server a accepts credentials
at 2000s new credentials line 1
at 2100s stop line 1
show moves,reports,world
until 2200s
----
      0  registration  OFF -> REGISTERING          why=started
      0  report        line REGISTERING            since=0  why=started
     40  registration  REGISTERING -> REFUSED      next_try=1800040  why=credentials_refused  status=401
     40  report        line FAILED                 since=40  next_try=1800040  why=wrong_credentials  status=401
1800040  registration  REFUSED -> REGISTERING      why=wait_over
1800040  report        line REGISTERING            since=1800040  why=wrong_credentials  status=401
1800080  registration  REGISTERING -> REFUSED      next_try=3600080  why=credentials_refused  status=401
1800080  report        line FAILED                 since=1800080  next_try=3600080  why=wrong_credentials  status=401
2000000  world         server a accepts credentials
2000000  world         new credentials line 1
2000000  registration  REFUSED -> REGISTERING      why=credentials_changed
2000000  report        line REGISTERING            since=2000000  why=wrong_credentials  status=401
2000020  registration  REGISTERING -> REGISTERED   server=a  refresh=5519020  why=accepted
2000020  report        line REGISTERED             server=a  since=2000020  why=accepted
2100000  world         stop line 1
2100000  registration  REGISTERED -> STOPPING      until=2102000  why=stopped
2100020  registration  STOPPING -> OFF             why=binding_removed
2100020  report        line DISABLED               since=2100020  why=stopped
