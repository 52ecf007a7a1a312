# B11, H12: the kept answer survives a restart whose clock begins anew, also while it was being asked for again.
name pbx.example A a ttl=60
line 1 servers=pbx.example address_family=ipv4 expires_s=200 jitter_percent=0 quarantine_s=0 keepalive_s=0 clock=5h
start line 1
at 90s name pbx.example is silent
at 100s register line 1
at 101s restart line 1 after 5s clock=0s
show moves,attempts,sends,reports
until 110s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=148540  why=accepted
    40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
100000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
106000  send          REGISTER to a               attempt=2  why=working_candidate
106020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=254520  why=accepted
106020  report        request 1 accepted          server=pbx.example
