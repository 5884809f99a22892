using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Changes the desired topology of a cluster: plans, asks if something is removed, and executes.</summary>
/// <param name="desired">Desired topology.</param>
/// <param name="change">Returns the desired topology for the one of the state, which may have changed; null: the desired
/// topology does not depend on it.</param>
/// <param name="state">State folder; null without one.</param>
/// <param name="check">Returns the problems of a plan.</param>
/// <param name="end">Last line of the completed change.</param>
internal sealed class AppliedChange(
    Topology desired,
    Func<Topology, Topology>? change,
    ProviderSelection choice,
    string? state,
    bool isDryRun,
    Func<Plan, ValueList<Problem>> check,
    Func<ChangeProgress, string> end,
    Confirmation confirmation,
    VerbContext context
)
{
    public async Task<VerbReport> RunAsync(GuardedProvider provider, CancellationToken cancellationToken)
    {
        ClusterBuilder builder = Cluster.Create(desired).UseProvider(provider);
        builder = state is null ? builder : builder.WithState(state);
        if (state is not null && (ProviderFile.Check(state, choice) ?? ClusterName.Check(state, desired.Name)) is { } refused)
        {
            return VerbReport.From(refused);
        }

        context.Progress.Show($"observing the resources of {choice.Entry.Name}");

        // Planned before any change, even before the folder of a new state is created. No lock is held meanwhile.
        bool isNew = state is null || !Cluster.HasState(state);
        EventRelay events = new();
        PreparedCluster prepared = await builder
            .WithOptions(_ => choice.Entry.Settings with { Listener = events })
            .PrepareAsync(cancellationToken);
        Plan all = prepared.Plan;
        VerbReport judged = VerbReport.From(check(all));
        string text = PlanText.Write(all, context.Colors);
        if (!all.IsEmpty)
        {
            text = PlanText.Headline(all.Name, choice.Entry.Name, state, isNew, context.Colors) + text;
        }

        ChangeReport report = new(choice.Entry.Name, state, all, context);
        if (isDryRun)
        {
            return report.Plan(judged) with { Text = text };
        }

        if (judged.ExitCode != ExitCode.Done)
        {
            return judged;
        }

        PlannedRemovals removals = PlannedRemovals.Of(all);
        if (await confirmation.AskAsync(all.IsEmpty ? "" : text, removals.Describe(), all.Name, cancellationToken) is { } unchanged)
        {
            return report.Plan(unchanged.After(judged));
        }

        return isNew || change is null
            ? await ProvisionAsync(prepared, events, removals, report, cancellationToken)
            : await ApplyAsync(change, removals, report, provider, cancellationToken);
    }

    private async Task<VerbReport> ProvisionAsync(
        PreparedCluster prepared,
        EventRelay events,
        PlannedRemovals accepted,
        ChangeReport report,
        CancellationToken cancellationToken
    )
    {
        // The record of a new state is written before the state exists, that of an existing one when it is locked.
        bool isNew = state is null || !Cluster.HasState(state);
        Problem? newStateProblem = isNew ? await BindAsync() : null;
        if (newStateProblem is not null)
        {
            return VerbReport.From(newStateProblem);
        }

        VerbReport judged = new(ExitCode.Done);
        return await report.RunAsync(
            async progress =>
            {
                events.Target = progress;
                try
                {
                    await using Cluster cluster = await prepared.ProvisionAsync(Judge, cancellationToken);
                    return report.Complete(cluster, progress, end).After(judged);
                }
                catch (ClusterException) when (judged.ExitCode != ExitCode.Done)
                {
                    return judged;
                }
            },
            cancellationToken
        );

        async Task<ValueList<Problem>> Judge(Plan plan)
        {
            ValueList<Problem> problems = Check(plan, accepted);
            judged = VerbReport.From(problems);
            bool isAccepted = judged.ExitCode == ExitCode.Done;
            Problem? problem = isAccepted && !isNew ? await BindAsync() : null;
            if (problem is not null)
            {
                problems = [problem];
                judged = VerbReport.From(problem);
            }

            return problems;
        }
    }

    private async Task<Problem?> BindAsync() => state is null ? null : await ProviderFile.BindAsync(state, choice);

    /// <summary>Checks the plan again when the state is locked.</summary>
    private ValueList<Problem> Check(Plan plan, PlannedRemovals accepted)
    {
        ValueList<Problem> problems = check(plan);
        return VerbReport.From(problems).ExitCode == ExitCode.Done && !accepted.Covers(PlannedRemovals.Of(plan))
            ? [Confirmation.Outdated(plan.Name)]
            : problems;
    }

    private Task<VerbReport> ApplyAsync(
        Func<Topology, Topology> resize,
        PlannedRemovals accepted,
        ChangeReport report,
        GuardedProvider provider,
        CancellationToken cancellationToken
    ) =>
        report.RunAsync(
            async progress =>
            {
                await using Cluster cluster = await Cluster.OpenAsync(
                    state!,
                    provider,
                    choice.Entry.Settings with
                    {
                        Listener = progress,
                    },
                    cancellationToken
                );
                Plan plan = await cluster.PlanAsync(resize(cluster.Topology), cancellationToken);
                VerbReport judged = VerbReport.From(Check(plan, accepted));
                if (judged.ExitCode != ExitCode.Done)
                {
                    return judged;
                }

                if (await BindAsync() is { } refused)
                {
                    return VerbReport.From(refused);
                }

                await cluster.ApplyAsync(resize, cancellationToken);
                return report.Complete(cluster, progress, end).After(judged);
            },
            cancellationToken
        );

    /// <summary>Passes events on to the progress, which is created after the plan.</summary>
    private sealed class EventRelay : IProgress<ClusterEvent>
    {
        public ChangeProgress? Target { get; set; }

        public void Report(ClusterEvent value) => Target?.Report(value);
    }
}
