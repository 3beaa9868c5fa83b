"""Many tables by network: who is a member, with which key; the log's server; the thread that keeps a station in step."""
