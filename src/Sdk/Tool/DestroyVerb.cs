using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Clusters.Reaping;
using Scalewright.Programs;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright destroy [DIR] [--provider PROVIDER] [--timeout SECONDS] [--yes] [--dry-run]</c>.</summary>
internal static class DestroyVerb
{
    private const double TimeoutSeconds = 60;
    private const double MaxTimeoutSeconds = 86_400;

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfCluster();
        Option<bool> yes = Confirmation.YesOption();
        Option<bool> dryRun = DryRunOption.Make();
        Option<double> timeout = new("--timeout")
        {
            Description = "Maximum time to wait until the resources no longer exist, in seconds; 0 to not wait.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => TimeoutSeconds,
            CustomParser = ReadSeconds,
        };
        Command verb = new("destroy", "Remove all resources of the cluster whose state is in a folder.")
        {
            state.Argument,
            state.Option,
            timeout,
            yes,
            dryRun,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: false,
            findState: state.Find
        );
        verb.Validators.Add(state.Require);
        context.SetAction(
            verb,
            (result, cancellationToken) =>
            {
                ProviderSelection choice = options.Select(result);
                string path = state.GetFolder(result);
                ReapRequest request = new()
                {
                    IsDryRun = result.GetValue(dryRun),
                    RemovalTimeout = TimeSpan.FromSeconds(result.GetValue(timeout)),
                };
                RemovedCluster removal = new(
                    path,
                    choice,
                    request,
                    result.GetValue(context.Verbose),
                    Confirmation.From(context, result, yes),
                    context
                );
                return VerbRun.RunAsync(choice, removal.RunAsync, cancellationToken);
            },
            continues: true
        );
        return verb;
    }

    private static double ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds <= MaxTimeoutSeconds
        )
        {
            return seconds;
        }

        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"--timeout takes 0 to {MaxTimeoutSeconds} seconds, not '{text}'"));
        return TimeoutSeconds;
    }
}

/// <summary>Removes all resources of a cluster: plans, asks, and removes.</summary>
/// <param name="state">State folder of the cluster.</param>
/// <param name="isVerbose">True to print a line for each resource.</param>
internal sealed class RemovedCluster(
    string state,
    ProviderSelection choice,
    ReapRequest request,
    bool isVerbose,
    Confirmation confirmation,
    VerbContext context
)
{
    public async Task<VerbReport> RunAsync(GuardedProvider provider, CancellationToken cancellationToken)
    {
        if (
            (
                VerbRun.FindMissing(state, "name the folder of a state; 'scalewright list' finds them") ?? ProviderFile.Check(state, choice)
            ) is
            { } refused
        )
        {
            return VerbReport.From(refused);
        }

        context.Progress.Show($"observing the resources of {choice.Entry.Name}");
        await VerbRun.ObserveAsync(provider, cancellationToken);
        context.Progress.Show("selecting what is to be removed");
        ReapReport chosen = NaturalOrder.Sort(
            await Reaper.ReapStateAsync(state, provider, request with { IsDryRun = true }, cancellationToken)
        );
        string cluster = chosen.Selected is [var first, ..] ? first.Tag.Owner.Cluster : state;
        string plan = "";
        if (chosen.Selected.Count > 0)
        {
            string resources = isVerbose ? $"{chosen}" : "";
            plan =
                PlanText.Headline(cluster, choice.Entry.Name, state, isNew: false, context.Colors)
                + resources
                + PlanText.Write(chosen, context.Colors);
        }

        VerbReport planned = RemovalReport.Create(chosen, isDryRun: true, []) with
        {
            Text = plan.Length == 0 ? $"{TextEscaping.Escape(state)}: nothing to do\n" : plan,
        };
        if (request.IsDryRun)
        {
            return planned;
        }

        string removed = (chosen.Selected.Count > 1 ? "all " : "") + RemovalReport.Count(chosen);
        if (chosen.Selected.Count > 0)
        {
            VerbReport? unchanged = await confirmation.AskAsync(plan, removed, cluster, cancellationToken);
            if (unchanged is not null)
            {
                return unchanged with { Result = planned.Result };
            }
        }

        ChangeProgress progress = new(chosen.ToPlan(cluster), context.Progress, context.Environment.Clock);
        return await RemoveAsync(chosen, planned, progress, provider, cancellationToken);
    }

    private async Task<VerbReport> RemoveAsync(
        ReapReport chosen,
        VerbReport planned,
        ChangeProgress progress,
        GuardedProvider provider,
        CancellationToken cancellationToken
    )
    {
        progress.Show();
        ReapRequest watched = request with { Listener = progress, OnTerminating = progress.ShowTerminating };
        try
        {
            ReapReport reaped = NaturalOrder.Sort(await Reaper.ReapStateAsync(state, provider, watched, cancellationToken));
            VerbReport removal = RemovalReport.Create(reaped, isDryRun: false, []);
            return reaped.IsClean && chosen.Selected.Count == 0
                ? removal with
                {
                    Text = planned.Text,
                }
                : removal with
                {
                    Text = RemovalReport.Complete(reaped, progress.Elapsed, state, context.Colors),
                    Note = RemovalReport.Fail(reaped, progress.Elapsed, context.ErrorColors),
                };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new VerbReport(ExitCode.Problems) { Note = progress.Stop(context.ErrorColors) };
        }
    }
}
