# B4, B7, A6. Case 01: SRV priority 0 at port 5061 answers 503, priority 1 at port 5062 answers 200, T1 100 ms: REGISTER
# to 5061, then at once a new transaction to 5062; registered.
server fast at udp:127.0.0.1:5061
server slow at udp:127.0.0.1:5062
server fast answers REGISTER 503
name _sip._udp.example.com SRV 0 10 5061 fast.pbx.example.com, 1 0 5062 slow.pbx.example.com ttl=3600
name fast.pbx.example.com A 127.0.0.1 ttl=3600
name slow.pbx.example.com A 127.0.0.1 ttl=3600
line 1 servers=example.com port=0 t1_ms=100 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
until 1s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=example.com  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.example.com   query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        0 10 5061 fast.pbx.example.com, 1 0 5062 slow.pbx.example.com  query=1  ttl=3600
    20  locate        (ASKING)                    server=example.com  why=srv_found
    20  resolve       A fast.pbx.example.com      query=2
    20  resolve       A slow.pbx.example.com      query=3
    40  answer        fast                        query=2  ttl=3600
    40  locate        ASKING -> KNOWN             server=example.com  until=3600020  why=name_answered
    40  send          REGISTER to fast            attempt=1  why=name_answered
    40  answer        fast                        query=3  ttl=3600
    40  locate        (KNOWN)                     server=example.com  until=3600020  why=name_answered
    60  answer        503                         attempt=1
    60  attempt 1     failed                      why=failover_status  status=503
    60  send          REGISTER to slow            attempt=2  why=next_candidate
    80  answer        200                         attempt=2  expires=3600
    80  registration  REGISTERING -> REGISTERED   server=example.com  at=slow  refresh=3573880  why=accepted  status=503
    80  report        line REGISTERED             server=example.com  at=slow  since=80  why=failover_status  status=503
