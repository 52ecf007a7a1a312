# B14. Case 58: TLS to a target from SRV: the certificate is wanted for the domain, never for the SRV target or an
# address. A server that has one for its own host name only is no good.
server s at tls:192.0.2.1:5061
server s is certified for sip1.hoster.example
name _sips._tcp.pbx.example SRV 0 1 5061 sip1.hoster.example
name sip1.hoster.example A s
line 1 servers=pbx.example port=0 transport=tls retry_base_s=30 retry_max_s=30 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 20s server s is certified for pbx.example
show moves,attempts,sends,reports,world
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
     0  report        line REGISTERING            since=0  why=started
    40  send          REGISTER to s               attempt=1  why=name_answered
    80  attempt 1     failed                      why=certificate_failed
    80  registration  REGISTERING -> WAITING      next_try=30080  why=no_candidate_left  cause=certificate
    80  report        line FAILED                 since=80  next_try=30080  why=certificate_failed  cause=certificate
 20000  world         server s is certified for pbx.example
 30080  registration  WAITING -> REGISTERING      why=wait_over
 30080  send          REGISTER to s               attempt=2  why=first_candidate
 30080  report        line REGISTERING            since=30080  why=certificate_failed  cause=certificate
 30140  registration  REGISTERING -> REGISTERED   server=pbx.example  at=s  refresh=3578640  why=accepted
 30140  report        line REGISTERED             server=pbx.example  at=s  since=30140  why=accepted
