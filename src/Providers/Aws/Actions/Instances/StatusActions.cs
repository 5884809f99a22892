using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.Instances;

/// <summary>Status checks of instances.</summary>
internal static class StatusActions
{
    private const int Running = 16;
    private const string Passed = "ok";
    private const string NotApplicable = "not-applicable";

    /// <summary>DescribeInstanceStatus: of running instances, or of all.</summary>
    public static QueryActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> ids = read.Texts("InstanceId");
        bool isAll = read.Boolean("IncludeAllInstances") ?? false;
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        FilterSet filters = Ec2Filters.Read<InstanceRecord>(read, (instance, filter) => GetFilterValues(context, instance, filter));
        read.Finish();
        if (ids.Count > 0 && size is not null)
        {
            throw new QueryErrorException(
                QueryError.InvalidCombination(QueryService.Ec2, "The parameter instancesSet cannot be used with the parameter maxResults")
            );
        }

        Ec2Actions.CheckIds(context.State.AllInstances, ids);
        IEnumerable<InstanceRecord> found = context
            .State.AllInstances.Where(instance => ids.Count == 0 || ids.Contains(instance.Id, StringComparer.Ordinal))
            .Where(instance => isAll || Ec2InstanceWriter.GetState(instance).Code == Running)
            .OrderBy(instance => instance.Number);
        found = Ec2Filters.Apply(filters, found, (instance, filter) => GetFilterValues(context, instance, filter));
        Page<InstanceRecord> page = Page<InstanceRecord>.Slice(
            context.State.Seed,
            "ec2 instance status",
            found,
            instance => instance.Id,
            size ?? int.MaxValue,
            token
        );
        return new QueryActionResult(context.State, xml =>
            xml.List("instanceStatusSet", "item", page.Items, static (xml, instance) => Write(xml, instance))
                .LeafIfNotEmpty("nextToken", page.Next)
        );
    }

    private static string GetStatus(InstanceRecord instance)
    {
        if (Ec2InstanceWriter.GetState(instance).Code != Running)
        {
            return NotApplicable;
        }

        return instance.IsHealthy ? Passed : "impaired";
    }

    private static IEnumerable<string>? GetFilterValues(ActionContext context, InstanceRecord? instance, string filter) =>
        filter switch
        {
            "availability-zone" => Ec2Filters.FilterValue(instance, static one => one.Zone),
            "instance-state-name" => Ec2Filters.FilterValue(instance, static one => Ec2InstanceWriter.GetState(one).Name),
            "instance-state-code" => Ec2Filters.FilterValue(instance, static one =>
                Ec2InstanceWriter.GetState(one).Code.ToString(CultureInfo.InvariantCulture)
            ),
            "instance-status.status" or "system-status.status" => Ec2Filters.FilterValue(instance, GetStatus),
            "instance-status.reachability" or "system-status.reachability" => Ec2Filters.FilterValue(instance, GetReachability),
            _ => Ec2Filters.GetTagValues(instance is null ? null : Ec2Actions.GetTags(context, instance).ToValueMap(), filter),
        };

    private static string GetReachability(InstanceRecord instance) =>
        GetStatus(instance) switch
        {
            Passed => "passed",
            NotApplicable => NotApplicable,
            _ => "failed",
        };

    private static void Write(XmlText xml, InstanceRecord instance)
    {
        xml.Leaf("instanceId", instance.Id).Leaf("availabilityZone", instance.Zone);
        RunActions.WriteState(xml, "instanceState", instance);
        WriteCheck(xml, "systemStatus", instance);
        WriteCheck(xml, "instanceStatus", instance);
    }

    private static void WriteCheck(XmlText xml, string name, InstanceRecord instance)
    {
        string status = GetStatus(instance);
        xml.Open(name).Leaf("status", status);
        _ =
            status == NotApplicable
                ? xml
                : xml.List("details", "item", [GetReachability(instance)], static (xml, check) =>
                    xml.Leaf("name", "reachability").Leaf("status", check)
                );
        xml.Close(name);
    }
}
