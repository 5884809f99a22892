using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Programs;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;

namespace Scalewright.Tool;

/// <summary><c>scalewright repair DIR [--accept-older-state --provider PROVIDER] [--dry-run]</c>.</summary>
internal static class RepairVerb
{
    private static readonly string Version = typeof(RepairVerb).Assembly.GetName().Version?.ToString(3) ?? "";

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfJournal("State folder, which contains journal.log");
        Option<bool> accept = new("--accept-older-state")
        {
            Description =
                "Accept the state of a cluster although changes are missing from it; needs --provider. Removes no "
                + "resources, and prints what the next change would do.",
        };
        Option<bool> dryRun = DryRunOption.Make();
        const string About =
            "Truncate a damaged journal where the damage starts, and keep a copy of the original. With "
            + "--accept-older-state, accept a state from which changes are missing.";
        Command verb = new("repair", About) { state.Argument, state.Option, accept, dryRun };
        ProviderCommandOptions providerOptions = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: true,
            isMaking: false,
            isRequired: false,
            result => result.GetValue(accept) && state.Find(result) is { HasState: true } named ? named : null
        );
        verb.Validators.Add(state.Require);
        verb.Validators.Add(result => Check(result, providerOptions, accept, isStateKnown: state.Find(result) is not null));
        context.SetAction(verb, (result, cancellationToken) =>
        {
            string path = state.GetFolder(result);
            bool isDryRun = result.GetValue(dryRun);
            if (!result.GetValue(accept))
            {
                return RunAsync(path, isDryRun);
            }

            ProviderSelection choice = providerOptions.Select(result);
            return VerbRun.RunAsync(
                choice,
                (provider, token) => AcceptAsync(path, isDryRun, provider, choice, context, token),
                cancellationToken
            );
        });
        return verb;
    }

    // The state can name the provider, so an unknown state is the only error.
    private static void Check(CommandResult result, ProviderCommandOptions providerOptions, Option<bool> accept, bool isStateKnown)
    {
        bool isAccepting = result.GetValue(accept);
        if (isAccepting && !providerOptions.HasProviderOption(result) && isStateKnown)
        {
            result.AddError(
                "--accept-older-state: it needs --provider, to compare the state with what exists; use "
                    + $"{ProviderCatalog.PersistentNames}"
            );
        }
        else if (!isAccepting && providerOptions.HasProviderOption(result))
        {
            result.AddError("--provider: requires --accept-older-state; omit it to cut a damaged journal");
        }
    }

    private static async Task<VerbReport> RunAsync(string folder, bool isDryRun)
    {
        if (VerbRun.FindMissing(folder, "name the folder of a state") is { } missing)
        {
            return VerbReport.From(missing);
        }

        LocalFileSystem files = LocalFileSystem.Create();
        if (JournalTruncation.FindDamage(files, folder) is not { } damage)
        {
            return ReportSound(files, folder, isDryRun);
        }

        VerbReport report = isDryRun
            ? VerbReport.From(damage.Problem) with
            {
                Text = Describe(damage, isDone: false),
            }
            : await CutAsync(files, folder, damage);
        bool isOlderState = damage.LastSequence > damage.LastKeptSequence;
        RepairOutput output = new(
            isDryRun,
            IsDamaged: true,
            isOlderState,
            damage.LastKeptSequence,
            damage.LastSequence,
            damage.Offset,
            damage.Length
        );
        return report.With(output, ToolJson.Default.RepairOutput);
    }

    /// <summary>Reports that no line is damaged. A state with missing changes is still rejected.</summary>
    private static VerbReport ReportSound(LocalFileSystem files, string folder, bool isDryRun)
    {
        ValueList<Problem> found = JournalTruncation.FindOpenProblems(files, folder);
        VerbReport report = VerbReport.From(found);
        bool isOlderState = report.ExitCode != ExitCode.Done;
        bool isTorn = found.Any(problem => problem.Code == ProblemCode.TruncatedJournal);
        string state = (isOlderState, isTorn) switch
        {
            (true, _) => "no line of the journal is damaged, and changes are missing",
            (_, true) => "the journal is sound except for an unfinished last line, which the next change drops",
            _ => "the journal is sound",
        };
        return (report with { Text = $"{TextEscaping.Escape(folder)}: {state}; nothing is to be cut\n" }).With(
            new RepairOutput(isDryRun, IsDamaged: false, isOlderState, null, null, null, null),
            ToolJson.Default.RepairOutput
        );
    }

    private static async Task<VerbReport> CutAsync(LocalFileSystem files, string folder, JournalDamage damage)
    {
        await JournalTruncation.TruncateAsync(
            files,
            folder,
            damage.Offset,
            new DurableStoreOptions
            {
                LockHolder = LocalFileSystem.CreateLockHolder(Version, "repair"),
                Random = new Random(Environment.ProcessId),
            }
        );
        string next =
            damage.LastSequence > damage.LastKeptSequence
                ? "continue without them by 'scalewright repair --accept-older-state', "
                    + "which compares the state with what exists and removes nothing\n"
                : "";
        return new VerbReport(ExitCode.Done) { Text = Describe(damage, isDone: true) + next };
    }

    /// <summary>Opens the state of a cluster as it is, which makes it the latest state.</summary>
    private static async Task<VerbReport> AcceptAsync(
        string folder,
        bool isDryRun,
        GuardedProvider provider,
        ProviderSelection choice,
        VerbContext context,
        CancellationToken cancellationToken
    )
    {
        if ((VerbRun.FindMissing(folder, "name the folder of a state") ?? ProviderFile.Check(folder, choice)) is { } refused)
        {
            return VerbReport.From(refused);
        }

        LocalFileSystem files = LocalFileSystem.Create();
        if (JournalTruncation.FindDamage(files, folder) is { } damage)
        {
            return VerbReport.From(damage.Problem);
        }

        context.Progress.Show($"observing the resources of {choice.Entry.Name}");
        await VerbRun.ObserveAsync(provider, cancellationToken);
        ClusterOptions settings = choice.Entry.Settings with
        {
            Listener = context.Progress,
            StoreOptions = new DurableStoreOptions
            {
                LockHolder = LocalFileSystem.CreateLockHolder(Version, "repair"),
                Random = provider.Random,
                AllowOlderState = true,
            },
        };
        if (isDryRun)
        {
            ClusterInspection inspection = await Cluster.InspectAsync(folder, provider, settings, cancellationToken);
            return Accepted(folder, isDryRun, inspection.PlanTo(inspection.Desired), inspection.Warnings, context.Colors);
        }

        await using Cluster cluster = await Cluster.OpenAsync(folder, provider, settings, cancellationToken);
        Plan plan = await cluster.PlanAsync(cluster.Topology, cancellationToken);
        return Accepted(folder, isDryRun, plan, cluster.Warnings, context.Colors);
    }

    private static VerbReport Accepted(string folder, bool isDryRun, Plan plan, ValueList<Problem> warnings, AnsiColors colors)
    {
        string drift = plan.IsEmpty
            ? "the state matches the resources; nothing to do\n"
            : "with what it has, the next change would do this; apply the file of the cluster to keep what is "
                + $"missing here\n{PlanText.Write(plan, colors)}";
        string ends = isDryRun ? "would be accepted as it is; nothing would be removed" : "is accepted as it is; nothing was removed";
        return (VerbReport.From(warnings) with { Text = $"{TextEscaping.Escape(folder)}: the state {ends}\n{drift}" }).With(
            new RepairOutput(isDryRun, IsDamaged: false, IsOlderState: false, null, null, null, null),
            ToolJson.Default.RepairOutput
        );
    }

    private static string Describe(JournalDamage damage, bool isDone)
    {
        string would = isDone ? "" : "would be ";
        string lost = damage.LastSequence - damage.LastKeptSequence is > 0 and long count
            ? $"{Pluralizer.Format(count, "change")} {would}lost: "
                + $"{(count == 1 ? "" : $"{damage.LastKeptSequence + 1} to ")}{damage.LastSequence}"
            : $"no known change {would}lost";
        return $"""
            changes up to {damage.LastKeptSequence} {would}kept
            {lost}
            {Pluralizer.Format(damage.Length, "byte")} {would}cut off at offset {damage.Offset}
            the damaged journal {would}kept as journal.log.damaged-{damage.Offset}

            """.ReplaceLineEndings("\n");
    }
}
