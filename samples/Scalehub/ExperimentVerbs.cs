using System.CommandLine;
using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using ScalehubSample.Live;

namespace ScalehubSample;

/// <summary><c>experiment start|stop|clean|check</c>, and <c>run NAME</c>.</summary>
internal static class ExperimentVerbs
{
    private const string Section = "experiment";

    // Keys of the section that take the place of values of the definition, and the paths of those.
    private static readonly (string Key, string Path)[] Overrides = [("runs", "runs"), ("seed", "seed"), ("type", "type"), ("duration", "duration"), ("output_skip_s", "warm_up"), ("machines", "processes.machines"), ("slurm", "processes.slurm")];

    public static void AddTo(RootCommand root, Places places)
    {
        Option<int> jobs = new("--jobs", "-j") { DefaultValueFactory = _ => 0, Description = "Runs at the same time; results are the same. Default: in the simulation as many as there are cores, else one." };
        Option<int?> metrics = MetricsOption.Make();
        Command start = Program.Verb("start", "Puts the experiment into the queue and works through it, unless another process does.", (result, cancellationToken) =>
            StartAsync(result, places, Definition(places.Load(result), result.GetValue(places.Conf)!), result.GetValue(jobs), result.GetValue(metrics), cancellationToken));
        start.Add(jobs);
        start.Add(metrics);
        root.Add(new Command("experiment", "Starts, stops and looks at experiments.")
        {
            start,
            ServeVerb.Create(places),
            Program.Verb("stop", "Stops what runs and forgets the queue.", (result, _) => Task.FromResult(Do(Control(result, places).Stop, "stopping"))),
            Program.Verb("clean", "Removes what did not complete.", (result, _) => Task.FromResult($"removed {CountText.Of(Control(result, places).Clean(), "history")}")),
            WatchVerb.Make(places),
            Program.Verb("check", "Tells what runs and what waits.", (result, _) => Task.FromResult(Tell(Control(result, places)))),
        });
        Argument<string> name = new("name") { Description = "Name of a definition in the folder 'experiments' beside the file." };
        Command run = Program.Verb("run", "Runs one definition by its name.", (result, cancellationToken) =>
            StartAsync(result, places, Path.Combine(FolderOf(result.GetValue(places.Conf)!), "experiments", result.GetValue(name) + ".yaml"), result.GetValue(jobs), result.GetValue(metrics), cancellationToken));
        run.Add(name);
        run.Add(jobs);
        run.Add(metrics);
        root.Add(run);
    }

    private static async Task<string> StartAsync(ParseResult result, Places places, string definition, int jobs, int? metrics, CancellationToken cancellationToken)
    {
        string data = result.GetValue(places.Data)!;
        PlatformConfiguration configuration = places.Load(result);
        RunTools tools = places.Tools(result, configuration);
        (string Path, string Key, DocumentScalar Value)[] said = Said(configuration, result.GetValue(places.Inventory)!);
        ExperimentBundle bundle = ExperimentBundle.Load(
            definition,
            said.Select(entry => KeyValuePair.Create(entry.Path, entry.Value.Text)).ToValueMap(),
            said.Select(entry => KeyValuePair.Create(entry.Path, new OverridePlace(configuration.SourceOf(Section, entry.Key), entry.Value.Spot))).ToValueMap()) with
        {
            Machines = ScalehubSample.Machines.Of(places.Folder(result)),
        };
        ExperimentReadResult read = bundle.Read(definition, tools);
        if (read is { Experiments.Count: 0, Problems: var problems })
        {
            throw new InvalidDataException(bundle.Machines.Count == 0 && problems.Any(problem => problem is { Field: "nodes", Code.Id: "SW1105" })
                ? $"{Places.Tell(problems)}\nno consumers are provisioned, and the definition names no machines; run 'shub -c FILE provision' first"
                : Places.Tell(problems));
        }

        foreach (Problem warning in UnknownKeys(configuration).Concat(read.Problems))
        {
            await Console.Error.WriteLineAsync($"warning: {warning} [{warning.Code.Id}]");
        }

        ControlFolder control = new(data);
        ExperimentFolder? unfinished = control.FindUnfinished(bundle);
        ExperimentFolder folder = unfinished ?? control.Start(bundle, TimeProvider.System);
        Console.WriteLine(unfinished is null ? $"queued {folder.Name}" : $"going on with {folder.Name}, which was not finished ('experiment clean' forgets it)");
        LiveMetrics live = new();
        await using MetricsEndpoint? endpoint = MetricsOption.Start(live, metrics);
        ExperimentOperator worker = new(data, TimeProvider.System) { Threads = Math.Max(0, jobs), Metrics = live, Tools = tools };
        try
        {
            return await worker.RunAsync(cancellationToken) is { } done ? Tell(done) : "another process works through the queue";
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{control.Check().Experiment} is interrupted; the same command goes on with it, 'experiment clean' forgets it");
            throw;
        }
    }

