"""Signs in to IAM Identity Center, or renews a token, with the AWS CLI's own code on its own cache in HOME.

aws-sso.py login|renew URL SESSION START_URL REGION; the AWS files have a profile “of-session” of that session.
"""

import json
import os
import sys

try:
    import awscli  # noqa: F401 - version 2 brings its own botocore, which it puts in the place of any other
except ImportError:
    pass
import botocore.session
import botocore.tokens
import botocore.utils

action, url, name, start_url, region = sys.argv[1:]
folder = os.path.join(os.path.expanduser("~"), ".aws", "sso", "cache")
cache = botocore.utils.JSONFileCache(folder, dumps_func=botocore.tokens._sso_json_dumps)
session = botocore.session.Session()


def client(service, **options):
    options.pop("verify", None)
    return session.create_client(service, endpoint_url=url, **options)


def login():
    if hasattr(botocore.utils, "SSOTokenFetcher"):
        fetcher = botocore.utils.SSOTokenFetcher(sso_region=region, client_creator=client, cache=cache)
        fetcher.fetch_token(start_url, force_refresh=True, registration_scopes=["sso:account:access"], session_name=name)
        return "SSOTokenFetcher"
    # Version 1 of the AWS CLI can use a sign-in but not make one: its clients and its cache can.
    from datetime import datetime, timedelta, timezone

    oidc = client("sso-oidc", region_name=region)
    registered = oidc.register_client(clientName="botocore-client-" + name, clientType="public", scopes=["sso:account:access"])
    secret = {"clientId": registered["clientId"], "clientSecret": registered["clientSecret"]}
    device = oidc.start_device_authorization(startUrl=start_url, **secret)
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    issued = oidc.create_token(grantType=grant, deviceCode=device["deviceCode"], **secret)
    now = datetime.now(timezone.utc)
    token = {
        "startUrl": start_url,
        "region": region,
        "accessToken": issued["accessToken"],
        "expiresAt": now + timedelta(seconds=issued["expiresIn"]),
        "registrationExpiresAt": datetime.fromtimestamp(registered["clientSecretExpiresAt"], timezone.utc),
        "refreshToken": issued["refreshToken"],
        **secret,
    }
    botocore.utils.SSOTokenLoader(cache=cache).save_token(start_url, token, session_name=name)
    return "SSOTokenLoader"


def renew():
    session.set_config_variable("profile", "of-session")
    provider = botocore.tokens.SSOTokenProvider(session, cache=cache)
    provider._client = client("sso-oidc", region_name=region)
    provider.load_token().get_frozen_token()
    return "SSOTokenProvider"


print(json.dumps({"with": login() if action == "login" else renew(), "botocore": botocore.__version__}))
