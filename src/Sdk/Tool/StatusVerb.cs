using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright status DIR --provider PROVIDER</c>.</summary>
internal static class StatusVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = VerbRun.StateArgument();
        Command command = new("status",
            "Show the desired and observed nodes of a cluster, its drift and its lease holder. Changes nothing and "
            + "does not acquire the lock.") { folder };
        ProviderCommandOptions options =
            ProviderCommandOptions.AddTo(command, context.Environment, isLasting: true, isMaking: false);
        context.SetAction(command, (parsed, cancellationToken) =>
        {
            ProviderSelection selection = options.Select(parsed);
            string path = parsed.GetRequiredValue(folder);
            return VerbRun.RunAsync(
                selection,
                async (provider, token) =>
                {
                    if ((VerbRun.FindMissing(path, "name the folder of a state; 'scalewright list' finds them")
                        ?? ProviderFile.Check(path, selection)) is { } problem)
                    {
                        return VerbReport.From(problem);
                    }

                    context.Progress.Show($"observing the resources of {selection.Entry.Name}");
                    await VerbRun.ObserveAsync(provider, token);
                    ClusterInspection inspection = await Cluster.InspectAsync(
                        path, provider, selection.Entry.Settings, token);
                    ClusterRecord record = Cluster.ReadRecord(path);
                    return Report(
                        inspection,
                        record,
                        record.IsLockedAt(provider.Clock.GetUtcNow()),
                        GetNodes(inspection, provider));
                },
                cancellationToken);
        });
        return command;
    }

    private static NodeOutput[] GetNodes(ClusterInspection inspection, IProvider provider)
    {
        INodeAddresses? addresses = provider.Find<INodeAddresses>();
        Dictionary<string, Resource> resources = new(StringComparer.Ordinal);
        foreach (Resource resource in inspection.Resources.Where(
            resource => resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting))
        {
            resources[resource.Tag.Name] = resource;
        }

        return
        [
            .. inspection.Desired.Groups.Values.SelectMany(group => group.Nodes.Select(node => new NodeOutput(
                node.Name,
                group.Name,
                JsonNames.Get(inspection.GetNodeState(node.Name)),
                resources.TryGetValue(node.Name, out Resource? resource)
                    ? addresses?.FindAddress(resource) ?? ""
                    : ""))),
        ];
    }

    private static VerbReport Report(
        ClusterInspection inspection, ClusterRecord record, bool hasLeaseHolder, NodeOutput[] nodes)
    {
        Plan drift = inspection.PlanTo(inspection.Desired);
        StatusOutput output = new(
            inspection.Owner.Cluster,
            inspection.Owner.Lineage.ToString(),
            record.Epoch,
            hasLeaseHolder,
            record.IsLockHolderGone,
            LeaseHolderOutput.From(record.LockHolder),
            GroupOutput.From(inspection.Desired),
            GroupOutput.From(inspection.Observed),
            nodes,
            PlanOutput.From(drift));
        string lease = (hasLeaseHolder, record.IsLockHolderGone) switch
        {
            (true, _) => $"held by {record.LockHolder}",
            (_, true) => $"free: the process of the last lease holder has exited: {record.LockHolder}",
            _ => "free",
        };
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"cluster {TextEscaping.Escape(inspection.Owner.Cluster)}\n");
        text.Append(CultureInfo.InvariantCulture, $"lineage {inspection.Owner.Lineage}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"desired {Pluralizer.Format(inspection.Desired.Nodes.Count(), "node")}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"observed {Pluralizer.Format(inspection.Observed.Nodes.Count(), "node")}\n");
        text.Append(CultureInfo.InvariantCulture, $"lease {lease}\n");
        foreach (NodeOutput node in nodes)
        {
            string address = node.Address.Length == 0 ? "" : $" {TextEscaping.Escape(node.Address)}";
            text.Append(CultureInfo.InvariantCulture, $"{TextEscaping.Escape(node.Name)} {node.State}{address}\n");
        }

        text.Append("drift: ")
            .Append(drift.IsEmpty ? "none\n" : $"the next 'scalewright apply' runs these steps\n{drift}");
        return VerbReport.From(inspection.Warnings)
            .With(output, ToolJson.Default.StatusOutput) with { Text = text.ToString() };
    }
}
