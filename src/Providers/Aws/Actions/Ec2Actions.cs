using System.Globalization;
using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Instances as EC2 shows them.</summary>
internal static class Ec2Actions
{
    /// <summary>DescribeInstances.</summary>
    public static ActionResult DescribeInstances(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> ids = read.Texts("InstanceId");
        FilterSet filters = FilterSet.OfEc2(read, InstanceFilters.IsKnown);
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        if (ids.Count > 0 && size is not null)
        {
            throw new QueryFaultException(WireFault.InvalidCombination(
                WireService.Ec2, "The parameter instancesSet cannot be used with the parameter maxResults"));
        }

        CheckIds(Seen(context), ids);
        IEnumerable<InstanceRecord> found = Seen(context)
            .Where(instance => ids.Count == 0 || ids.Contains(instance.Id, StringComparer.Ordinal))
            .Where(instance => filters.Matches(name => InstanceFilters.ValuesOf(context, instance, name)))
            .OrderBy(instance => instance.Number);
        Page<InstanceRecord> page = Page<InstanceRecord>.Cut(
            context.State.Seed, "ec2 instances", found, instance =>
                instance.Number.ToString("D19", CultureInfo.InvariantCulture), size
                    ?? int.MaxValue, token, isByKey: true);
        IEnumerable<InstanceRecord[]> reservations = page.Items.GroupBy(Ec2Reply.ReservationOf)
            .Select(static group => group.ToArray());
        return new ActionResult(context.State, xml =>
        {
            xml.List(
                "reservationSet", "item", reservations, (_, instances) => Ec2Reply.WriteAll(xml, context, instances));
            xml.Maybe("nextToken", page.Next);
        });
    }

    /// <summary>What a list shows: all, or what there was a while ago where lists are late.</summary>
    private static IEnumerable<InstanceRecord> Seen(ActionContext context)
    {
        DateTimeOffset then = context.At - context.Options.ListLag;
        return context.Options.ListLag <= TimeSpan.Zero
            ? context.State.AllInstances
            : context.State.AllInstances.Where(instance => instance.LaunchedAt <= then)
            .Select(instance => instance.EndedAt > then ? instance with { State = InstanceState.InService } : instance);
    }

    /// <summary>Refuses ids of nothing.</summary>
    /// <param name="there">What is there.</param>
    /// <param name="ids">Ids that came.</param>
    /// <exception cref="QueryFaultException">One is malformed, or of nothing.</exception>
    public static void CheckIds(IEnumerable<InstanceRecord> there, ValueList<string> ids)
    {
        if (ids.FirstOrDefault(id => !id.StartsWith("i-", StringComparison.Ordinal)) is { } malformed)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidInstanceID.Malformed", $"Invalid id: \"{Printable.Escape(malformed)}\""));
        }

        string[] missing = ids.Count == 0
            ? []
            : [.. ids.Except(there.Select(instance => instance.Id), StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new QueryFaultException(new WireFault(400, "InvalidInstanceID.NotFound", missing.Length == 1
                ? $"The instance ID '{Printable.Escape(missing[0])}' does not exist"
                : $"The instance IDs '{Printable.Escape(string.Join(", ", missing))}' do not exist"));
        }
    }

    /// <summary>The tags of an instance, with those that its group lends it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> TagsOf(ActionContext context, InstanceRecord instance) =>
        (instance.Group.Length == 0 ? instance.Tags : context.State.Groups[instance.Group].TagsOf(instance))
            .Concat(TemplateTags(instance));

    // EC2 user guide, "Use a launch template": instances carry these two.
    private static KeyValuePair<string, string>[] TemplateTags(InstanceRecord instance) =>
        instance.Template is { } template
            ?
            [
                KeyValuePair.Create("aws:ec2launchtemplate:id", template.Id),
                KeyValuePair.Create("aws:ec2launchtemplate:version", template.Version),
            ]
            : [];
}
