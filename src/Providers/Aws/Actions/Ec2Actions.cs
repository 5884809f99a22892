using System.Collections.Frozen;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Settings;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Actions for EC2 instances.</summary>
internal static class Ec2Actions
{
    /// <summary>Error for instance IDs together with the size of a page.</summary>
    public static readonly QueryError SizedList = QueryError.InvalidCombination(
        QueryService.Ec2,
        "The parameter instancesSet cannot be used with the parameter maxResults"
    );

    public static QueryAction DescribeInstances(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("InstanceId");
        FilterSet filters = FilterSet.ReadEc2(reader);
        bool isSized = reader.IsGiven("MaxResults");
        PageRequest request = PageRequest.ReadEc2(reader);
        return context =>
        {
            if (ids.Count > 0 && isSized)
            {
                throw new QueryErrorException(SizedList);
            }

            CheckIds(Seen(context), ids);
            FilterSet knownFilters = filters.Known(InstanceFilters.IsKnown);
            IEnumerable<InstanceRecord> instances = Seen(context)
                .Where(instance => ids.Selects(instance.Id))
                .Where(instance => knownFilters.Matches(name => InstanceFilters.GetValues(context, instance, name)))
                .OrderBy(instance => instance.Number);
            Page<InstanceRecord> page = request.Get(
                context,
                "ec2 instances",
                instances,
                instance => instance.Number.ToString("D19", CultureInfo.InvariantCulture),
                isByKey: true
            );
            IEnumerable<InstanceRecord[]> reservations = page
                .Items.GroupBy(Ec2InstanceWriter.GetReservation)
                .Select(static group => group.ToArray());
            return new QueryActionResult(context.State, xml =>
            {
                xml.List("reservationSet", "item", reservations, (_, instances) => Ec2InstanceWriter.WriteAll(xml, context, instances));
                xml.LeafIfNotEmpty("nextToken", page.Next);
            });
        };
    }

    /// <summary>Returns the instances that a list shows. With a list lag, this is an earlier state.</summary>
    private static IEnumerable<InstanceRecord> Seen(ActionContext context)
    {
        if (context.Options.ListDelay <= TimeSpan.Zero)
        {
            return context.State.AllInstances;
        }

        DateTimeOffset cutoff = context.At - context.Options.ListDelay;
        return context
            .State.AllInstances.Where(instance => instance.LaunchedAt <= cutoff)
            .Select(instance => instance.EndedAt > cutoff ? instance with { State = InstanceState.InService } : instance);
    }

    /// <summary>Rejects malformed and unknown IDs.</summary>
    /// <exception cref="QueryErrorException">An ID is malformed or unknown.</exception>
    public static void CheckIds(IEnumerable<InstanceRecord> instances, ValueList<string> ids)
    {
        if (ids.FirstOrDefault(id => !id.StartsWith("i-", StringComparison.Ordinal)) is { } malformed)
        {
            throw new QueryErrorException(
                new QueryError(400, "InvalidInstanceID.Malformed", $"Invalid id: \"{TextEscaping.Escape(malformed)}\"")
            );
        }

        string[] missing = ids.Count == 0 ? [] : [.. ids.Except(instances.Select(instance => instance.Id), StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new QueryErrorException(
                new QueryError(
                    400,
                    "InvalidInstanceID.NotFound",
                    missing.Length == 1
                        ? $"The instance ID '{TextEscaping.Escape(missing[0])}' does not exist"
                        : $"The instance IDs '{TextEscaping.Escape(string.Join(", ", missing))}' do not exist"
                )
            );
        }
    }

    /// <summary>Returns the tags of an instance, including those from its group.</summary>
    public static IEnumerable<KeyValuePair<string, string>> GetTags(ActionContext context, InstanceRecord instance) =>
        (instance.Group.Length == 0 ? instance.Tags : context.State.Groups[instance.Group].CollectTags(instance)).Concat(
            TemplateTags(instance)
        );

    // EC2 user guide, "Use a launch template": such instances have these two tags.
    private static KeyValuePair<string, string>[] TemplateTags(InstanceRecord instance) =>
        instance.Template is { } template
            ?
            [
                KeyValuePair.Create("aws:ec2launchtemplate:id", template.Id),
                KeyValuePair.Create("aws:ec2launchtemplate:version", template.Version),
            ]
            : [];
}

/// <summary>Values of an instance for the filters of DescribeInstances, which also returns them.</summary>
/// <remarks>
/// Source: EC2 API reference, DescribeInstances. <c>tag-value</c> is from earlier versions and still supported.
/// </remarks>
internal static class InstanceFilters
{
    private const string TagKey = "tag-key";
    private const string TagValue = "tag-value";
    private const string Reason = "state-reason-code";