    private static string Tell(ValueMap<SweepTally> done)
    {
        string text = string.Join('\n', done.Select(entry => $"{entry.Key}: {CountText.Of(entry.Value.Completed, "run")} completed, {entry.Value.Failed} failed{(entry.Value.Why.Length > 0 ? $": {entry.Value.Why}" : "")}"));
        return done.Values.All(tally => tally.IsGood) ? text : throw new InvalidDataException(text);
    }

    private static string Tell(ControlFolder control)
    {
        OperatorState state = control.Check();
        bool isAlive = control.IsOperated;
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
            text.Append(CultureInfo.InvariantCulture, $" {state.Point} run {state.Run}, {state.Done} of {state.Count} runs, {state.AtSeconds:0} of {state.DurationSeconds:0} s");
        }

        text.Append(state.Error.Length > 0 ? $"\n{state.Error}" : "");
        return text.Append(state.Queue.Count > 0 ? $"\nqueue: {string.Join(' ', state.Queue)}" : "").ToString();
    }

    private static string Do(Action action, string word)
    {
        action();
        return word;
    }

    private static ControlFolder Control(ParseResult result, Places places) => new(result.GetValue(places.Data)!);

    private static string Definition(PlatformConfiguration configuration, string conf) =>
        (configuration.Sections[Section] as DocumentMap)?["definition"] is DocumentScalar path
            ? Path.Combine(FolderOf(conf), path.Text)
            : throw new InvalidDataException($"{conf}: there is no experiment; write [experiment] and below it 'definition = experiments/NAME.yaml'");

    private static (string Path, string Key, DocumentScalar Value)[] Said(PlatformConfiguration configuration, string inventory)
    {
        DocumentMap said = configuration.Sections[Section] as DocumentMap ?? DocumentMap.Empty;
        return [.. Overrides.Where(entry => said[entry.Key] is DocumentScalar).Select(entry => (entry.Path, entry.Key, Meant(entry.Key, (DocumentScalar)said[entry.Key]!, inventory)))];
    }

    /// <summary>The machines of the inventory are those of the folder that this call has for it.</summary>
    private static DocumentScalar Meant(string key, DocumentScalar value, string inventory) =>
        (key, value.Text) == ("machines", "inventory") ? new DocumentScalar(ScalarKind.Text, Path.GetFullPath(inventory), value.Spot) : value;

    /// <summary>Keys of the section that nobody reads here; those of [DEFAULT], which other sections have as well, may be meant for them.</summary>
    private static ValueList<Problem> UnknownKeys(PlatformConfiguration configuration)
    {
        string[] known = ["definition", .. Overrides.Select(entry => entry.Key)];
        ProblemList problems = new();
        DocumentMap platforms = configuration.Sections["platforms"] as DocumentMap ?? DocumentMap.Empty;
        foreach (DocumentEntry entry in (configuration.Sections[Section] as DocumentMap ?? DocumentMap.Empty).Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal) && platforms[entry.Key] is null))
        {
            string? near = Spelling.Nearest(entry.Key, known);
            problems.Add(new Problem(ProblemCode.UnknownField, "no one reads this key", near is null ? $"use {string.Join(", ", known)}" : $"did you mean '{near}'?") { Source = configuration.SourceOf(Section, entry.Key), Spot = entry.KeySpot, Field = $"{Section}.{entry.Key}", Severity = ProblemSeverity.Warning });
        }

        return problems.ToValueList();
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(file) ?? "";
}
