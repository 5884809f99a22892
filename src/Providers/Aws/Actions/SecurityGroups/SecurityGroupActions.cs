using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Creates, deletes and lists security groups, which launches refer to.</summary>
internal static class SecurityGroupActions
{
    private const int MaxDescriptionLength = 255;
    private const string ResourceType = "security-group";

    public static QueryAction Create(QueryReader reader)
    {
        string name = reader.Required("GroupName");
        string description = reader.Required("GroupDescription", MaxDescriptionLength);
        string? network = reader.Text("VpcId");
        ValueMap<string> tags = InstanceTagActions.ReadForLaunch(reader, ResourceType);
        return context =>
        {
            AccountState state = context.State;
            if (network is not null && network != DefaultNetwork.VpcId(state))
            {
                throw new QueryErrorException(
                    new QueryError(400, "InvalidVpcID.NotFound", $"The vpc ID '{TextEscaping.Escape(network)}' does not exist")
                );
            }

            if (name.StartsWith("sg-", StringComparison.Ordinal) || name == SecurityGroupRecord.DefaultName)
            {
                throw new QueryErrorException(
                    QueryError.InvalidParameterValue(
                        $"Value ({TextEscaping.Escape(name)}) for parameter groupName is invalid: it is reserved."
                    )
                );
            }

            if (SecurityGroupLookup.ByName(state, name) is not null)
            {
                throw new QueryErrorException(
                    new QueryError(
                        400,
                        "InvalidGroup.Duplicate",
                        $"The security group '{TextEscaping.Escape(name)}' already exists for VPC '{DefaultNetwork.VpcId(state)}'"
                    )
                );
            }

            long number = state.NextNumber;
            SecurityGroupRecord group = new(IdGenerator.Create("sg", state.Seed, number), name, description) { Tags = tags };
            return new QueryActionResult(state.With(group) with { NextNumber = number + 1 }, xml =>
                Ec2InstanceWriter.WriteTags(xml.Leaf("return", value: true).Leaf("groupId", group.Id), tags)
            );
        };
    }

    /// <summary>DeleteSecurityGroup. Rejected while instances use the group.</summary>
    public static QueryAction Delete(QueryReader reader)
    {
        Func<AccountState, SecurityGroupRecord> find = SecurityGroupLookup.Read(reader);
        return context =>
        {
            AccountState state = context.State;
            SecurityGroupRecord group = find(state);
            if (group.Name == SecurityGroupRecord.DefaultName)
            {
                throw new QueryErrorException(
                    new QueryError(
                        400,
                        "CannotDelete",
                        $"the specified group: \"{group.Id}\" name: \"default\" cannot be deleted by a user"
                    )
                );
            }

            bool isUsed = state.AllInstances.Any(instance =>
                instance.State != InstanceState.Terminated && instance.SecurityGroups.Contains(group.Id, StringComparer.Ordinal)
            );
            if (isUsed)
            {
                throw new QueryErrorException(new QueryError(400, "DependencyViolation", $"resource {group.Id} has a dependent object"));
            }

            return new QueryActionResult(state with { SecurityGroups = state.SecurityGroups.Without(group.Id) }, static xml =>
                xml.Leaf("return", value: true)
            );
        };
    }

    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("GroupId");
        ValueList<string> names = reader.Texts("GroupName");
        FilterSet filters = FilterSet.ReadEc2(reader);
        PageRequest page = PageRequest.ReadEc2(reader, maxResults: 1000);
        return context =>
        {
            ValueList<string> selected = SecurityGroupLookup.Ids(context.State, ids, names);
            IEnumerable<SecurityGroupRecord> matching = Ec2Filters.Apply(
                filters,
                SecurityGroupLookup.All(context.State).Where(group => selected.Selects(group.Id)),
                (group, filter) => GetFilterValues(context, group, filter)
            );
            return page.Reply(
                context,
                "security groups",
                matching,
                group => group.Id,
                "securityGroupInfo",
                (xml, group) => Write(xml, context, group)
            );
        };
    }

    /// <summary>Returns the values of a group for a filter; null for an unknown filter.</summary>
    /// <param name="group">Null to query only whether the filter exists.</param>
    private static IEnumerable<string>? GetFilterValues(ActionContext context, SecurityGroupRecord? group, string filter) =>
        filter switch
        {
            "group-id" => Ec2Filters.FilterValue(group, static record => record.Id),
            "group-name" => Ec2Filters.FilterValue(group, static record => record.Name),
            "description" => Ec2Filters.FilterValue(group, static record => record.Description),
            "owner-id" => [context.Options.AccountId],
            "vpc-id" => [DefaultNetwork.VpcId(context.State)],
            _ => Ec2Filters.GetTagValues(group?.Tags, filter),
        };

    private static void Write(XmlText xml, ActionContext context, SecurityGroupRecord group)
    {
        xml.Leaf("ownerId", context.Options.AccountId)
            .Leaf("groupId", group.Id)
            .Leaf("groupName", group.Name)
            .Leaf("groupDescription", group.Description)
            .Leaf("vpcId", DefaultNetwork.VpcId(context.State))
            .Empty("ipPermissions")
            .Empty("ipPermissionsEgress");
        Ec2InstanceWriter.WriteTags(xml, group.Tags);
    }
}
