using System.CommandLine;
using System.Text;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Tool.Places;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary><c>scalewright run FILE --place PLACE [--state DIR] [--plugins ASSEMBLY.dll] [-- WORDS]</c>, or <c>scalewright run DEFINITION [--data DIR] [--sweep HOW]</c>.</summary>
internal static class RunVerb
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = new("FILE") { Description = "Profile file, YAML, JSON or INI by the end of its name; or the definition of an experiment, YAML." };
        Argument<string[]> words = new("WORDS") { Description = "A command to run on each node, behind '--'.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> state = VerbRun.StateOption();
        Option<string> data = new("--data") { Description = "Folder of all experiments, for a definition.", HelpName = "DIR", DefaultValueFactory = _ => "data" };
        Option<string[]> assemblies = CommandLine.PluginsOption();
        Command verb = new("run", "Make the cluster of a profile file, or change the one there is until it is as the file says, and run a command on its nodes; or do all runs of an experiment.") { file, words, state, data, assemblies };
        PlaceOptions place = PlaceOptions.AddTo(verb, isLasting: false, isMaking: true);
        SweepOption sweep = SweepOption.AddTo(verb);
        verb.Validators.Add(result =>
        {
            bool isExperiment = ExperimentFile.IsDefinition(result.GetValue(file));
            bool hasState = result.GetResult(state) is { Implicit: false };
            PlaceEntry? choice = place.TryChoose(result);
            if (isExperiment
                ? hasState || place.IsSaid(result) || place.Stray(result, sweep.IsSlurm(result)).Any() || result.GetValue(words) is { Length: > 0 }
                : result.GetResult(data) is { Implicit: false } || sweep.IsSaid(result))
            {
                result.AddError(isExperiment
                    ? "an experiment says by itself where it runs and with what; leave out all but --data and --sweep, with slurm also --partition and --hours"
                    : $"{(sweep.IsSaid(result) ? "--sweep" : "--data")}: that is for experiments; leave it out, or name a definition with a job");
            }
            else if (!isExperiment && !place.IsSaid(result) && !ExperimentFile.IsEmpty(result.GetValue(file)))
            {
                result.AddError($"--place: the nodes of a profile file need one; use {PlaceCatalogue.Names}");
            }
            else if (choice is not null && choice.IsFleeting == hasState)
            {
                result.AddError(hasState
                    ? $"--state: nothing of '{choice.Name}' outlives the command; leave it out"
                    : $"--state: '{choice.Name}' needs it, or what is made there would never be found again");
            }
        });
        verb.SetAction((result, cancellationToken) =>
        {
            if (ExperimentFile.IsDefinition(result.GetRequiredValue(file)))
            {
                (string partition, int hours) = place.SlurmOf(result);
                return VerbRun.RunAsync(output, errors, () =>
                    ExperimentFile.RunAsync(result.GetRequiredValue(file), result.GetRequiredValue(data), sweep.EngineOf(result, partition, hours), cancellationToken));
            }

            PlanRequest request = new(result.GetRequiredValue(file), result.GetValue(assemblies) ?? [], null, IsStrict: false);
            if (DirectPlan.ReadTopology(request, out PlanReport read) is not { } topology)
            {
                return VerbRun.RunAsync(output, errors, () => Task.FromResult(read));
            }

            PlaceChoice choice = place.Choose(result);
            string? folder = result.GetValue(state);
            return VerbRun.RunAsync(
                choice,
                output,
                errors,
                async (provider, token) =>
                {
                    PlanReport report = folder is not null && await PlaceFile.BindAsync(folder, choice) is { } refused
                        ? PlanReport.Of(refused)
                        : await RunAsync(topology, (provider, choice.Entry.Settings), folder, [.. result.GetValue(words) ?? []], token);
                    return report with { Errors = read.Errors + report.Errors };
                },
                cancellationToken);
        });
        return verb;
    }

    private static async Task<PlanReport> RunAsync(Topology topology, (IProvider Provider, ClusterSettings Settings) place, string? state, ValueList<string> words, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        await using Cluster cluster = await OpenAsync(topology, place, state, text, cancellationToken);
        foreach (Node node in cluster.Nodes)
        {
            text.Append(Printable.Escape(node.Name)).Append(' ').Append(node.State.ToString().ToLowerInvariant()).Append('\n');
        }

        List<Problem> problems = [.. cluster.Warnings];
        if (words.Count > 0)
        {
            problems.AddRange(await CommandAsync(cluster, words, text, cancellationToken));
        }

        return PlanReport.Of(problems) with { Output = text.ToString() };
    }

    /// <summary>The cluster as the file wants it, with the plan that led there in the text.</summary>
    private static async Task<Cluster> OpenAsync(Topology topology, (IProvider Provider, ClusterSettings Settings) place, string? state, StringBuilder text, CancellationToken cancellationToken)
    {
        ClusterBuilder builder = Cluster.Create(topology).UseProvider(place.Provider).WithSettings(_ => place.Settings);
        if (state is null || !File.Exists(Path.Combine(state, "journal.log")))
        {
            text.Append(builder.Plan());
            return await (state is null ? builder : builder.WithState(state)).ProvisionAsync(cancellationToken);
        }

        await VerbRun.LookAsync(place.Provider, cancellationToken);
        Cluster cluster = await Cluster.OpenAsync(state, place.Provider, place.Settings, cancellationToken);
        try
        {
            Plan plan = await cluster.PlanAsync(topology, cancellationToken);
            text.Append(plan);
            await cluster.ApplyAsync(topology, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command on all nodes, and writes what they said in the order of the nodes.</summary>
    private static async Task<IEnumerable<Problem>> CommandAsync(Cluster cluster, ValueList<string> words, StringBuilder text, CancellationToken cancellationToken)
    {
        Dictionary<string, NodeResult> results = new(StringComparer.Ordinal);
        await foreach (NodeResult result in cluster.Nodes.RunAsync(words, cancellationToken))
        {
            results[result.Node.Name] = result;
        }

        NodeResult[] inOrder = [.. cluster.Nodes.Where(node => results.ContainsKey(node.Name)).Select(node => results[node.Name])];
        foreach (NodeResult result in inOrder.Where(result => result.Result is { Output.Length: > 0 }))
        {
            foreach (string line in result.Result!.Output.TrimEnd('\n').Split('\n'))
            {
                text.Append(Printable.Escape(result.Node.Name)).Append(": ").Append(Printable.Escape(line)).Append('\n');
            }
        }

        return inOrder.Where(result => !result.Succeeded)
            .Select(result => (result.Problem ?? Failed(words[0], result.Result!)) with { Source = result.Node.Name });
    }

    private static Problem Failed(string program, CommandResult result)
    {
        string error = result.Error.Trim();
        string said = error.Length == 0 ? "and said nothing" : $"and said '{Printable.Escape(error)}'";
        return new Problem(ProblemCode.AgentFault, $"'{Printable.Escape(program)}' ended with {result.ExitCode} {said}", "use a command that ends with 0");
    }
}
