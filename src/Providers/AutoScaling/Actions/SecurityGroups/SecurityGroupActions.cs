using System.Globalization;
using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.SecurityGroups;

/// <summary>Security groups as records: created, deleted, listed, given rules.</summary>
internal static class SecurityGroupActions
{
    // VPC user guide, "Quotas": rules of one direction, and groups of one region.
    private const int MaxRules = 60;
    private const int MaxGroups = 2_500;
    private const int DescriptionLengthMax = 255;
    private const string ResourceType = "security-group";

    /// <summary>CreateSecurityGroup.</summary>
    public static ActionResult Create(ActionContext context)
    {
        QueryReader read = context.Read;
        AccountState state = context.State;
        (string name, string description) = (read.Required("GroupName"),
            read.Required("GroupDescription", DescriptionLengthMax));
        string? network = read.Text("VpcId");
        ValueMap<string> tags = InstanceTagActions.ReadOfLaunch(read, ResourceType);
        read.Finish();
        if (network is not null && network != DefaultNetwork.VpcId(state))
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidVpcID.NotFound", $"The vpc ID '{Printable.Escape(network)}' does not exist"));
        }

        if (name.StartsWith("sg-", StringComparison.Ordinal) || name == SecurityGroupRecord.DefaultName)
        {
            throw new QueryFaultException(WireFault.InvalidParameterValue(
                $"Value ({Printable.Escape(name)}) for parameter groupName is invalid: it is reserved."));
        }

