using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Creates, deletes and lists security groups, which launches refer to.</summary>
internal static class SecurityGroupActions
{
    private const int MaxDescriptionLength = 255;
    private const string ResourceType = "security-group";

    public static QueryActionResult Create(ActionContext context)
    {
        QueryReader read = context.Read;
        AccountState state = context.State;
        (string name, string description) = (read.Required("GroupName"), read.Required("GroupDescription", MaxDescriptionLength));
        string? network = read.Text("VpcId");
        ValueMap<string> tags = InstanceTagActions.ReadForLaunch(read, ResourceType);
        read.Finish();
        if (network is not null && network != DefaultNetwork.VpcId(state))
        {
            throw new QueryErrorException(
                new QueryError(400, "InvalidVpcID.NotFound", $"The vpc ID '{TextEscaping.Escape(network)}' does not exist")
            );
        }

        if (name.StartsWith("sg-", StringComparison.Ordinal) || name == SecurityGroupRecord.DefaultName)
        {
            throw new QueryErrorException(
                QueryError.InvalidParameterValue($"Value ({TextEscaping.Escape(name)}) for parameter groupName is invalid: it is reserved.")
            );
        }

        if (SecurityGroupLookup.ByName(state, name) is not null)
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "InvalidGroup.Duplicate",
                    $"The security group '{TextEscaping.Escape(name)}' already exists for VPC " + $"'{DefaultNetwork.VpcId(state)}'"
                )
            );
        }

        long number = state.NextNumber;
        SecurityGroupRecord group = new(IdGenerator.Create("sg", state.Seed, number), name, description) { Tags = tags };
        return new QueryActionResult(state.With(group) with { NextNumber = number + 1 }, xml =>
            Ec2InstanceWriter.WriteTags(xml.Leaf("return", value: true).Leaf("groupId", group.Id), tags)
        );
    }

    /// <summary>DeleteSecurityGroup. Rejected while instances use the group.</summary>
    public static QueryActionResult Delete(ActionContext context)
    {
        SecurityGroupRecord group = SecurityGroupLookup.Required(context);
        AccountState state = context.State;
        if (group.Name == SecurityGroupRecord.DefaultName)
        {
            throw new QueryErrorException(
                new QueryError(400, "CannotDelete", $"the specified group: \"{group.Id}\" name: \"default\" cannot be deleted by a user")
            );
        }

        bool isUsed = state.AllInstances.Any(instance =>
            instance.State != InstanceState.Terminated && instance.SecurityGroups.Contains(group.Id, StringComparer.Ordinal)
        );
        return isUsed
            ? throw new QueryErrorException(new QueryError(400, "DependencyViolation", $"resource {group.Id} has a dependent object"))
            : new QueryActionResult(state with { SecurityGroups = state.SecurityGroups.Without(group.Id) }, static xml =>
                xml.Leaf("return", value: true)
            );
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        (ValueList<string> ids, ValueList<string> names) = (read.Texts("GroupId"), read.Texts("GroupName"));
        FilterSet filters = Ec2Filters.Read<SecurityGroupRecord>(read, (group, filter) => GetFilterValues(context, group, filter));
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        ValueList<string> selected = SecurityGroupLookup.Ids(context.State, ids, names);
        IEnumerable<SecurityGroupRecord> found = Ec2Filters.Apply(
            filters,
            SecurityGroupLookup
                .All(context.State)
                .Where(group => selected.Count == 0 || selected.Contains(group.Id, StringComparer.Ordinal)),
            (group, filter) => GetFilterValues(context, group, filter)
        );
        Page<SecurityGroupRecord> page = Page<SecurityGroupRecord>.Slice(
            context.State.Seed,
            "security groups",
            found,
            group => group.Id,
            size ?? 1000,
            token
        );
        return new QueryActionResult(context.State, xml =>
            xml.List("securityGroupInfo", "item", page.Items, (_, group) => Write(xml, context, group))
                .LeafIfNotEmpty("nextToken", page.Next)
        );
    }

    private static IEnumerable<string>? GetFilterValues(ActionContext context, SecurityGroupRecord? group, string filter) =>
        filter switch
        {
            "group-id" => Ec2Filters.FilterValue(group, static one => one.Id),
            "group-name" => Ec2Filters.FilterValue(group, static one => one.Name),
            "description" => Ec2Filters.FilterValue(group, static one => one.Description),
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
