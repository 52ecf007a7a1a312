# A6: each failure of a connection moves the request on at once: refused, reset, a TLS handshake, a certificate.
server r at tcp:192.0.2.1
server x at tcp:192.0.2.2
server h at tls:192.0.2.3:5061
server c at tls:192.0.2.4:5061
server r fails with refused
server x fails with reset
server h fails with tls
server c fails with certificate
name pbx.example A has none
line 1 servers=r,x,h,c retry_base_s=30 retry_max_s=30 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,reports
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to r               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
    20  attempt 1     failed                      why=connection_refused
    20  send          REGISTER to x               attempt=2  why=next_candidate
    40  attempt 2     failed                      why=connection_reset
    40  send          REGISTER to h               attempt=3  why=next_candidate
    60  attempt 3     failed                      why=tls_failed
    60  send          REGISTER to c               attempt=4  why=next_candidate
    80  attempt 4     failed                      why=certificate_failed
    80  registration  REGISTERING -> WAITING      next_try=30080  why=no_candidate_left  cause=certificate
    80  report        line FAILED                 since=80  next_try=30080  why=certificate_failed  cause=certificate
