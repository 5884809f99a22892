namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>High availability as Pacemaker decides it: scores, groups, clones, order, fencing, quorum, capacity. Pure.</summary>
public static class ScoreModel
{
    // More rounds than that come of no sequence of single failures.
    private const int RoundsMax = 5;

    /// <summary>Lets events happen together, and the cluster react until nothing is left to do.</summary>
    /// <param name="state">The cluster.</param>
    /// <param name="events">The events.</param>
    /// <returns>The cluster at rest, with the reason of every place.</returns>
    /// <exception cref="ArgumentException">An event sets an option that the model does not have, or to a value that it does not take.</exception>
    public static ScoreOutcome Apply(ScoreState state, ValueList<ScoreEvent> events)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(events);
        ScoreState now = Injection.Inject(state, events);
        ValueList<string> fenced = [];
        ValueList<ScoreEvent> failures = events;
        for (int round = 0; round < RoundsMax; round++)
        {
            (ScoreState after, ValueList<string> lost) = new Transition(now, Chosen(now), failures).Run();
            fenced = fenced.AddRange(lost);
            failures = [];
            if (after == now)
            {
                break;
            }

            now = after;
        }

        return new ScoreOutcome(now, fenced, new Reasons(now, Chosen(now)).All());
    }

    private static Board Chosen(ScoreState state)
    {
        Board board = new(state);
        new Assigner(board).AssignAll();
        return board;
    }
}
