using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Programs;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary><c>scalewright apply FILE --provider PROVIDER [--state DIR] [--dry-run] [--strict] [--accept-warnings]
/// [--plugins ASSEMBLY.dll]</c>.</summary>
internal static class ApplyVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE") { Description = "Profile file in YAML, JSON or INI format." };
        Option<string> state = VerbRun.StateOption();
        Option<bool> dryRun = DryRunOption.Make();
        Option<bool> strict = CommandLine.StrictOption();
        Option<bool> accept = RemovalGuard.AcceptOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("apply",
            "Create the cluster of a profile file, or change the existing cluster to match the file.")
        {
            file, state, dryRun, strict, accept, assemblies
        };
        ProviderCommandOptions providerOptions =
            ProviderCommandOptions.AddTo(verb, context.Environment, isLasting: false, isMaking: true);
        verb.Validators.Add(result => CheckState(result, providerOptions, state));
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            PlanRequest request =
                new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, result.GetValue(strict));
            if (ExperimentFile.IsDefinition(request.File))
            {
                return VerbReport.From(
                    new Problem(ProblemCode.ConflictingFields, "it is the definition of an experiment",
                        "run it by 'scalewright experiment'") { Source = request.File });
            }

            if (DirectPlan.Read(request, out VerbReport read) is not { } desired)
            {
                return read;
            }

            read = context.Announce(result, read);
            ProviderSelection choice = providerOptions.Select(result);
            RemovalGuard guard = new(request.File, desired, read, result.GetValue(accept));
            AppliedChange change =
                new(desired.Topology, choice, result.GetValue(state), result.GetValue(dryRun), guard, context.Progress);
            return (await VerbRun.RunAsync(choice, change.RunAsync, cancellationToken)).After(read);
        }, continues: true);
        return verb;
    }

    /// <summary>Requires a state folder for a persistent provider, and rejects one for the simulation.</summary>
    private static void CheckState(CommandResult result, ProviderCommandOptions providerOptions, Option<string> state)
    {
        bool hasState = result.GetResult(state) is { Implicit: false };
        if (providerOptions.TryChoose(result) is { } choice && choice.IsEphemeral == hasState)
        {
            result.AddError(hasState
                ? $"--state: resources of '{choice.Name}' exist only while the command runs; omit it"
                : $"--state: required for '{choice.Name}', to find the created resources again");
        }
    }

    /// <summary>Returns one line per node.</summary>
    public static string Describe(IEnumerable<Node> nodes) =>
        string.Concat(nodes.Select(node => $"{TextEscaping.Escape(node.Name)} {JsonNames.Get(node.State)}\n"));

    private sealed class AppliedChange(Topology topology, ProviderSelection choice, string? state, bool isDryRun,
        RemovalGuard guard, ProgressLine progress)
    {
        public async Task<VerbReport> RunAsync(IProvider provider, CancellationToken cancellationToken)
        {
            ClusterBuilder builder = Cluster.Create(topology)
                .UseProvider(provider)
                .WithOptions(_ => choice.Entry.Settings with { Listener = progress });
            builder = state is null ? builder : builder.WithState(state);
            if (state is not null && ProviderFile.Check(state, choice) is { } refused)
            {
                return VerbReport.From(refused);
            }

            progress.Show($"observing the resources of {choice.Entry.Name}");
            await VerbRun.ObserveAsync(provider, cancellationToken);
            bool isNew = state is null || !Cluster.HasState(state);
            if (isDryRun || isNew || guard.IsActive)
            {
                // Planned before any change, even before the folder of a new state is created.
                Plan all = await builder.PlanAsync(cancellationToken);
                VerbReport judged = VerbReport.From(guard.Check(all));
                if (isDryRun)
                {
                    VerbReport planned = Report(all, []);
                    return judged with { Text = planned.Text, Result = planned.Result };
                }

                if (judged.ExitCode != ExitCode.Done || isNew)
                {
                    return judged.ExitCode == ExitCode.Done
                        ? (await MakeAsync(builder, all, cancellationToken)).After(judged)
                        : judged;
                }
            }

            return await ApplyAsync(provider, cancellationToken);
        }

        private async Task<VerbReport> MakeAsync(ClusterBuilder builder, Plan all, CancellationToken cancellationToken)
        {
            if (state is not null && await ProviderFile.BindAsync(state, choice) is { } refused)
            {
                return VerbReport.From(refused);
            }

            await using Cluster cluster = await builder.ProvisionAsync(cancellationToken);
            return Report(all, cluster);
        }

        private async Task<VerbReport> ApplyAsync(IProvider provider, CancellationToken cancellationToken)
        {
            await using Cluster cluster = await Cluster.OpenAsync(
                state!, provider, choice.Entry.Settings with { Listener = progress }, cancellationToken);
            Plan plan = await cluster.PlanAsync(topology, cancellationToken);
            VerbReport judged = VerbReport.From(guard.Check(plan));
            if (judged.ExitCode != ExitCode.Done)
            {
                return judged;
            }

            await cluster.ApplyAsync(topology, cancellationToken);
            return Report(plan, cluster).After(judged);
        }

        private VerbReport Report(Plan plan, Cluster cluster)
        {
            Node[] nodes = [.. cluster.Nodes];
            VerbReport report = Report(plan, nodes);
            return VerbReport.From(cluster.Warnings) with { Text = report.Text, Result = report.Result };
        }

        private VerbReport Report(Plan plan, Node[] nodes)
        {
            StringBuilder text = new(plan.ToString());
            text.Append(Describe(nodes));
            ChangeOutput result = new(isDryRun, PlanOutput.From(plan), [.. nodes.Select(NodeOutput.From)]);
            return new VerbReport(ExitCode.Done) { Text = text.ToString() }.With(result, ToolJson.Default.ChangeOutput);
        }
    }
}
