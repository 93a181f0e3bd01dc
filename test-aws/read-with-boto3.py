"""Reads AWS files as boto3 does. Standard input: a JSON list of files. Standard output: what boto3 reads of each."""

import json
import os
import sys
import tempfile

import botocore.credentials
import botocore.session

def read(case, folder):
    paths = {}
    for name in ("config", "credentials"):
        paths[name] = os.path.join(folder, name)
        if name in case:
            with open(paths[name], "w", encoding="utf-8", newline="") as file:
                file.write(case[name])
    os.environ["AWS_CONFIG_FILE"] = paths["config"]
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = paths["credentials"]
    try:
        return {name: answer(name, paths) for name in botocore.session.Session().available_profiles}
    except Exception as error:
        return {"refused": type(error).__name__}


def answer(name, paths):
    session = botocore.session.Session(profile=name)
    scoped = session.get_scoped_config()
    found = {"region": scoped.get("region")}
    keys = (
        botocore.credentials.SharedCredentialProvider(paths["credentials"], name).load()
        or botocore.credentials.ConfigProvider(paths["config"], name).load()
    )
    if keys:
        found["keys"] = [keys.access_key, keys.secret_key, keys.token]
    if "services" in scoped:
        services = session.full_config.get("services", {}).get(scoped["services"], {})
        found["services"] = {key: value["endpoint_url"] for key, value in services.items()}
    return found


for variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[variable]
answers = []
for one in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as temporary:
        answers.append(read(one, temporary))
json.dump(answers, sys.stdout, ensure_ascii=False)
