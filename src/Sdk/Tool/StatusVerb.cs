using System.CommandLine;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright status [DIR] [--provider PROVIDER] [--nodes] [--check]</c>.</summary>
internal static class StatusVerb
{
    private const int MaxNodesShown = 20;
    private const int NamesShown = 3;

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<bool> all = new("--nodes") { Description = "Show each node, even of a cluster of more than 20 nodes." };
        Option<bool> check = new("--check") { Description = "Exit with 1 if there is drift or a node is not ready." };
        Command command = new(
            "status",
            "Show the desired and observed nodes of a cluster, its drift and its lease holder. Changes nothing and "
                + "does not acquire the lock."
        )
        {
            state.Argument,
            state.Option,
            all,
            check,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            command,
            context,
            isLasting: true,
            isMaking: false,
            findState: state.Find
        );
        command.Validators.Add(state.Require);
        context.SetAction(command, (parsed, cancellationToken) =>
        {
            ProviderSelection selection = options.Select(parsed);
            string path = state.GetFolder(parsed);
            return VerbRun.RunAsync(
                selection,
                async (provider, token) =>
                {
                    if (
                        (
                            VerbRun.FindMissing(path, "name the folder of a state; 'scalewright list' finds them")
                            ?? ProviderFile.Check(path, selection)
                        ) is
                        { } problem
                    )
                    {
                        return VerbReport.From(problem);
                    }

                    context.Progress.Show($"observing the resources of {selection.Entry.Name}");
                    await VerbRun.ObserveAsync(provider, token);
                    ClusterInspection inspection = await Cluster.InspectAsync(path, provider, selection.Entry.Settings, token);
                    ClusterRecord record = Cluster.ReadRecord(path);
                    return Report(
                        inspection,
                        record,
                        record.IsLockedAt(provider.Clock.GetUtcNow()),
                        GetNodes(inspection, provider),
                        new StatusView(
                            selection.Entry.Name,
                            path,
                            parsed.GetValue(all),
                            parsed.GetValue(check),
                            parsed.GetValue(context.Verbose),
                            context.Colors
                        )
                    );
                },
                cancellationToken
            );
        });
        return command;
    }

    private static NodeOutput[] GetNodes(ClusterInspection inspection, GuardedProvider provider)
    {
        INodeAddresses? addresses = provider.Find<INodeAddresses>();
        Dictionary<string, Resource> resources = new(StringComparer.Ordinal);
        foreach (
            Resource resource in inspection.Resources.Where(resource =>
                resource.Tag.Target == StepTarget.Node && resource.State != ResourceState.Deleting
            )
        )
        {
            resources[resource.Tag.Name] = resource;
        }

        return
        [
            .. inspection.Desired.DeclaredGroups.SelectMany(group =>
                group.Nodes.Select(node => new NodeOutput(
                    node.Name,
                    group.Name,
                    JsonNames.Get(inspection.GetNodeState(node.Name)),
                    resources.TryGetValue(node.Name, out Resource? resource) ? addresses?.FindAddress(resource) ?? "" : "",
                    WaitingOutput.From(inspection.FindWaitingReason(node.Name))
                ))
            ),
        ];
    }

    private static VerbReport Report(
        ClusterInspection inspection,
        ClusterRecord record,
        bool hasLeaseHolder,
        NodeOutput[] nodes,
        StatusView view
    )
    {
        AnsiColors colors = view.Colors;
        Plan drift = inspection.PlanTo(inspection.Desired);
        TerminatingOutput[] terminating = TerminatingOutput.From(inspection.Resources);
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
            terminating,
            PlanOutput.From(drift)
        );
        bool isReady = nodes.All(node => node.State == NodeText.Ready);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{colors.Bold(TextEscaping.Escape(inspection.Owner.Cluster))} on {view.Provider}, ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"state {TextEscaping.Escape(view.State)}, {nodes.Count(node => node.State == NodeText.Ready):N0} of "
        );
        text.Append(Pluralizer.FormatGrouped(nodes.Length, "node")).Append(" ready");
        text.Append(drift.IsEmpty ? "" : $", {colors.Yellow("drift")}");
        text.Append(
            (hasLeaseHolder, record.IsLockHolderGone) switch
            {
                (true, _) => $"\nlease held by {record.LockHolder}\n",
                (_, true) => $"\nlease free: the process of the last lease holder has exited: {record.LockHolder}\n",
                _ => ", lease free\n",
            }
        );
        text.Append(view.IsVerbose ? $"lineage {inspection.Owner.Lineage}\n" : "");
        text.Append(view.ShowsAllNodes || nodes.Length <= MaxNodesShown ? NodeText.WriteAll(nodes, colors) : NodeText.Write(nodes));
        foreach (TerminatingOutput resource in terminating)
        {
            text.Append(CultureInfo.InvariantCulture, $"{TextEscaping.Escape(resource.Name)} being removed: {resource.Message}\n");
        }

        text.Append(drift.IsEmpty ? "" : $"{colors.Yellow("Drift:")} the next apply {DescribeDrift(drift)}.\n");
        VerbReport report = VerbReport.From(inspection.Warnings).With(output, ToolJson.Default.StatusOutput) with
        {
            Text = text.ToString(),
        };
        return view.IsCheck && !(isReady && drift.IsEmpty) ? report with { ExitCode = ExitCode.Problems } : report;
    }

    /// <summary>Returns the steps by action: <c>creates 1 node (web-2), adopts 2 nodes (db-1, db-2)</c>.</summary>
    private static string DescribeDrift(Plan drift)
    {
        IEnumerable<string> actions = drift
            .Steps.GroupBy(step => (step.Action, step.Target))
            .Select(same =>
                $"{Verb(same.Key.Action)} "
                + $"{Pluralizer.FormatGrouped(same.Count(), JsonNames.Get(same.Key.Target))} ({Names([.. same])})"
            );
        return string.Join(", ", actions);
    }

    private static string Verb(StepAction action) =>
        action switch
        {
            StepAction.Create => "creates",
            StepAction.Change => "changes",
            StepAction.Destroy => "removes",
            StepAction.Adopt => "adopts",
            _ => "forgets",
        };

    private static string Names(PlanStep[] steps)
    {
        string names = string.Join(", ", NaturalOrder.GetNames(steps).Take(NamesShown).Select(TextEscaping.Escape));
        return steps.Length > NamesShown
            ? string.Create(CultureInfo.InvariantCulture, $"{names} and {steps.Length - NamesShown:N0} more")
            : names;
    }

    /// <param name="Provider">Name of the provider.</param>
    /// <param name="State">State folder.</param>
    /// <param name="ShowsAllNodes">True to show each node, also of large clusters.</param>
    /// <param name="IsCheck">True to fail if there is drift or a node is not ready.</param>
    /// <param name="IsVerbose">True to show internal names.</param>
    private sealed record StatusView(string Provider, string State, bool ShowsAllNodes, bool IsCheck, bool IsVerbose, AnsiColors Colors);
}
