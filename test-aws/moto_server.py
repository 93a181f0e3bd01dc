"""moto's server, with what its CloudFormation lacks of ours: a function's alias, and the number of a version."""

import re
import sys

from moto.awslambda.models import LambdaVersion, lambda_backends
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.server import main


class Alias(CloudFormationModel):
    def __init__(self, arn):
        self.arn = arn

    @property
    def physical_resource_id(self):
        return self.arn

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Alias"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        properties = cloudformation_json["Properties"]
        backend = lambda_backends[account_id][region_name]
        alias = backend.create_alias(
            properties["Name"], properties["FunctionName"], str(properties["FunctionVersion"]), "", None
        )
        return cls(alias.arn)

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
parsing.MODEL_MAP[Alias.cloudformation_type()] = Alias
sys.argv[0] = re.sub(r"\.py$", "", sys.argv[0])
sys.exit(main())
