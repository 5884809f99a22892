using System.Globalization;
using Scalewright;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Operators;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScalehubSample.Live;

/// <summary>Shows the current experiment: stage, progress, load, latency, machines, and the last decisions.</summary>
internal static class LiveView
{
    private const int BarWidth = 40;
    private const int SparkWidth = 48;
    private const int MarksMax = 6;
    private const int LostMax = 8;

    private const string NetworkLatency = "network_latency";

    // The metrics of the history, with their names on the screen and the factors to their units.
    private static readonly (string Metric, string Name, double Factor, string Unit)[] Shown =
    [
        ("arrivals", "load", 1, "records/s"),
        ("throughput", "throughput", 1, "records/s"),
        ("lag", "lag", 1, "records"),
        ("latency", "latency", 1000, "ms"),
        (NetworkLatency, "between machines", 1000, "ms"),
        ("parallelism", "parallelism", 1, ""),
    ];

    public static IRenderable Draw(LiveSnapshot look)
    {
        List<IRenderable> rows = [Head(look)];
        if (look.Run is { } run)
        {
            rows.Add(Values(run));
            rows.Add(Machines(run));
            rows.Add(Marks(run));
        }

        rows.AddRange(look.State.Error.Length > 0 ? [new Text(TextEscaping.Escape(look.State.Error), new Style(Color.Red))] : []);
        rows.AddRange(look.State.Queue.Count > 0 ? [new Text($"queue: {string.Join(' ', look.State.Queue.Select(name => TextEscaping.Escape(name)))}")] : []);
        return new Rows(rows);
    }

    private static Rows Head(LiveSnapshot look)
    {
        OperatorState state = look.State;
        if (!look.IsUnderWay)
        {
            bool hasDied = state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;
            string stage = hasDied ? $"idle (a process died while {Lower(state.Stage)}; 'experiment start' goes on)" : Lower(state.Stage);
            return new Rows(new Text($"{stage} {TextEscaping.Escape(state.Experiment)}".TrimEnd()));
        }

        string left = look.Left is { } time ? $", {Clock(time)} left" : "";
        int full = (int)Math.Round(look.Share * BarWidth);
        return new Rows(
            new Text(Invariant($"{TextEscaping.Escape(state.Experiment)} {Lower(state.Stage)}: {TextEscaping.Escape(state.Point)} run {state.Run}, {Math.Max(0, state.ElapsedSeconds):0} of {state.DurationSeconds:0} s"), new Style(decoration: Decoration.Bold)),
            new Text(Invariant($"{new string('█', full)}{new string('░', BarWidth - full)} {look.Share:0%}, {state.CompletedCount} of {state.TotalCount} runs done{left}")));
    }

    private static Table Values(RunHistory run)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("").AddColumn("now", column => column.RightAligned()).AddColumn("").AddColumn("since the beginning");
        foreach ((string metric, string name, double factor, string unit) in Shown)
        {
            ReadOnlySpan<double> values = run.Find(metric).Values;
            if (metric == NetworkLatency && values.IsEmpty)
            {
                continue;
            }

            string now = values.IsEmpty || !double.IsFinite(values[^1]) ? "-" : (values[^1] * factor).ToString("#,0.###", CultureInfo.InvariantCulture);
            table.AddRow(new Text(name), new Text(now), new Text(unit), new Text(Spark.Of(values, SparkWidth)));
        }

        return table;
    }

    private static Text Machines(RunHistory run)
    {
        string[] lost = [.. run.Events.Where(mark => mark.IsNodeUp is not null).GroupBy(mark => mark.Node, StringComparer.Ordinal).Where(node => node.Last().IsNodeUp == false).Select(node => TextEscaping.Escape(node.Key))];
        string words = lost.Length == 0 ? "all work" : Invariant($"{lost.Length} do not work: {string.Join(' ', lost.Take(LostMax))}{(lost.Length > LostMax ? " ..." : "")}");
        return new Text($"{Last(run, "nodes")} machines, {words}; {Last(run, "taskmanagers")} task managers", new Style(lost.Length > 0 ? Color.Yellow : Color.Default));
    }

    private static Table Marks(RunHistory run)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("at", column => column.RightAligned()).AddColumn("").AddColumn("the last decisions and what happened");
        foreach (HistoryEvent mark in run.Events.TakeLast(MarksMax))
        {
            table.AddRow(new Text(Clock(mark.At)), new Text(TextEscaping.Escape(mark.Kind), new Style(ColourOf(mark.Kind))), new Text(TextEscaping.Escape(mark.Text)));
        }

        return table;
    }

    private static string Last(RunHistory run, string metric) =>
        run.Find(metric).Values is [.., var last] && double.IsFinite(last) ? last.ToString("0", CultureInfo.InvariantCulture) : "no";

    private static Color ColourOf(string kind) => kind switch
    {
        "fault" or "stop" => Color.Red,
        "scale" => Color.Green,
        _ => Color.Grey,
    };

    private static string Clock(TimeSpan time) => $"{(time < TimeSpan.Zero ? "-" : "")}{time.ToString(time.Duration() < TimeSpan.FromHours(1) ? @"mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)}";

    private static string Lower(OperatorStage stage) => stage.ToString().ToLowerInvariant();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
