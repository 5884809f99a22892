using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.Instances;

/// <summary>Status checks of instances.</summary>
internal static class StatusActions
{
    private const int Running = 16;
    private const string Passed = "ok";
    private const string NotApplicable = "not-applicable";

    /// <summary>DescribeInstanceStatus: of running instances, or of all.</summary>
    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("InstanceId");
        bool isAll = reader.Boolean("IncludeAllInstances") ?? false;
        bool isSized = reader.IsGiven("MaxResults");
        PageRequest page = PageRequest.ReadEc2(reader);
        FilterSet filters = FilterSet.ReadEc2(reader);
        return context =>
        {
            if (ids.Count > 0 && isSized)
            {
                throw new QueryErrorException(Ec2Actions.SizedList);
            }

            Ec2Actions.CheckIds(context.State.AllInstances, ids);
            IEnumerable<InstanceRecord> instances = context
                .State.AllInstances.Where(instance => ids.Selects(instance.Id))
                .Where(instance => isAll || Ec2InstanceWriter.GetState(instance).Code == Running)
                .OrderBy(instance => instance.Number);
            instances = Ec2Filters.Apply(filters, instances, (instance, filter) => GetFilterValues(context, instance, filter));
            return page.Reply(context, "ec2 instance status", instances, instance => instance.Id, "instanceStatusSet", Write);
        };
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
            "availability-zone" => Ec2Filters.FilterValue(instance, static record => record.Zone),
            "instance-state-name" => Ec2Filters.FilterValue(instance, static record => Ec2InstanceWriter.GetState(record).Name),
            "instance-state-code" => Ec2Filters.FilterValue(instance, static record =>
                Ec2InstanceWriter.GetState(record).Code.ToString(CultureInfo.InvariantCulture)
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
