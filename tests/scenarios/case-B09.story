# A3. Case 09: a server in maintenance takes TCP connections and says nothing (m), or drops what comes (d): both cost
# A1's time, not minutes. The third, over TLS, takes the connection and leaves the handshake unanswered.
server m at tcp:192.0.2.1
server d at tcp:192.0.2.2
server s at tls:192.0.2.3:5061
server m accepts and says nothing
server d is silent
server s accepts and says nothing
line 1 servers=m,d,s,e address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show moves,attempts,sends,answers
until 30s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to m               attempt=1  why=first_candidate
    20  answer        connected                   attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to d               attempt=2  why=next_candidate
 15000  attempt 2     failed                      why=silence
 15000  send          REGISTER to s               attempt=3  why=next_candidate
 22500  attempt 3     failed                      why=silence
 22500  send          REGISTER to e               attempt=4  why=next_candidate
 22520  answer        200                         attempt=4  expires=3600
 22520  registration  REGISTERING -> REGISTERED   server=e  refresh=3462520  why=accepted  cause=silence
 22520  failback      HOME -> AWAY                probe=142520  why=probe_waits
