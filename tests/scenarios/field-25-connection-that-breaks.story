# C3a, C6. Field pain 25 (also 6): a connection that breaks as soon as it stands made a loop of
# REGISTERs. C3a: the first loss is answered at once; another one before a refresh went well, after
# C6's wait (flat 30 s here).
server a at tcp:192.0.2.1
line 1 servers=a retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s connection to a breaks
at 11s connection to a breaks
at 50s connection to a breaks
at 200s connection to a breaks
show moves,sends,world
until 240s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    40  registration  REGISTERING -> REGISTERED   server=a  refresh=3558540  why=accepted
 10000  world         connection to a breaks
 10000  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 10000  send          REGISTER to a               attempt=2  why=working_candidate
 10040  registration  REGISTERING -> REGISTERED   server=a  refresh=3568540  why=accepted
 11000  world         connection to a breaks
 11000  registration  (REGISTERED)                refresh=40040  why=flow_waits
 40040  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 40040  send          REGISTER to a               attempt=3  why=working_candidate
 40080  registration  REGISTERING -> REGISTERED   server=a  refresh=3598580  why=accepted
 50000  world         connection to a breaks
 50000  registration  (REGISTERED)                refresh=70080  why=flow_waits
 70080  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
 70080  send          REGISTER to a               attempt=4  why=working_candidate
 70120  registration  REGISTERING -> REGISTERED   server=a  refresh=3628620  why=accepted
200000  world         connection to a breaks
200000  registration  REGISTERED -> REGISTERING   server=a  why=flow_lost
200000  send          REGISTER to a               attempt=5  why=working_candidate
200040  registration  REGISTERING -> REGISTERED   server=a  refresh=3758540  why=accepted
