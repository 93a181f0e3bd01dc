"""moto's server, with what its CloudFormation lacks of ours: an alias, the number of a version, a log group and a table that stay."""

import re
import sys

from moto.awslambda.models import LambdaVersion, lambda_backends
from moto.core.common_models import CloudFormationModel
from moto.dynamodb.models.table import Table
from moto.logs.models import LogGroup
from moto.server import main


class Alias(CloudFormationModel):
    # moto finds a model's service by where it stands.
    __module__ = "moto.awslambda.models"

    def __init__(self, function_arn):
        self.function_arn = function_arn

    @property
    def physical_resource_id(self):
        # moto's mappings know functions alone.
        return self.function_arn

    @staticmethod
    def cloudformation_name_type():
        return None

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Alias"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        backend = lambda_backends[account_id][region_name]
        name, version = properties["FunctionName"], str(properties["FunctionVersion"])
        backend.create_alias(properties["Name"], name, version, "", None)
        return cls(backend.get_function(name).function_arn.removesuffix(":$LATEST"))

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name, cloudformation_json, account_id, region_name
    ):
        """It goes with its function."""


LambdaVersion.physical_resource_id = property(lambda self: f"version:{self.version}")
LambdaVersion.has_cfn_attr = classmethod(lambda cls, attr: attr == "Version")
LambdaVersion.get_cfn_attribute = lambda self, attribute_name: self.version
LambdaVersion.update_from_cloudformation_json = classmethod(
    lambda cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name: original_resource
)
LambdaVersion.delete_from_cloudformation_json = classmethod(
    lambda cls, resource_name, cloudformation_json, account_id, region_name: None
)
for kept in (LogGroup, Table):
    kept.update_from_cloudformation_json = classmethod(
        lambda cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name: original_resource
    )
sys.argv[0] = re.sub(r"\.py$", "", sys.argv[0])
sys.exit(main())
