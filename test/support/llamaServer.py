"""Starts one llama.cpp server from its parameters, a JSON object as the first argument, and serves until killed."""

import json
import os
import sys
import time

import xllamacpp


def main() -> None:
    options = json.loads(sys.argv[1])
    parent = os.getppid()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = options["modelPath"]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = options["port"]
    parameters.n_ctx = options["contextTokens"]
    parameters.n_parallel = options["slots"]
    parameters.cpuparams.n_threads = options["threads"]
    parameters.endpoint_metrics = parameters.endpoint_slots = parameters.endpoint_props = True
    if options.get("maxOutputTokens"):
        parameters.n_predict = options["maxOutputTokens"]
    if options.get("isGreedy"):
        parameters.sampling.temp = 0
    if options.get("alias"):
        parameters.model_alias = {options["alias"]}
    if options.get("apiKey"):
        parameters.api_keys = [options["apiKey"]]
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    while os.getppid() == parent:
        time.sleep(0.5)
    # The server's own threads would keep a normal exit waiting.
    os._exit(0)


main()
