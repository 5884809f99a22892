using System.CommandLine;
using System.CommandLine.Parsing;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Programs;
using Scalewright.Tool.Output;
using Scalewright.Tool.Providers;
using Scalewright.Topologies;
using CommandResult = Scalewright.Agents.CommandResult;

namespace Scalewright.Tool;

/// <summary><c>scalewright exec [DIR] [--provider PROVIDER] [--node NAME] [--group NAME] [--timeout SECONDS]
/// [--dry-run] -- COMMAND</c>.</summary>
internal static class ExecVerb
{
    private const double TimeoutSeconds = 60;

    public static Command Create(VerbContext context)
    {
        StateFolderOption state = StateFolderOption.OfCluster(
            "State folder of the cluster, the same as --state; with --provider simulation, the profile file of a "
                + "cluster that is removed after the command."
        );
        Option<bool> dryRun = DryRunOption.Make();
        Option<double> timeout = new("--timeout")
        {
            Description = "Timeout of the command on each node, in seconds.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => TimeoutSeconds,
            CustomParser = NodeTimeout.Read,
        };
        Option<bool> strict = CommandLine.StrictOption();
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new(
            "exec",
            "Run a command on nodes of a cluster. The command follows '--', as in 'exec -- uname -r'. Takes no lock."
        )
        {
            state.Argument,
            state.Option,
            timeout,
            dryRun,
            strict,
            assemblies,
        };
        ProviderCommandOptions options = ProviderCommandOptions.AddTo(
            verb,
            context,
            isLasting: false,
            isMaking: false,
            findState: state.Find
        );
        NodeFilter choice = NodeFilter.AddTo(verb, state.Find);
        context.CommandVerbs.Add(verb);
        verb.Validators.Add(result =>
        {
            ProviderEntry? entry = options.TryChoose(result);
            CheckCluster(result, state, entry);
            CheckCommand(result, context.Operands);
            CheckFileOptions(result, [assemblies, strict], entry);
        });
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            ProviderSelection chosen = options.Select(result);
            string path = state.GetFolder(result);
            VerbReport read = new(ExitCode.Done);
            Topology? topology = chosen.Entry.IsEphemeral
                ? DirectPlan
                    .Read(new PlanRequest(path, result.GetValue(assemblies) ?? [], null, result.GetValue(strict)), out read)
                    ?.Topology
                : null;
            if (chosen.Entry.IsEphemeral && topology is null)
            {
                return read;
            }

            read = context.Announce(result, read);
            CommandRequest request = new(context.Operands) { Timeout = TimeSpan.FromSeconds(result.GetValue(timeout)) };
            return (await VerbRun.RunAsync(chosen, RunAsync, cancellationToken)).After(read);

            async Task<VerbReport> RunAsync(GuardedProvider provider, CancellationToken token)
            {
                if (
                    topology is null
                    && (VerbRun.FindMissing(path, "name the folder of a state") ?? ProviderFile.Check(path, chosen)) is { } refused
                )
                {
                    return VerbReport.From(refused);
                }

                context.Progress.Show($"observing the resources of {chosen.Entry.Name}");
                await using Cluster cluster = topology is null
                    ? await Cluster.OpenReadOnlyAsync(path, provider, chosen.Entry.Settings, token)
                    : await Cluster.Create(topology).UseProvider(provider).ProvisionAsync(token);
                NodeSet nodes = choice.Select(result, cluster, out ValueList<Problem> unknown);
                VerbReport report;
                if (unknown.Count > 0)
                {
                    report = VerbReport.From(unknown);
                }
                else if (result.GetValue(dryRun))
                {
                    report = Describe(nodes, request);
                }
                else
                {
                    report = await ExecAsync(nodes, request, context.Progress, token);
                }

                return report.After(VerbReport.From(cluster.Warnings));
            }
        });
        return verb;
    }

    private static void CheckCluster(System.CommandLine.Parsing.CommandResult result, StateFolderOption state, ProviderEntry? entry)
    {
        if (entry is not { IsEphemeral: true })
        {
            state.Require(result);
        }
        else if (result.GetResult(state.Option) is { Implicit: false })
        {
            result.AddError("--state: resources of 'simulation' exist only while the command runs; omit it");
        }
        else if (result.GetResult(state.Argument) is not { Tokens: [_, ..] })
        {
            result.AddError($"{state.Argument.Name}: missing; name a profile file");
        }
    }

    private static void CheckCommand(SymbolResult result, ValueList<string> operands)
    {
        if (operands.Count == 0)
        {
            result.AddError("--: no command follows it; add one, for example 'scalewright exec -- hostname'");
        }
        else if (operands[0].Length == 0)
        {
            result.AddError("--: '' is not a program; name one, as in 'scalewright exec -- hostname'");
        }
    }

    private static void CheckFileOptions(SymbolResult result, Option[] fileOptions, ProviderEntry? entry)
    {
        foreach (Option option in fileOptions)
        {
            if (result.GetResult(option) is { Implicit: false } && entry is { IsEphemeral: false })
            {
                result.AddError($"{option.Name}: no file is read with '{entry.Name}'; omit it");
            }
        }
    }

    private static VerbReport Describe(NodeSet nodes, CommandRequest request)
    {
        string text = string.Concat(
            nodes.Select(node =>
                $"{TextEscaping.Escape(node.Name)} ({JsonNames.Get(node.State)}) would run: "
                + $"{TextEscaping.Escape(string.Join(' ', request.Command))}\n"
            )
        );
        ExecOutput result = new(IsDryRun: true, [.. request.Command], [.. nodes.Select(node => ExecNodeOutput.From(node.Name, null))]);
        return new VerbReport(ExitCode.Done) { Text = text }.With(result, ToolJson.Default.ExecOutput);
    }

    /// <summary>Runs a command on nodes and reports their output in the order of the nodes.</summary>
    private static async Task<VerbReport> ExecAsync(
        NodeSet nodes,
        CommandRequest request,
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, NodeResult> results = new(StringComparer.Ordinal);
        await foreach (NodeResult result in nodes.RunAsync(request, cancellationToken))
        {
            results[result.Node.Name] = result;
            progress.Show(string.Create(CultureInfo.InvariantCulture, $"{results.Count} of {nodes.Count} nodes ran the command"));
        }

        NodeResult[] inOrder = [.. nodes.Where(node => results.ContainsKey(node.Name)).Select(node => results[node.Name])];
        return ExecReport.From(inOrder, request);
    }
}

