using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Tool.Output;
using Scalewright.Tool.Places;
using Scalewright.Topologies;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool;

/// <summary><c>scalewright exec DIR --provider PROVIDER [--node NAME] [--group NAME] [--timeout SECONDS] [--dry-run] -- WORDS</c>.</summary>
internal static class ExecVerb
{
    private const double TimeoutSeconds = 60;
    private const double MaxTimeoutSeconds = 86_400;

    public static Command Create(VerbContext context)
    {
        Argument<string> target = new("DIR") { Description = "Folder of the cluster's state. With --provider simulation the profile file of a cluster that lives as long as the command." };
        Option<bool> dryRun = VerbRun.DryRunOption();
        Option<double> timeout = new("--timeout")
        {
            Description = "Seconds that the command may run on a node before it is ended.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => TimeoutSeconds,
            CustomParser = ReadSeconds,
        };
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("exec", "Run a command on the nodes of a cluster: exec DIR --provider PROVIDER -- PROGRAM ARGUMENT…. Works beside a program that holds the cluster.") { target, timeout, dryRun, assemblies };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: false, isMaking: false);
        NodeChoice choice = NodeChoice.AddTo(verb);
        context.TakesWords.Add(verb);
        verb.Validators.Add(result =>
        {
            if (context.Words.Count == 0)
            {
                result.AddError("--: name the command behind it, as in 'scalewright exec DIR --provider PROVIDER -- hostname'");
            }

            if (result.GetResult(assemblies) is { Implicit: false } && place.TryChoose(result) is { IsFleeting: false } entry)
            {
                result.AddError($"--plugins: a state needs none; leave it out at '{entry.Name}'");
            }
        });
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            PlaceChoice chosen = place.Choose(result);
            string path = result.GetRequiredValue(target);
            VerbReport read = new(ExitCode.Done);
            Topology? topology = chosen.Entry.IsFleeting ? DirectPlan.ReadTopology(new PlanRequest(path, result.GetValue(assemblies) ?? [], null, IsStrict: false), out read) : null;
            if (chosen.Entry.IsFleeting && topology is null)
            {
                return read;
            }

            CommandRequest request = new(context.Words) { Deadline = TimeSpan.FromSeconds(result.GetValue(timeout)) };
            return (await VerbRun.RunAsync(chosen, RunAsync, cancellationToken)).After(read);

            async Task<VerbReport> RunAsync(IProvider provider, CancellationToken token)
            {
                if (topology is null && (VerbRun.FindMissing(path, "name the folder of a state") ?? PlaceFile.Check(path, chosen)) is { } refused)
                {
                    return VerbReport.Of(refused);
                }

                context.Progress.Show($"observing what exists at {chosen.Entry.Name}");
                await using Cluster cluster = topology is null
                    ? await Cluster.OpenReadOnlyAsync(path, provider, chosen.Entry.Settings, token)
                    : await Cluster.Create(topology).UseProvider(provider).ProvisionAsync(token);
                NodeSet nodes = choice.Choose(result, cluster, out ValueList<Problem> unknown);
                VerbReport report = unknown.Count > 0 ? VerbReport.Of(unknown)
                    : result.GetValue(dryRun) ? Describe(nodes, request)
                    : await ExecAsync(nodes, request, context.Progress, token);
                return report.After(VerbReport.Of(cluster.Warnings));
            }
        });
        return verb;
    }

    private static VerbReport Describe(NodeSet nodes, CommandRequest request)
    {
        string text = string.Concat(nodes.Select(node => $"{Printable.Escape(node.Name)} ({Words.Of(node.State)}) would run: {Printable.Escape(string.Join(' ', request.Words))}\n"));
        ExecOutput result = new(IsDryRun: true, [.. request.Words], [.. nodes.Select(node => new ExecNodeOutput(node.Name, null, "", ""))]);
        return new VerbReport(ExitCode.Done) { Text = text }.With(result, ToolJson.Default.ExecOutput);
    }

    /// <summary>Runs a command on nodes, and reports what they printed in the order of the nodes.</summary>
    private static async Task<VerbReport> ExecAsync(NodeSet nodes, CommandRequest request, ProgressLine progress, CancellationToken cancellationToken)
    {
        Dictionary<string, NodeResult> results = new(StringComparer.Ordinal);
        await foreach (NodeResult result in nodes.RunAsync(request, cancellationToken))
        {
            results[result.Node.Name] = result;
            progress.Show(string.Create(CultureInfo.InvariantCulture, $"{results.Count} of {nodes.Count} nodes ran the command"));
        }

        NodeResult[] inOrder = [.. nodes.Where(node => results.ContainsKey(node.Name)).Select(node => results[node.Name])];
        StringBuilder text = new();
        foreach (NodeResult result in inOrder.Where(result => result.Result is { Output.Length: > 0 }))
        {
            foreach (string line in result.Result!.Output.TrimEnd('\n').Split('\n'))
            {
                text.Append(Printable.Escape(result.Node.Name)).Append(": ").Append(Printable.EscapeUpTo(line, int.MaxValue)).Append('\n');
            }
        }

        ExecOutput output = new(IsDryRun: false, [.. request.Words], [.. inOrder.Select(result => new ExecNodeOutput(result.Node.Name, result.Result?.ExitCode, result.Result?.Output ?? "", result.Result?.Error ?? ""))]);
        IEnumerable<Problem> failures = inOrder.Where(result => !result.Succeeded)
            .Select(result => (result.Problem ?? Failed(request.Words[0], result.Result!)) with { Source = result.Node.Name });
        return VerbReport.Of(failures).With(output, ToolJson.Default.ExecOutput) with { Text = text.ToString() };
    }

    private static Problem Failed(string program, CommandResult result)
    {
        string error = result.Error.Trim();
        string printed = error.Length == 0 ? "and printed no error" : $"and printed '{Printable.Escape(error)}'";
        return new Problem(ProblemCode.AgentFault, $"'{Printable.Escape(program)}' ended with {result.ExitCode} {printed}", "use a command that ends with 0");
    }

    private static double ReadSeconds(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= MaxTimeoutSeconds)
        {
            return seconds;
        }

        argument.AddError($"--timeout takes more than 0 and at most {MaxTimeoutSeconds} seconds, not '{text}'");
        return TimeoutSeconds;
    }
}
