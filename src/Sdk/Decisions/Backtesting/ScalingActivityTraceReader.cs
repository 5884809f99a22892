using System.Text.RegularExpressions;
using Scalewright.Documents;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Converts the scaling activities of an AWS group to its size over time.</summary>
internal sealed partial class ScalingActivityTraceReader(TraceOptions options, ProblemList problems)
{
    // Valid values of StatusCode. Source: EC2 Auto Scaling API reference, Activity. All but the first three are in
    // progress.
    private static readonly string[] StatusCodes =
    [
        "Successful",
        "Failed",
        "Cancelled",
        "PendingSpotBidPlacement",
        "WaitingForSpotInstanceRequestId",
        "WaitingForSpotInstanceId",
        "WaitingForInstanceId",
        "PreInService",
        "InProgress",
        "WaitingForELBConnectionDraining",
        "MidLifecycleAction",
        "WaitingForInstanceWarmup",
        "WaitingForConnectionDraining",
        "WaitingForInPlaceUpdateToStart",
        "WaitingForInPlaceUpdateToFinalize",
        "InPlaceUpdateInProgress",
    ];

    private readonly SortedDictionary<double, List<SizeChange>> _changes = [];
    private string? _group;

    /// <summary>
    /// Reads rows of <c>{"Activities":[{"StartTime":"…","StatusCode":"Successful","Cause":"… from 1 to 2 …"}]}</c> in
    /// any order; AWS lists the newest first. A size applies from the StartTime. Only activities that are successful or
    /// have no StatusCode are used; failed, canceled and running ones are ignored.
    /// </summary>
    public List<TraceRow> Read(DocumentNode root)
    {
        if (PrometheusTraceReader.Member(root, "Activities") is not DocumentList { Count: > 0 } activities)
        {
            AddError(root, "Activities", "has no activity", "use the response of DescribeScalingActivities");
            return [];
        }

        for (int index = 0; index < activities.Count; index++)
        {
            ReadActivity(activities[index], $"Activities[{index}]");
        }

        return Sampled(activities.Position);
    }

    private void ReadActivity(DocumentNode activity, string path)
    {
        // Every activity is checked, so that all problems are reported together.
        bool isOfGroup = IsOfGroup(activity, path);
        bool isDone = IsDone(activity, path);
        if (!TraceDateParser.TryRead((PrometheusTraceReader.Member(activity, "StartTime") as DocumentScalar)?.Text, out double at))
        {
            AddError(activity, $"{path}.StartTime", "is not a time", "use a date as in 2026-01-01T00:00:00Z");
        }
        else if (isOfGroup && isDone && FindChange(activity) is { } change)
        {
            if (!_changes.TryGetValue(at, out List<SizeChange>? same))
            {
                _changes.Add(at, same = []);
            }

            same.Add(change);
        }
    }

    private bool IsOfGroup(DocumentNode activity, string path)
    {
        if (PrometheusTraceReader.Member(activity, "AutoScalingGroupName") is not DocumentScalar name)
        {
            return true;
        }

        _group ??= name.Text;
        if (_group != name.Text)
        {
            AddError(
                name,
                $"{path}.AutoScalingGroupName",
                $"'{TextEscaping.Escape(name.Text)}' is another group than '{TextEscaping.Escape(_group)}'",
                "use the activities of one group"
            );
            return false;
        }

        return true;
    }

    private bool IsDone(DocumentNode activity, string path)
    {
        if (PrometheusTraceReader.Member(activity, "StatusCode") is not { } status)
        {
            return true;
        }

        string? code = (status as DocumentScalar)?.Text;
        if (!StatusCodes.Contains(code, StringComparer.Ordinal))
        {
            AddError(
                status,
                $"{path}.StatusCode",
                $"'{TextEscaping.Escape(code ?? "")}' is not a status",
                $"use Successful, Failed, Cancelled or one of those under way: {string.Join(", ", StatusCodes[3..])}"
            );
        }

        return code == StatusCodes[0];
    }

    /// <summary>
    /// Returns the last size change in the text of the cause; null if there is no change, as for replacements.
    /// </summary>
    private static SizeChange? FindChange(DocumentNode activity) =>
        Changes().Matches((PrometheusTraceReader.Member(activity, "Cause") as DocumentScalar)?.Text ?? "") is [.., Match last]
        && PrometheusTraceReader.TryNumber(last.Groups["from"].Value, out double from)
        && PrometheusTraceReader.TryNumber(last.Groups["to"].Value, out double to)
            ? new SizeChange(from, to, activity.Position)
            : null;

    private List<TraceRow> Sampled(TextPosition position)
    {
        if (_changes.Count == 0)
        {
            if (!problems.HasErrors)
            {
                problems.AddError(
                    ProblemCode.InvalidTrace,
                    position,
                    "Activities",
                    "none changes the size",
                    "use successful activities whose Cause says 'from 1 to 2'"
                );
            }

            return [];
        }

        double step = (options.Step ?? TimeSpan.FromMinutes(1)).TotalSeconds;
        double start = Math.Floor(_changes.First().Key / step) * step;
        double length = ((_changes.Last().Key - start) / step) + 2;
        if (length > options.MaxSteps)
        {
            problems.AddError(
                ProblemCode.SizeLimit,
                position,
                "Activities",
                string.Create(CultureInfo.InvariantCulture, $"last for {length:0} steps"),
                $"use at most {options.MaxSteps} steps, or a longer one"
            );
            return [];
        }

        return Sampled(start, step, (int)length);
    }

    private List<TraceRow> Sampled(double start, double step, int length)
    {
        List<TraceRow> rows = new(length);
        SizeChange last = FindFirst(_changes.First().Value);
        double size = last.From;
        using SortedDictionary<double, List<SizeChange>>.Enumerator next = _changes.GetEnumerator();
        bool hasNext = next.MoveNext();
        for (int index = 0; index < length; index++)
        {
            double at = start + (index * step);
            for (; hasNext && next.Current.Key <= at; hasNext = next.MoveNext())
            {
                last = Follow(next.Current.Value, size);
                size = last.To;
            }

            rows.Add(new TraceRow(at, size, last.Position));
        }

        return rows;
    }

    /// <summary>
    /// Returns the first of several simultaneous changes: the one whose initial size is not the result of another.
    /// </summary>
    private static SizeChange FindFirst(List<SizeChange> changes) =>
        changes.Find(change => changes.TrueForAll(other => other.To != change.From)) ?? changes[^1];

    /// <summary>
    /// Returns the last change in a chain of simultaneous changes. AWS repeats a change for each node.
    /// </summary>
    private static SizeChange Follow(List<SizeChange> changes, double size)
    {
        List<SizeChange> remaining = [.. changes.DistinctBy(change => (change.From, change.To))];
        SizeChange last = remaining[0];
        while (remaining.Count > 0)
        {
            last = remaining.Find(change => change.From == size) ?? FindFirst(remaining);
            size = last.To;
            remaining.Remove(last);
        }

        return last;
    }

    private void AddError(DocumentNode node, string field, string found, string advice) =>
        problems.AddError(ProblemCode.InvalidTrace, node.Position, field, found, advice);

    [GeneratedRegex(
        @"\bfrom (?<from>[0-9]{1,9}) to (?<to>[0-9]{1,9})\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Changes();

    private sealed record SizeChange(double From, double To, TextPosition Position);
}