        if (SecurityGroupLookup.ByName(state, name) is not null)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidGroup.Duplicate",
                    $"The security group '{Printable.Escape(name)}' already exists for VPC "
                        + $"'{DefaultNetwork.VpcId(state)}'"));
        }

        if (state.SecurityGroups.Count >= MaxGroups)
        {
            throw new QueryFaultException(
                new WireFault(400, "SecurityGroupLimitExceeded", $"Only {MaxGroups} security groups are allowed."));
        }

        long number = state.NextNumber;
        SecurityGroupRecord group = new(Identity.Of("sg", state.Seed, number), name, description)
        {
            Rules = [SecurityRules.AllowAll(Identity.Of("sgr", state.Seed, number + 1))],
            Tags = tags,
        };
        return new ActionResult(state.With(group) with { NextNumber = number + 2 },
            xml => Ec2Reply.WriteTags(xml.Leaf("return", truth: true).Leaf("groupId", group.Id), tags));
    }

    /// <summary>
    /// DeleteSecurityGroup. One that instances or load balancers have, or that rules of others name, stays.
    /// </summary>
    public static ActionResult Delete(ActionContext context)
    {
        SecurityGroupRecord group = SecurityGroupLookup.Required(context);
        AccountState state = context.State;
        if (group.Name == SecurityGroupRecord.DefaultName)
        {
            throw new QueryFaultException(new WireFault(400, "CannotDelete",
                $"the specified group: \"{group.Id}\" name: \"default\" cannot be deleted by a user"));
        }

        bool isUsed = state.AllInstances.Any(instance => instance.State != InstanceState.Terminated
            && instance.SecurityGroups.Contains(group.Id, StringComparer.Ordinal))
            || SecurityGroupLookup.All(state)
                .Any(other => other.Id != group.Id
                && other.Rules.Any(rule => rule.Peer == SecurityRuleRecord.Group && rule.Value == group.Id))
            || state.LoadBalancers.Values.Any(
                balancer => balancer.SecurityGroups.Contains(group.Id, StringComparer.Ordinal));
        return isUsed
            ? throw new QueryFaultException(
                new WireFault(400, "DependencyViolation", $"resource {group.Id} has a dependent object"))
            : new ActionResult(state with { SecurityGroups = state.SecurityGroups.Without(group.Id) },
                static xml => xml.Leaf("return", truth: true));
    }

    /// <summary>DescribeSecurityGroups.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        (ValueList<string> ids, ValueList<string> names) = (read.Texts("GroupId"), read.Texts("GroupName"));
        FilterSet filters = Ec2Filters.Read<SecurityGroupRecord>(
            read, (group, filter) => Facets(context, group, filter));
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        ValueList<string> wanted = SecurityGroupLookup.Ids(context.State, ids, names);
        IEnumerable<SecurityGroupRecord> found = Ec2Filters.Apply(
            filters,
            SecurityGroupLookup.All(context.State)
                .Where(group => wanted.Count == 0 || wanted.Contains(group.Id, StringComparer.Ordinal)),
            (group, filter) => Facets(context, group, filter));
        Page<SecurityGroupRecord> page = Page<SecurityGroupRecord>.Cut(
            context.State.Seed, "security groups", found, group => group.Id, size ?? 1000, token);
        return new ActionResult(context.State, xml => xml
            .List("securityGroupInfo", "item", page.Items, (_, group) => Write(xml, context, group))
            .Maybe("nextToken", page.Next));
    }

    /// <summary>DescribeSecurityGroupRules.</summary>
    public static ActionResult DescribeRules(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> ids = read.Texts("SecurityGroupRuleId");
        FilterSet filters = Ec2Filters.Read<RuleOfGroup>(read, Facets);
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        List<RuleOfGroup> all = [.. SecurityGroupLookup.All(context.State)
            .SelectMany(group => group.Rules.Select(rule => new RuleOfGroup(group, rule)))];
        if (ids.FirstOrDefault(id => all.TrueForAll(entry => entry.Rule.Id != id)) is { } missing)
        {
            throw new QueryFaultException(UnknownRule(missing));
        }

        IEnumerable<RuleOfGroup> found = Ec2Filters.Apply(
            filters, all.Where(entry => ids.Count == 0 || ids.Contains(entry.Rule.Id, StringComparer.Ordinal)), Facets);
        Page<RuleOfGroup> page = Page<RuleOfGroup>.Cut(
            context.State.Seed, "security group rules", found, entry => entry.Rule.Id, size ?? 1000, token);
        return new ActionResult(context.State, xml => xml
            .List("securityGroupRuleSet", "item", page.Items,
                (_, entry) => SecurityRules.Write(xml, context, entry.Group, entry.Rule))
            .Maybe("nextToken", page.Next));
    }

    /// <summary>AuthorizeSecurityGroupIngress and AuthorizeSecurityGroupEgress: all rules or none.</summary>
    public static ActionResult Authorize(ActionContext context, bool isEgress)
    {
        SecurityGroupRecord group = SecurityGroupLookup.Required(context, isEgress);
        IReadOnlyList<SecurityRuleRecord> rules = SecurityRules.Read(context, isEgress);
        AccountState state = context.State;
        List<SecurityRuleRecord> added = [];
        foreach (SecurityRuleRecord rule in rules)
        {
            if (group.Rules.Concat(added).Any(rule.IsSame))
            {
                throw new QueryFaultException(new WireFault(
                    400, "InvalidPermission.Duplicate", $"the specified rule \"{Text(rule)}\" already exists"));
            }

            added.Add(rule with { Id = Identity.Of("sgr", state.Seed, state.NextNumber + added.Count) });
        }

        SecurityGroupRecord changed = group with { Rules = [.. group.Rules, .. added] };
        if (changed.Rules.Count(rule => rule.IsEgress == isEgress) > MaxRules)
        {
            throw new QueryFaultException(new WireFault(
                400, "RulesPerSecurityGroupLimitExceeded", $"Only {MaxRules} rules of one direction are allowed."));
        }

        return new ActionResult(state.With(changed) with { NextNumber = state.NextNumber + added.Count },
            xml => xml.Leaf("return", truth: true)
            .List("securityGroupRuleSet", "item", added, (_, rule) => SecurityRules.Write(xml, context, group, rule)));
    }

    /// <summary>
    /// RevokeSecurityGroupIngress and RevokeSecurityGroupEgress: all rules or none, by their ids or by what they say.
    /// </summary>
    public static ActionResult Revoke(ActionContext context, bool isEgress)
    {
        ValueList<string> ids = context.Read.Texts("SecurityGroupRuleId");
        SecurityGroupRecord group = SecurityGroupLookup.Required(context, isEgress);
        List<SecurityRuleRecord> own = [.. group.Rules.Where(rule => rule.IsEgress == isEgress)];
        HashSet<string> gone = new(ids, StringComparer.Ordinal);
        foreach (string id in ids.Where(id => own.TrueForAll(rule => rule.Id != id)))
        {
            throw new QueryFaultException(UnknownRule(id));
        }

        foreach (SecurityRuleRecord rule in ids.Count > 0 ? [] : SecurityRules.Read(context, isEgress))
        {
            gone.Add(own.Find(rule.IsSame)?.Id ?? throw new QueryFaultException(new WireFault(
                400, "InvalidPermission.NotFound", "The specified rule does not exist in this security group.")));
        }

        return new ActionResult(
            context.State.With(group with { Rules = [.. group.Rules.Where(rule => !gone.Contains(rule.Id))] }),
            static xml => xml.Leaf("return", truth: true).Empty("unknownIpPermissionSet"));
    }

    private static WireFault UnknownRule(string id) =>
        new(400, "InvalidSecurityGroupRuleId.NotFound",
            $"The security group rule ID '{Printable.Escape(id)}' does not exist");

    // The words of EC2 for a rule.
    private static string Text(SecurityRuleRecord rule)
    {
        string protocol = rule.Protocol == SecurityRuleRecord.AllProtocols ? "ALL" : rule.Protocol.ToUpperInvariant();
        string ports = rule.FromPort is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"from port: {rule.FromPort}, to port: {rule.ToPort}, ");
        return $"peer: {rule.Value}, {protocol}, {ports}ALLOW";
    }

    private static IEnumerable<string>? Facets(ActionContext context, SecurityGroupRecord? group, string filter) =>
        filter switch
    {
        "group-id" => group is null ? [] : [group.Id],
        "group-name" => group is null ? [] : [group.Name],
        "description" => group is null ? [] : [group.Description],
        "owner-id" => [context.Options.AccountId],
        "vpc-id" => [DefaultNetwork.VpcId(context.State)],
        _ when filter.StartsWith("ip-permission.", StringComparison.Ordinal) =>
            RuleFacets(group, filter["ip-permission.".Length..], isEgress: false),
        _ when filter.StartsWith("egress.ip-permission.", StringComparison.Ordinal) =>
            RuleFacets(group, filter["egress.ip-permission.".Length..], isEgress: true),
        _ => Ec2Filters.TagFacets(group?.Tags, filter),
    };

    private static IEnumerable<string>? Facets(RuleOfGroup? entry, string filter) => filter switch
    {
        "group-id" => entry is null ? [] : [entry.Group.Id],
        "security-group-rule-id" => entry is null ? [] : [entry.Rule.Id],
        _ => null,
    };

    private static IEnumerable<string>? RuleFacets(SecurityGroupRecord? group, string filter, bool isEgress)
    {
        IEnumerable<SecurityRuleRecord> rules = group?.Rules.Where(rule => rule.IsEgress == isEgress) ?? [];
        return filter switch
        {
            "cidr" => Peers(SecurityRuleRecord.Cidr4),
            "ipv6-cidr" => Peers(SecurityRuleRecord.Cidr6),
            "group-id" => Peers(SecurityRuleRecord.Group),
            "prefix-list-id" => Peers(SecurityRuleRecord.PrefixList),
            "protocol" => rules.Select(rule => rule.Protocol),
            "from-port" => rules.Select(rule => $"{rule.FromPort}"),
            "to-port" => rules.Select(rule => $"{rule.ToPort}"),
            _ => null,
        };

        IEnumerable<string> Peers(string kind) => rules.Where(rule => rule.Peer == kind).Select(rule => rule.Value);
    }

    private static void Write(XmlText xml, ActionContext context, SecurityGroupRecord group)
    {
        xml.Leaf("ownerId", context.Options.AccountId).Leaf("groupId", group.Id).Leaf("groupName", group.Name)
            .Leaf("groupDescription", group.Description).Leaf("vpcId", DefaultNetwork.VpcId(context.State));
        SecurityRules.WritePermissions(xml, context, "ipPermissions", group.Rules.Where(rule => !rule.IsEgress));
        SecurityRules.WritePermissions(xml, context, "ipPermissionsEgress", group.Rules.Where(rule => rule.IsEgress));
        Ec2Reply.WriteTags(xml, group.Tags);
    }

    private sealed record RuleOfGroup(SecurityGroupRecord Group, SecurityRuleRecord Rule);
}
