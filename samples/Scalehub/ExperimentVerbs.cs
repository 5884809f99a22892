using System.CommandLine;
using System.Globalization;
using System.Text;
using Scalewright;
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
    public static void AddTo(RootCommand root, Places places)
    {
        Option<int?> jobs = JobsOption.Make("in the simulation as many as there are cores, else one");
        Option<int?> metrics = MetricsOption.Make();
        Command start = Program.Verb("start", "Puts the experiment into the queue and works through it, unless another process does.", (result, cancellationToken) =>
            StartAsync(result, places, ExperimentSection.DefinitionOf(places.Load(result), result.GetValue(places.Conf)!), result.GetValue(jobs), result.GetValue(metrics), cancellationToken));
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
            StartAsync(result, places, Path.Combine(Path.GetDirectoryName(result.GetValue(places.Conf)!) ?? "", "experiments", result.GetValue(name) + ".yaml"), result.GetValue(jobs), result.GetValue(metrics), cancellationToken));
        run.Add(name);
        run.Add(jobs);
        run.Add(metrics);
        root.Add(run);
    }

    private static async Task<string> StartAsync(ParseResult result, Places places, string definition, int? jobs, int? metrics, CancellationToken cancellationToken)
    {
        string data = result.GetValue(places.Data)!;
        PlatformConfiguration configuration = places.Load(result);
        RunTools tools = places.Tools(result, configuration);
        ExperimentBundle bundle = ExperimentSection.Load(configuration, definition, result.GetValue(places.Inventory)!) with { Machines = ScalehubSample.Machines.Of(places.Folder(result)) };
        ExperimentReadResult read = bundle.Read(definition, tools);
        if (read is { Experiments.Count: 0, Problems: var problems })
        {
            throw new InvalidDataException(bundle.Machines.Count == 0 && problems.Any(problem => problem is { Field: "nodes", Code.Id: "SW1105" })
                ? $"{Places.Tell(problems)}\nno consumers are provisioned, and the definition names no machines; run 'shub -c FILE provision' first"
                : Places.Tell(problems));
        }

        // Those of other sections were told by 'check' and 'provision'.
        IEnumerable<Problem> unread = ConfigurationCheck.FindUnread(configuration)
            .Where(problem => problem.Field.StartsWith($"{ExperimentSection.Name}.", StringComparison.Ordinal));
        foreach (Problem warning in unread.Concat(read.Problems))
        {
            await Console.Error.WriteLineAsync($"warning: {warning} [{warning.Code.Id}]");
        }

        LiveMetrics live = new();
        await using MetricsEndpoint? endpoint = MetricsOption.Start(live, metrics);
        ControlFolder control = new(data);
        ExperimentFolder? unfinished = control.FindUnfinished(bundle);
        ExperimentFolder folder = unfinished ?? control.Start(bundle, TimeProvider.System);
        Console.WriteLine(unfinished is null ? $"queued {folder.Name}" : $"going on with {folder.Name}, which was not finished ('experiment clean' forgets it)");
        MetricsOption.Tell(endpoint);
        ExperimentOperator worker = new(data, TimeProvider.System) { Threads = jobs ?? 0, Metrics = live, Tools = tools };
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
}