    private static readonly FrozenDictionary<string, Func<ActionContext, InstanceRecord, string>> Single = new Dictionary<
        string,
        Func<ActionContext, InstanceRecord, string>
    >(StringComparer.Ordinal)
    {
        ["architecture"] = static (_, _) => Ec2InstanceWriter.Architecture,
        ["availability-zone"] = static (_, instance) => instance.Zone,
        ["client-token"] = static (_, instance) => instance.ClientToken,
        ["dns-name"] = static (context, instance) => InstanceNames.PublicDns(instance, context.Options.Region),
        ["hypervisor"] = static (_, _) => Ec2InstanceWriter.Hypervisor,
        ["image-id"] = static (_, instance) => instance.ImageId,
        ["instance-id"] = static (_, instance) => instance.Id,
        ["instance-lifecycle"] = static (_, instance) => Ec2InstanceWriter.GetLifecycle(instance),
        ["instance-state-code"] = static (_, instance) => Ec2InstanceWriter.GetState(instance).Code.ToString(CultureInfo.InvariantCulture),
        ["instance-state-name"] = static (_, instance) => Ec2InstanceWriter.GetState(instance).Name,
        ["instance-type"] = static (_, instance) => instance.InstanceType,
        ["ip-address"] = static (_, instance) => InstanceNames.PublicIp(instance),
        ["iam-instance-profile.arn"] = SettingsWriter.ProfileArn,
        ["kernel-id"] = static (_, instance) => instance.Settings.KernelId,
        ["key-name"] = static (_, instance) => instance.KeyName,
        ["launch-index"] = static (_, instance) => instance.LaunchIndex.ToString(CultureInfo.InvariantCulture),
        ["launch-time"] = static (_, instance) => XmlText.FormatTime(instance.LaunchedAt),
        ["monitoring-state"] = static (_, instance) => Ec2InstanceWriter.GetMonitoring(instance),
        ["network-interface.mac-address"] = static (_, instance) => InstanceNames.Mac(instance),
        ["network-interface.network-interface-id"] = InterfaceWriter.GetId,
        ["network-interface.private-dns-name"] = static (context, instance) => InstanceNames.PrivateDns(instance, context.Options.Region),
        ["network-interface.subnet-id"] = static (context, instance) => Ec2InstanceWriter.Subnet(context, instance),
        ["network-interface.vpc-id"] = static (context, _) => Ec2InstanceWriter.Vpc(context),
        ["owner-id"] = static (context, _) => context.Options.AccountId,
        ["private-dns-name"] = static (context, instance) => InstanceNames.PrivateDns(instance, context.Options.Region),
        ["private-ip-address"] = static (_, instance) => InstanceNames.PrivateIp(instance),
        ["reservation-id"] = static (context, instance) => Ec2InstanceWriter.Part("r", context, Ec2InstanceWriter.GetReservation(instance)),
        ["root-device-name"] = static (_, _) => Ec2InstanceWriter.RootDevice,
        ["root-device-type"] = static (_, _) => Ec2InstanceWriter.RootDeviceType,
        ["source-dest-check"] = static (_, instance) => XmlText.FormatBool(!instance.IsUnchecked),
        ["subnet-id"] = static (context, instance) => Ec2InstanceWriter.Subnet(context, instance),
        ["virtualization-type"] = static (_, _) => Ec2InstanceWriter.Virtualization,
        ["vpc-id"] = static (context, _) => Ec2InstanceWriter.Vpc(context),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsKnown(string name) =>
        Single.ContainsKey(name) || name is TagKey or TagValue or Reason || IsOfGroups(name) || FilterSet.GetTagKey(name) is not null;

    public static IEnumerable<string> GetValues(ActionContext context, InstanceRecord instance, string name)
    {
        if (Single.TryGetValue(name, out Func<ActionContext, InstanceRecord, string>? value))
        {
            return value(context, instance) is { Length: > 0 } filterValue ? [filterValue] : [];
        }

        if (name == Reason)
        {
            // A running instance has an empty code and matches an empty value.
            return [StateReason.GetCode(instance)];
        }

        if (IsOfGroups(name))
        {
            return SecurityGroupLookup
                .GetGroups(context.State, instance)
                .Select(group => name.EndsWith("id", StringComparison.Ordinal) ? group.Id : group.Name);
        }

        IEnumerable<KeyValuePair<string, string>> tags = Ec2Actions.GetTags(context, instance);
        if (FilterSet.GetTagKey(name) is { } key)
        {
            return tags.Where(tag => tag.Key == key).Select(tag => tag.Value);
        }

        return name == TagKey ? tags.Select(tag => tag.Key) : tags.Select(tag => tag.Value);
    }

    private static bool IsOfGroups(string name) =>
        name is "instance.group-id" or "instance.group-name" or "network-interface.group-id" or "network-interface.group-name";
}
