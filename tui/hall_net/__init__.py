"""Many tables by network: members and their keys, the log's server, the thread that keeps a station in step."""
