using System.CommandLine;
using System.Globalization;
using System.Text;
using ScalehubSample.Live;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using Scalewright.Programs;

namespace ScalehubSample;

/// <summary><c>experiment start|stop|clean|check</c>, and <c>run NAME</c>.</summary>
internal static class ExperimentVerbs
{
    private static readonly Option<int?> Jobs = JobsOption.Make("in the simulation as many as there are cores, else one");
    private static readonly Option<int?> Metrics = MetricsOption.Make();
    private static readonly Option<bool> DryRun = DryRunOption.Make();

    public static void AddTo(RootCommand root, ScalehubOptions places)
    {
        Command start = Program.Verb("start", "Puts the experiment into the queue and works through it, unless another process does.", (result, cancellationToken) =>
            StartAsync(result, places, definition: null, cancellationToken));
        AddOptions(start);
        root.Add(new Command("experiment", "Starts, stops and looks at experiments.")
        {
            start,
            ServeVerb.Create(places),
            WithDryRun(Program.Verb("stop", "Stops what runs and forgets the queue.", (result, _) => Task.FromResult(Stop(result, places)))),
            WithDryRun(Program.Verb("clean", "Removes what did not complete.", (result, _) => Task.FromResult(Clean(result, places)))),
            WatchVerb.Make(places),
            Program.Verb("check", "Shows running and queued experiments.", (result, _) => Task.FromResult(Format(Control(result, places)))),
        });
        Argument<string?> file = new("file") { Description = "The file of Scalehub. Default: that of -c.", Arity = ArgumentArity.ZeroOrOne };
        Command convert = Program.Verb("convert", "Prints the definition that the experiment of a file of Scalehub becomes.",
            (result, _) => Task.FromResult(Convert(result.GetValue(file) ?? result.GetValue(places.Conf)!, places.Folder(result))));
        convert.Add(file);
        root.Add(convert);
        Argument<string> name = new("name") { Description = "Name of a definition in the folder 'experiments' beside the file." };
        Command run = Program.Verb("run", "Runs one definition by its name.", (result, cancellationToken) =>
            StartAsync(result, places, DefinitionOf(result.GetValue(places.Conf)!, result.GetValue(name)!), cancellationToken));
        run.Add(name);
        AddOptions(run);
        root.Add(run);
    }

    private static void AddOptions(Command verb)
    {
        verb.Add(Jobs);
        verb.Add(Metrics);
        verb.Add(DryRun);
    }

    private static Command WithDryRun(Command verb)
    {
        verb.Add(DryRun);
        return verb;
    }

    /// <summary>Finds the file of a definition by its name.</summary>
    /// <exception cref="VerbException">No definition has the name. The message lists the existing ones.</exception>
    private static string DefinitionOf(string conf, string name)
    {
        string folder = Path.Combine(Path.GetDirectoryName(conf) ?? "", "experiments");
        string file = Path.Combine(folder, $"{name}.yaml");
        if (File.Exists(file))
        {
            return file;
        }

        string[] known = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
            : [];
        string advice = known.Length == 0 ? "write it, or name another file of platforms with -c: definitions are in the folder 'experiments' beside it"
            : Spelling.FindClosest(name, known) is { } near ? $"did you mean '{TextEscaping.Escape(near)}'?"
            : $"use one of {string.Join(", ", known.Select(TextEscaping.Escape))}";
        throw new VerbException(new Problem(ProblemCode.UnreadableFile, $"there is no definition '{TextEscaping.Escape(name)}'", advice) { Source = file });
    }

    private static string Convert(string conf, PlatformFolder folder)
    {
        PlatformConfiguration configuration = ScalehubOptions.LoadExperiment(conf);
        if (!ReferenceExperiment.IsIn(configuration))
        {
            throw new InvalidDataException($"{conf}: there is no experiment of Scalehub; write [experiment] with 'job_file' and 'task_name'");
        }

        ExperimentBundle bundle = ConvertReference(configuration, conf, ScalehubSample.Machines.Of(folder));

        // The definition may be written to any folder.
        return bundle.Files.Keys.Aggregate(Encoding.UTF8.GetString(bundle.Definition.Span).TrimEnd('\n'), (text, path) =>
            text.Replace(path, Path.GetFullPath(ContainerPath.Find(path, conf)), StringComparison.Ordinal));
    }

