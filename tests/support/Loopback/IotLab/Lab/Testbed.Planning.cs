namespace Loopback.IotLab.Lab;

/// <content>Selects the boards and the start of each experiment.</content>
internal sealed partial class Testbed
{
    /// <summary>
    /// Assigns to each waiting experiment without a requested start, in order of submission, the earliest time at which
    /// all its boards are free together, at any sites.
    /// No start moves later, because the current one remains possible.
    /// </summary>
    private void PlanWaiting(DateTimeOffset at)
    {
        foreach (LabExperiment waiting in _experiments.Where(one => one is { IsWaiting: true, Request.Reservation: null }))
        {
            // Boards become free only when another experiment ends.
            IEnumerable<DateTimeOffset> starts = _experiments
                .Where(other => other != waiting)
                .Select(FreeAgainAt)
                .OfType<DateTimeOffset>()
                .Where(free => free > at)
                .Prepend(at)
                .Order();
            foreach (DateTimeOffset start in starts)
            {
                if (Choose(waiting, TakenFrom(waiting, start)) is { } boards)
                {
                    (waiting.Boards, waiting.ScheduledAt) = (boards, start);
                    break;
                }
            }
        }
    }

    /// <summary>Planned time at which an experiment releases its boards; null if it has none.</summary>
    private DateTimeOffset? FreeAgainAt(LabExperiment one) =>
        one switch
        {
            { IsOver: true } => null,
            { State: "Finishing" } => one.StateSince + _options.FinishDelay,
            { StartedAt: { } started } => started + one.Request.Duration + _options.FinishDelay,
            { ScheduledAt: { } scheduled } => scheduled + _options.LaunchDelay + one.Request.Duration + _options.FinishDelay,
            _ => null,
        };

    private HashSet<LabBoard> TakenFrom(LabExperiment experiment, DateTimeOffset start)
    {
        DateTimeOffset end = start + _options.LaunchDelay + experiment.Request.Duration + _options.FinishDelay;
        return
        [
            .. _experiments
                .Where(other => other != experiment && other.ScheduledAt < end && FreeAgainAt(other) > start)
                .SelectMany(other => other.Boards)
                .Select(entry => entry.Board),
        ];
    }

    /// <summary>Selects free boards for an experiment; null if there are too few.</summary>
    private List<(string Alias, LabBoard Board)>? Choose(LabExperiment experiment, HashSet<LabBoard> taken)
    {
        List<(string, LabBoard)> found = [];
        foreach (string name in experiment.Request.Boards)
        {
            LabBoard board = Boards.FirstOrDefault(one => one.Name == name) ?? throw new Refusal(400, $"There is no node {name}");
            found.Add(
                board.Trouble.Length > 0 && experiment.Boards.Count == 0
                    ? throw new Refusal(400, $"The node {name} is not available")
                    : ("", board)
            );
        }

        _ = found.Distinct().Count() == found.Count ? true : throw new Refusal(400, "A node is named twice");
        if (found.Exists(entry => taken.Contains(entry.Item2)))
        {
            return null;
        }

        HashSet<LabBoard> gone = [.. taken];
        foreach ((string alias, int count, BoardKind kind) in experiment.Request.Aliases)
        {
            LabBoard[] chosen =
            [
                .. Boards
                    .Where(one =>
                        one.Trouble.Length == 0
                        && one.Kind.Site == kind.Site
                        && one.Kind.Archi == kind.Archi
                        && one.Kind.IsMobile == kind.IsMobile
                        && !gone.Contains(one)
                    )
                    .Take(count),
            ];
            if (chosen.Length < count)
            {
                return null;
            }

            gone.UnionWith(chosen);
            found.AddRange(chosen.Select(board => (alias, board)));
        }

        return found;
    }
}
