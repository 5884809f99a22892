using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Counts the executed steps of a plan: progress while it runs, and its last line. Thread-safe.</summary>
/// <param name="plan">The plan.</param>
/// <param name="line">Line that shows the progress.</param>
/// <param name="clock">Time source; the time starts now.</param>
internal sealed class ChangeProgress(Plan plan, ProgressLine line, TimeProvider clock) : IProgress<ClusterEvent>
{
    private static readonly (StepAction Action, string Done)[] Actions =
    [
        (StepAction.Create, "created"),
        (StepAction.Change, "changed"),
        (StepAction.Destroy, "removed"),
    ];

    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, PlanStep> _steps = plan
        .Steps.Where(step => step.Action is StepAction.Create or StepAction.Change or StepAction.Destroy)
        .GroupBy(step => $"{step}", StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Shows the progress, unless there is nothing to execute.</summary>
    public void Show()
    {
        if (_steps.Count > 0)
        {
            line.Show(Describe);
        }
    }

    /// <summary>Shows that removed resources still exist.</summary>
    /// <param name="count">Number of these resources.</param>
    public void ShowTerminating(int count) =>
        line.Show(() =>
            $"waiting until {Pluralizer.FormatGrouped(count, "resource")} no longer exist{(count == 1 ? "s" : "")}, "
            + DurationText.FormatWhole(Elapsed)
        );

    /// <summary>Records an event, and shows it.</summary>
    public void Report(ClusterEvent value)
    {
        lock (_gate)
        {
            if (value.Kind == ClusterEventKind.StepSucceeded && _steps.ContainsKey(value.Message))
            {
                _done.Add(value.Message);
                _failed.Remove(value.Message);
            }
            else if (value.Kind == ClusterEventKind.OrphanRemoved)
            {
                _done.UnionWith(
                    _steps
                        .Where(step => step.Value.Action == StepAction.Destroy && step.Value.Name == value.Subject)
                        .Select(step => step.Key)
                );
            }
            else if (value.Kind == ClusterEventKind.StepFailed)
            {
                _failed.UnionWith(_steps.Keys.Where(step => value.Message.StartsWith($"{step}: ", StringComparison.Ordinal)));
            }
        }

        line.Notify(value);
        Show();
    }

    /// <summary>Returns the last line of a completed change.</summary>
    /// <param name="word">Word for the change, for example <c>Applied</c>.</param>
    /// <param name="colors">Colours of standard output.</param>
    public string Complete(string word, AnsiColors colors)
    {
        string[] parts = Sum(step => step.Target == StepTarget.Node);
        if (parts.Length == 0)
        {
            parts = Sum(step => step.Target != StepTarget.Node);
        }

        int records = plan.Steps.Count(step => step.Action is StepAction.Adopt or StepAction.Forget);
        string changes = parts.Length == 0 ? $"{Pluralizer.FormatGrouped(records, "resource")} recorded" : string.Join(", ", parts);
        return $"{colors.Green($"{word}:")} {changes} in {DurationText.Format(Elapsed)}.\n";
    }

    /// <summary>Returns the last line of a failed change; empty if no step was tried, or if all were
    /// completed.</summary>
    /// <param name="colors">Colours of standard error.</param>
    public string Fail(AnsiColors colors)
    {
        int failed = NodeCount(_steps.Keys.Where(step => !_done.Contains(step)));
        if (failed == 0 || _done.Count + _failed.Count == 0)
        {
            return "";
        }

        string count = failed.ToString("N0", CultureInfo.InvariantCulture);
        string rest = failed == 1 ? "it" : $"the {count}";
        return $"{colors.Red("Incomplete:")} {Ratio()} in {DurationText.Format(Elapsed)}, {count} not. "
            + $"The same command tries {rest} again.\n";
    }

    /// <summary>Returns the last line of a change that a signal stopped.</summary>
    /// <param name="colors">Colours of standard error.</param>
    public string Stop(AnsiColors colors)
    {
        string done = NodeCount(_steps.Keys) == 0 ? "there were no nodes to change" : Ratio();
        return $"{colors.Yellow("Stopped:")} {done}. The same command continues.\n";
    }

    /// <summary>Returns the numbers of nodes by result.</summary>
    public SummaryOutput Summarize()
    {
        lock (_gate)
        {
            PlanStep[] done = [.. NodeSteps(_done)];
            return new SummaryOutput(
                done.Count(step => step.Action == StepAction.Create),
                done.Count(step => step.Action == StepAction.Change),
                done.Count(step => step.Action == StepAction.Destroy),
                NodeCount(_failed),
                Math.Round(Elapsed.TotalSeconds, 3)
            );
        }
    }

    private string Describe()
    {
        lock (_gate)
        {
            int total = NodeCount(_steps.Keys);
            int done = NodeCount(_done);
            if (total == 0)
            {
                return $"changing networks and groups, {DurationText.Format(Elapsed)}";
            }

            string failed = NodeCount(_failed) is > 0 and int count
                ? string.Create(CultureInfo.InvariantCulture, $", {count:N0} failed")
                : "";
            string progress = string.Create(
                CultureInfo.InvariantCulture,
                $"{Activity()}: {done:N0} of {Pluralizer.FormatGrouped(total, "node")}{failed}, {100L * done / total} %"
            );
            return $"{progress}, {DurationText.WithRemaining(Elapsed, done, total - done)}";
        }
    }

    private string Activity()
    {
        StepAction[] actions = [.. NodeSteps(_steps.Keys).Select(step => step.Action).Distinct()];
        return actions switch
        {
            [StepAction.Create] => "creating",
            [StepAction.Destroy] => "removing",
            _ => "changing",
        };
    }

    private string Ratio()
    {
        lock (_gate)
        {
            (StepAction Action, string Done) main = Actions.FirstOrDefault(
                action => NodeSteps(_steps.Keys).Any(step => step.Action == action.Action),
                Actions[0]
            );
            PlanStep[] all = [.. NodeSteps(_steps.Keys).Where(step => step.Action == main.Action)];
            int done = all.Count(step => _done.Contains($"{step}"));
            return string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {Pluralizer.FormatGrouped(all.Length, "node")} {main.Done}");
        }
    }

    private string[] Sum(Func<PlanStep, bool> isCounted)
    {
        lock (_gate)
        {
            List<string> parts = [];
            foreach ((StepAction action, string done) in Actions)
            {
                PlanStep[] steps = [.. _steps.Values.Where(step => step.Action == action && isCounted(step))];
                if (steps.Length > 0)
                {
                    string number =
                        parts.Count == 0
                            ? Pluralizer.FormatGrouped(steps.Length, JsonNames.Get(steps[0].Target))
                            : steps.Length.ToString("N0", CultureInfo.InvariantCulture);
                    parts.Add($"{number} {done}");
                }
            }

            return [.. parts];
        }
    }

    private int NodeCount(IEnumerable<string> steps) => NodeSteps(steps).Count();

    private IEnumerable<PlanStep> NodeSteps(IEnumerable<string> steps) =>
        steps.Select(step => _steps[step]).Where(step => step.Target == StepTarget.Node);
}
