using System.Collections.Frozen;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Interfaces;

/// <summary>The network interfaces of instances: DescribeNetworkInterfaces.</summary>
internal static class InterfaceActions
{
    private static readonly FrozenDictionary<string, Func<ActionContext, InstanceRecord, string>> Filters =
        new Dictionary<string, Func<ActionContext, InstanceRecord, string>>(StringComparer.Ordinal)
        {
            ["addresses.private-ip-address"] = static (_, instance) => InstanceNames.PrivateIp(instance),
            ["attachment.instance-id"] = static (_, instance) => instance.Id,
            ["availability-zone"] = static (_, instance) => instance.Zone,
            ["mac-address"] = static (_, instance) => InstanceNames.Mac(instance),
            ["network-interface-id"] = InterfaceReply.IdOf,
            ["owner-id"] = static (context, _) => context.Options.AccountId,
            ["private-dns-name"] = static (context, instance) =>
                InstanceNames.PrivateDns(instance, context.Options.Region),
            ["private-ip-address"] = static (_, instance) => InstanceNames.PrivateIp(instance),
            ["status"] = static (_, _) => "in-use",
            ["subnet-id"] = Ec2Reply.Subnet,
            ["vpc-id"] = static (context, _) => Ec2Reply.Vpc(context),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>DescribeNetworkInterfaces: those of instances that are not terminated.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> ids = read.Texts("NetworkInterfaceId");
        FilterSet filters = FilterSet.OfEc2(
            read, name => name is "group-id" or "group-name" || Filters.ContainsKey(name));
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        InstanceRecord[] all = [.. context.State.AllInstances.Where(
            instance => instance.State != InstanceState.Terminated)];
        HashSet<string> known = [.. all.Select(instance => InterfaceReply.IdOf(context, instance))];
        if (ids.FirstOrDefault(id => !known.Contains(id)) is { } missing)
        {
            throw new QueryFaultException(new WireFault(400, "InvalidNetworkInterfaceID.NotFound",
                $"The networkInterface ID '{Printable.Escape(missing)}' does not exist"));
        }

        IEnumerable<InstanceRecord> found = all
            .Where(one => ids.Count == 0 || ids.Contains(InterfaceReply.IdOf(context, one), StringComparer.Ordinal))
            .Where(one => filters.Matches(name => ValuesOf(context, one, name)))
            .OrderBy(one => one.Number);
        Page<InstanceRecord> page = Page<InstanceRecord>.Cut(
            context.State.Seed, "network interfaces", found, one => one.Id, size ?? int.MaxValue, token);
        return new ActionResult(context.State, xml => xml
            .List("networkInterfaceSet", "item", page.Items, (_, one) => InterfaceReply.WriteAlone(xml, context, one))
            .Maybe("nextToken", page.Next));
    }

    private static IEnumerable<string> ValuesOf(ActionContext context, InstanceRecord instance, string name) =>
        Filters.TryGetValue(name, out Func<ActionContext, InstanceRecord, string>? value)
            ? [value(context, instance)]
            : SecurityGroupLookup.Of(context.State, instance)
                .Select(group => name == "group-id" ? group.Id : group.Name);
}
