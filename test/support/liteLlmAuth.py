"""Checks the key of a request to the LiteLLM proxy as a cloud does: 401 for a missing and for a wrong key.

Without a database the proxy's own check answers 500 and 400.
"""

import os

from fastapi import Request
from litellm.proxy._types import ProxyException, UserAPIKeyAuth


async def authenticate(request: Request, api_key: str | None) -> UserAPIKeyAuth:
    if (api_key or "").removeprefix("Bearer ") != os.environ["LITELLM_MASTER_KEY"]:
        raise ProxyException(message="Invalid API key.", type="authentication_error", param=None, code=401)
    return UserAPIKeyAuth(api_key=api_key)
