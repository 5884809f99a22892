using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Changes the desired topology of a cluster: plans, asks if something is removed, and executes.</summary>
/// <param name="desired">Desired topology.</param>
/// <param name="change">Returns the desired topology for the one of the state, which may have changed.</param>
/// <param name="state">State folder; null without one.</param>
/// <param name="check">Returns the problems of a plan.</param>
/// <param name="end">Last line of the completed change.</param>
internal sealed class AppliedChange(
    Topology desired,
    Func<Topology, Topology> change,
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
        await VerbRun.ObserveAsync(provider, cancellationToken);

        // Planned before any change, even before the folder of a new state is created. No lock is held meanwhile.
        bool isNew = state is null || !Cluster.HasState(state);
        Plan all = await builder.WithOptions(_ => choice.Entry.Settings).PlanAsync(cancellationToken);
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

        return isNew
            ? (await MakeAsync(builder, report, cancellationToken)).After(judged)
            : await ApplyAsync(removals, report, provider, cancellationToken);
    }

    private async Task<VerbReport> MakeAsync(ClusterBuilder builder, ChangeReport report, CancellationToken cancellationToken)
    {
        if (state is not null && await ProviderFile.BindAsync(state, choice) is { } refused)
        {
            return VerbReport.From(refused);
        }

        return await report.RunAsync(
            async progress =>
            {
                await using Cluster cluster = await builder
                    .WithOptions(_ => choice.Entry.Settings with { Listener = progress })
                    .ProvisionAsync(cancellationToken);
                return report.Complete(cluster, progress, end);
            },
            cancellationToken
        );
    }

    private Task<VerbReport> ApplyAsync(
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
                Plan plan = await cluster.PlanAsync(change(cluster.Topology), cancellationToken);
                VerbReport judged = VerbReport.From(check(plan));
                if (judged.ExitCode == ExitCode.Done && !accepted.Covers(PlannedRemovals.Of(plan)))
                {
                    judged = VerbReport.From(Confirmation.Outdated(plan.Name));
                }

                if (judged.ExitCode != ExitCode.Done)
                {
                    return judged;
                }

                if (await ProviderFile.BindAsync(state!, choice) is { } refused)
                {
                    return VerbReport.From(refused);
                }

                await cluster.ApplyAsync(change, cancellationToken);
                return report.Complete(cluster, progress, end).After(judged);
            },
            cancellationToken
        );
}
