using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary><c>scalewright status DIR --provider PROVIDER</c>.</summary>
internal static class StatusVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = VerbRun.StateArgument();
        Command verb = new("status",
            "Show the desired and observed nodes of a cluster, its drift and its lease holder. Changes nothing and "
            + "takes no lock.") { folder };
        ProviderCommandOptions options =
            ProviderCommandOptions.AddTo(verb, context.Environment, isLasting: true, isMaking: false);
        context.SetAction(verb, (result, cancellationToken) =>
        {
            ProviderSelection choice = options.Select(result);
            string path = result.GetRequiredValue(folder);
            return VerbRun.RunAsync(
                choice,
                async (provider, token) =>
                {
                    if ((VerbRun.FindMissing(path, "name the folder of a state; 'scalewright list' finds them")
                        ?? ProviderFile.Check(path, choice)) is { } refused)
                    {
                        return VerbReport.From(refused);
                    }

                    context.Progress.Show($"observing what exists at {choice.Entry.Name}");
                    await VerbRun.ObserveAsync(provider, token);
                    ClusterInspection found = await Cluster.InspectAsync(path, provider, choice.Entry.Settings, token);
                    ClusterRecord record = Cluster.ReadRecord(path);
                    return Report(
                        found, record, record.IsLockedAt(provider.Clock.GetUtcNow()), GetNodes(found, provider));
                },
                cancellationToken);
        });
        return verb;
    }

    private static NodeOutput[] GetNodes(ClusterInspection found, IProvider provider)
    {
        INodeAddresses? addresses = provider.Find<INodeAddresses>();
        Dictionary<string, Resource> resources = new(StringComparer.Ordinal);
        foreach (Resource resource in found.Resources.Where(
            resource => resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting))
        {
            resources[resource.Tag.Name] = resource;
        }

        return
        [
            .. found.Desired.Groups.Values.SelectMany(group => group.Nodes.Select(node => new NodeOutput(
                node.Name,
                group.Name,
                JsonNames.Get(found.GetNodeState(node.Name)),
                resources.TryGetValue(node.Name, out Resource? resource)
                    ? addresses?.FindAddress(resource) ?? ""
                    : ""))),
        ];
    }

    private static VerbReport Report(
        ClusterInspection found, ClusterRecord record, bool hasLeaseHolder, NodeOutput[] nodes)
    {
        Plan drift = found.PlanTo(found.Desired);
        StatusOutput output = new(
            found.Owner.Cluster,
            found.Owner.Lineage.ToString(),
            record.Epoch,
            hasLeaseHolder,
            record.IsLockHolderGone,
            LeaseHolderOutput.From(record.LockHolder),
            GroupOutput.From(found.Desired),
            GroupOutput.From(found.Observed),
            nodes,
            PlanOutput.From(drift));
        string lease = (hasLeaseHolder, record.IsLockHolderGone) switch
        {
            (true, _) => $"held by {record.LockHolder}",
            (_, true) => $"free: its last holder has exited, {record.LockHolder}",
            _ => "free",
        };
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"cluster {TextEscaping.Escape(found.Owner.Cluster)}\n");
        text.Append(CultureInfo.InvariantCulture, $"lineage {found.Owner.Lineage}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"desired {Pluralizer.Format(found.Desired.Nodes.Count(), "node")}\n");
        text.Append(
            CultureInfo.InvariantCulture, $"observed {Pluralizer.Format(found.Observed.Nodes.Count(), "node")}\n");
        text.Append(CultureInfo.InvariantCulture, $"lease {lease}\n");
        foreach (NodeOutput node in nodes)
        {
            string address = node.Address.Length == 0 ? "" : $" {TextEscaping.Escape(node.Address)}";
            text.Append(CultureInfo.InvariantCulture, $"{TextEscaping.Escape(node.Name)} {node.State}{address}\n");
        }

        text.Append("drift: ").Append(drift.IsEmpty ? "none\n" : $"the next 'scalewright apply' does this\n{drift}");
        return VerbReport.From(found.Warnings)
            .With(output, ToolJson.Default.StatusOutput) with { Text = text.ToString() };
    }
}
