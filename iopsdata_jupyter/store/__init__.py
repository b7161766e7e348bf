"""What outlives a kernel: saved connections and the audit log, shared by kernels and the Jupyter server."""
