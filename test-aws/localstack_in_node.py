"""LocalStack whose functions run in Node instead of Docker: each invocation is posted to CHATAPP_INVOKE_URL.

LocalStack's tables are a program in Java that it downloads; here they are moto's, at CHATAPP_TABLES_URL. Everything
else, CloudFormation and the event source mapping included, is LocalStack's own.
"""

import os
import sys
import types
import urllib.error
import urllib.request

# What downloads that program loads on Python 3.13 only; nothing is downloaded here.
sys.modules["localstack.services.dynamodb.packages"] = types.SimpleNamespace(dynamodblocal_package=None)

from localstack.aws.forwarder import AwsRequestProxy
from localstack.services.dynamodb.provider import DynamoDBProvider, SSEUtils
from localstack.services.lambda_.invocation import runtime_executor
from localstack.services.lambda_.invocation.lambda_models import InvocationResult


class NodeExecutor(runtime_executor.RuntimeExecutor):
    def start(self, env_vars):
        pass

    def stop(self):
        pass

    def get_address(self):
        return "127.0.0.1"

    get_endpoint_from_executor = get_address

    def get_runtime_endpoint(self):
        return os.environ["CHATAPP_INVOKE_URL"]

    def get_logs(self):
        return ""

    def invoke(self, payload):
        request = urllib.request.Request(os.environ["CHATAPP_INVOKE_URL"], payload["payload"].encode(), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return InvocationResult(payload["invoke-id"], answer.read(), False, "", "$LATEST")
        except urllib.error.HTTPError as error:
            return InvocationResult(payload["invoke-id"], error.read(), True, "", "$LATEST")

    @classmethod
    def prepare_version(cls, function_version):
        pass

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class Tables:
    url = os.environ["CHATAPP_TABLES_URL"]

    def __init__(self):
        self.proxy = AwsRequestProxy(self.url)

    def start_dynamodb(self):
        return True

    def stop_dynamodb(self):
        pass


class Executors:
    def exists(self, name):
        return True

    def load(self, name):
        return types.SimpleNamespace(load=lambda: NodeExecutor)


runtime_executor.EXECUTOR_PLUGIN_MANAGER = Executors()
DynamoDBProvider._new_dynamodb_server = staticmethod(Tables)
# The key of AWS that a table is encrypted with: its KMS makes none beside the pinned library for keys.
SSEUtils.get_sse_kms_managed_key = staticmethod(lambda account, region: "00000000-0000-4000-8000-000000000000")

if __name__ == "__main__":
    from localstack.runtime.main import main

    main()
