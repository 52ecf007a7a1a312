# A3: TCP and TLS do not retransmit; the attempt has the same period, and connecting and the TLS handshake
# count against it, but have at least 4 s together. T1 500 ms: n = 3 is 7.5 s, n = 0 is 0.5 s.
# a (n = 3) never connects: 7.5 s. b (n = 0) never connects: 4 s. c (n = 0) connects after 1 s (a round trip of
# TCP and one of TLS) and is silent: 0.5 s more. d answers.
server a at tcp:192.0.2.1:5060
server a is silent
server b at tcp:192.0.2.2:5060
server b is silent
server c at tls:192.0.2.3:5061
server c delays 500ms
server d at tls:192.0.2.4:5061
line 1 servers=a,b,c,d b.retry_counts=0 c.retry_counts=0 jitter_percent=0 quarantine_s=0
start line 1
at 12.3s server c is silent
show attempts,sends,answers
until 14s
----
     0  send          REGISTER to a               attempt=1  why=first_candidate
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
 11500  attempt 2     failed                      why=silence
 11500  send          REGISTER to c               attempt=3  why=next_candidate
 12500  answer        connected                   attempt=3
 13000  attempt 3     failed                      why=silence
 13000  send          REGISTER to d               attempt=4  why=next_candidate
 13040  answer        connected                   attempt=4
 13060  answer        200                         attempt=4  expires=3600