    /// <summary>Converts an experiment of Scalehub, and prints warnings.</summary>
    /// <exception cref="VerbException">The experiment is invalid. The message lists all problems.</exception>
    private static ExperimentBundle ConvertReference(PlatformConfiguration configuration, string conf, ValueList<NodeClass> machines)
    {
        (ExperimentBundle bundle, ValueList<Problem> problems) = ReferenceExperiment.Convert(configuration, conf, machines);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new VerbException(problems);
        }

        PrintWarnings(problems);
        return bundle;
    }

    private static void PrintWarnings(IEnumerable<Problem> warnings)
    {
        foreach (Problem warning in warnings)
        {
            Console.Error.WriteLine(ScalehubOptions.Line(warning));
        }
    }

    /// <param name="definition">The definition; null for the experiment of the configuration.</param>
    private static async Task<string> StartAsync(ParseResult result, ScalehubOptions places, string? definition, CancellationToken cancellationToken)
    {
        string data = result.GetValue(places.Data)!;
        string conf = result.GetValue(places.Conf)!;
        string inventory = result.GetValue(places.Inventory)!;
        PlatformConfiguration configuration = definition is null ? ScalehubOptions.LoadExperiment(conf) : places.Load(result);
        RunServices tools = places.Tools(result, configuration);
        ValueList<NodeClass> machines = ScalehubSample.Machines.Of(places.Folder(result));
        ExperimentDefinition read;
        if (definition is null && ReferenceExperiment.IsIn(configuration))
        {
            ExperimentBundle bundle = ExperimentSection.Override(ConvertReference(configuration, conf, machines), configuration, inventory);
            read = bundle.Read($"{conf} (converted)", tools);
        }
        else
        {
            definition ??= ExperimentSection.DefinitionOf(configuration, conf);
            read = ExperimentSection.Load(configuration, definition, inventory, machines, tools);
        }

        if (read is { Experiments.Count: 0, Problems: var problems })
        {
            await Console.Error.WriteLineAsync(ScalehubOptions.Format(problems));
            throw machines.Count == 0 && problems.Any(problem => problem is { Field: "nodes", Code.Id: "SW1105" })
                ? new InvalidDataException("no consumers are provisioned, and the definition names no machines; run 'shub -c FILE provision' first")
                : new VerbException();
        }

        // 'check' and 'provision' report those of other sections.
        IEnumerable<Problem> unread = ConfigurationCheck.FindUnread(configuration)
            .Where(problem => problem.Field.StartsWith($"{ExperimentSection.Name}.", StringComparison.Ordinal));
        PrintWarnings(unread.Concat(read.Problems));
        ExperimentQueue control = new(data);
        if (result.GetValue(DryRun))
        {
            return Describe(control, read);
        }

        LiveMetrics live = new();
        await using MetricsEndpoint? endpoint = MetricsOption.Start(live, result.GetValue(Metrics));
        ExperimentFolder? unfinished = control.FindUnfinished(read.Bundle);
        ExperimentFolder folder = unfinished ?? control.Enqueue(read, TimeProvider.System);
        Console.WriteLine(unfinished is null ? $"queued {folder.Name}" : $"going on with {folder.Name}, which was not finished ('experiment clean' forgets it)");
        MetricsOption.Print(endpoint);
        ExperimentOperator worker = new(data, TimeProvider.System) { MaxDegreeOfParallelism = result.GetValue(Jobs) ?? 0, Metrics = live, Services = tools };
        try
        {
            return await worker.RunAsync(cancellationToken) is { } done ? Format(done) : "another process works through the queue";
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{control.ReadState().Experiment} is interrupted; the same command goes on with it, 'experiment clean' forgets it");
            throw;
        }
    }

    /// <summary>Describes the actions of a start.</summary>
    private static string Describe(ExperimentQueue control, ExperimentDefinition definition)
    {
        string begun = control.FindUnfinished(definition.Bundle) is { } unfinished
            ? $"would go on with {unfinished.Name}"
            : $"would queue {definition.Experiments[0].Name}";
        string queued = control.HasOperator ? $"{begun}, behind what another process works through" : begun;
        IEnumerable<string> runs = definition.Experiments.Select(point => $"{point.PointName}: {Pluralizer.Format(point.RunCount, "run")}");
        return string.Join('\n', runs.Prepend(queued));
    }

    private static string Stop(ParseResult result, ScalehubOptions places)
    {
        ExperimentQueue control = Control(result, places);
        if (result.GetValue(DryRun))
        {
            OperatorState state = control.ReadState();
            return control.HasOperator ? $"would stop {string.Join(' ', [state.Experiment, .. state.Queue])}" : "nothing runs";
        }

        control.RequestStop();
        return "stopping";
    }

    private static string Clean(ParseResult result, ScalehubOptions places)
    {
        ExperimentQueue control = Control(result, places);
        if (!result.GetValue(DryRun))
        {
            return $"removed {Pluralizer.Format(control.DeleteIncompleteRuns(), "history")}";
        }

        if (control.HasOperator)
        {
            return "nothing would be removed: an experiment runs; wait for its end, or stop it first";
        }

        IEnumerable<RunHistory> runs = ExperimentFolder.List(result.GetValue(places.Data)!)
            .SelectMany(folder => folder.ReadData().Points)
            .SelectMany(point => point.Runs);
        string removed = $"would remove {Pluralizer.Format(runs.Count(run => run.Outcome != RunOutcome.Completed), "history")}";
        ValueList<string> queue = control.ReadState().Queue;
        return queue.Count == 0 ? removed : $"{removed}, and {string.Join(' ', queue)} from the queue";
    }

    private static string Format(ValueMap<ExperimentSweepResult> done)
    {
        string text = string.Join('\n', done.Select(entry => Describe(entry.Key, entry.Value)));
        if (done.Values.All(tally => tally.IsSuccess))
        {
            return text;
        }

        Console.Error.WriteLine(string.Join('\n', done.Select(entry => $"{(entry.Value.IsSuccess ? "" : "error: ")}{Describe(entry.Key, entry.Value)}")));
        throw new VerbException();
    }

    private static string Describe(string experiment, ExperimentSweepResult tally) =>
        $"{experiment}: {Pluralizer.Format(tally.CompletedCount, "run")} completed, {tally.FailedCount} failed{(tally.Reason.Length > 0 ? $": {tally.Reason}" : "")}";

    private static string Format(ExperimentQueue control)
    {
        OperatorState state = control.ReadState();
        bool isAlive = control.HasOperator;
        string stage = state.Stage.ToString().ToUpperInvariant();
        bool isUnderWay = state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;
        StringBuilder text = new(isUnderWay && !isAlive ? $"IDLE (a process died while {stage}; 'experiment start' goes on)" : stage);
        if (state.Stage == OperatorStage.Interrupted)
        {
            text.Append(" ('experiment start' goes on)");
        }

        if (state.Experiment.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" {state.Experiment}");
        }

        if (isUnderWay && isAlive)
        {
            text.Append(CultureInfo.InvariantCulture, $" {state.Point} run {state.Run}, {state.CompletedCount} of {state.TotalCount} runs, {state.ElapsedSeconds:0} of {state.DurationSeconds:0} s");
        }

        text.Append(state.Error.Length > 0 ? $"\n{state.Error}" : "");
        return text.Append(state.Queue.Count > 0 ? $"\nqueue: {string.Join(' ', state.Queue)}" : "").ToString();
    }

    private static ExperimentQueue Control(ParseResult result, ScalehubOptions places) => new(result.GetValue(places.Data)!);
}