internal static class ExecReport
{
    // Exit code of POSIX shells if a command is not found.
    private const int NoSuchProgram = 127;
    private const int MaxHintLength = 200;

    /// <summary>Reports the output of the nodes, in their order.</summary>
    /// <remarks>Each failed command and any dropped output is a problem.</remarks>
    public static VerbReport From(IReadOnlyList<NodeResult> results, CommandRequest request)
    {
        StringBuilder output = new();
        StringBuilder errors = new();
        foreach (NodeResult result in results.Where(result => result.Result is not null))
        {
            AppendLines(output, result.Node.Name, result.Result!.Output);
            AppendLines(errors, result.Node.Name, result.Succeeded ? result.Result.Error : "");
        }

        ExecNodeOutput[] nodes = [.. results.Select(result => ExecNodeOutput.From(result.Node.Name, result.Result))];
        ExecOutput document = new(IsDryRun: false, [.. request.Command], nodes);
        IEnumerable<Problem> problems = results.SelectMany(result =>
            GetProblems(result, request).Select(problem => problem with { Source = result.Node.Name })
        );
        return VerbReport.From(problems).With(document, ToolJson.Default.ExecOutput) with
        {
            Text = output.ToString(),
            Note = errors.ToString(),
            Nodes = [.. results.Select(result => result.Node.Name)],
        };
    }

    private static void AppendLines(StringBuilder text, string node, string lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        foreach (string line in lines.TrimEnd('\n').Split('\n'))
        {
            text.Append(TextEscaping.Escape(node)).Append(": ").Append(TextEscaping.EscapeAndTruncate(line, int.MaxValue)).Append('\n');
        }
    }

    private static IEnumerable<Problem> GetProblems(NodeResult result, CommandRequest request)
    {
        if (!result.Succeeded)
        {
            yield return AddHint(result.Problem ?? Failed(request, result.Result!), request, result.Result);
        }

        DroppedBytesOutput dropped = result.Result is { } ended ? DroppedBytesOutput.From(ended) : new DroppedBytesOutput(0, 0);
        foreach ((string stream, long count) in ((string, long)[])[("output", dropped.Stdout), ("error", dropped.Stderr)])
        {
            if (count > 0)
            {
                yield return Dropped(stream, count, request.MaxOutputBytes);
            }
        }
    }

    /// <summary>Adds the correct form to the problem of a program whose name is a line of a shell.</summary>
    private static Problem AddHint(Problem problem, CommandRequest request, CommandResult? result)
    {
        bool canBeMissing = result is null ? problem.Code == ProblemCode.AgentCallFailed : result.ExitCode == NoSuchProgram;
        return canBeMissing && request.Command is [var line] && line.Contains(' ', StringComparison.Ordinal)
            ? problem with
            {
                Advice =
                    "write its words separately, or use a shell: scalewright exec -- sh -c "
                    + TextEscaping.EscapeAndTruncate(ShellCommandLine.Join([line]), MaxHintLength),
            }
            : problem;
    }

    private static Problem Failed(CommandRequest request, CommandResult result)
    {
        string program = TextEscaping.Escape(request.Command[0]);
        string error = result.Error.Trim();
        string printed = error.Length == 0 ? "and printed no error" : $"and printed '{TextEscaping.Escape(error)}'";
        if (result.HasTimedOut)
        {
            string message = $"'{program}' did not end within {NodeTimeout.Format(request.Timeout)}, was ended {printed}";
            return new Problem(ProblemCode.AgentCallFailed, message, "check its effects before you run it again with a longer --timeout");
        }

        return result.IsOutOfMemoryKilled
            ? new Problem(
                ProblemCode.AgentCallFailed,
                $"'{program}' was ended because memory had run out, {printed}",
                "use nodes with more memory, or a command that needs less"
            )
            : new Problem(
                ProblemCode.AgentCallFailed,
                $"'{program}' ended with {result.ExitCode} {printed}",
                "check the command and its output"
            );
    }

    private static Problem Dropped(string stream, long count, int kept) =>
        new(
            ProblemCode.AgentCallFailed,
            $"{Pluralizer.Format(count, "byte")} of standard {stream} dropped: "
                + $"{Pluralizer.Format(kept, "byte")} are kept, the first and the last half of them",
            "write it to a file of the node, and print that by 'scalewright logs --file'"
        )
        {
            Severity = ProblemSeverity.Warning,
        };
}
