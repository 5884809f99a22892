using Scalewright.Agents;
using Scalewright.Agents.Wire;

namespace Scalewright.Clusters;

/// <summary>How often the agent of one node ended, and when it may be started anew. Thread-safe.</summary>
/// <param name="chance">Where jitter comes from.</param>
/// <param name="policy">What decides.</param>
/// <param name="giveUp">Hears that the node does not work, and why.</param>
internal sealed class AgentSupervision(string node, TimeProvider clock, Random chance, RestartPolicy policy, Action<string> giveUp)
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _ends = new();
    private long _pausedAt;
    private TimeSpan _pause;
    private AgentException? _last;

    /// <summary>Waits until the agent may be started.</summary>
    /// <exception cref="AgentException">Its node was given up.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is { } last)
            {
                throw new AgentException(node, last.Problems[0]) { LastLines = last.LastLines };
            }

            TimeSpan left = _pause - clock.GetElapsedTime(_pausedAt);
            return left > TimeSpan.Zero ? Task.Delay(left, clock, cancellationToken) : Task.CompletedTask;
        }
    }

    /// <summary>The agent ended, and the place said so.</summary>
    public void Note(AgentException ended) => Note(ended.LastLines, chance.NextDouble(), pauses: true);

    /// <summary>The agent answers as another boot: it ended and was started meanwhile.</summary>
    public void NoteBoot() => Note([], 0, pauses: false);

    /// <summary>Another node has the name: nothing is known of it.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _ends.Clear();
            (_pause, _last) = (TimeSpan.Zero, null);
        }
    }

    private void Note(ValueList<string> lines, double jitter, bool pauses)
    {
        RestartDecision decision;
        Problem loop;
        ValueList<string> told = lines.Skip(Math.Max(0, lines.Count - policy.LinesMax)).Select(Printable.Escape).ToValueList();
        lock (_gate)
        {
            _ends.Enqueue(clock.GetTimestamp());
            while (_ends.Count > policy.EndsMax)
            {
                _ends.Dequeue();
            }

            decision = policy.Decide(_ends.Select(end => clock.GetElapsedTime(end)).ToValueList(), jitter);
            (_pausedAt, _pause) = pauses ? (clock.GetTimestamp(), decision.Pause) : (_pausedAt, _pause);
            if (!decision.GivesUp || _last is not null)
            {
                return;
            }

            loop = ClusterProblems.AgentLoop(decision.EndCount, policy.Window);
            _last = new AgentException(node, AgentProblems.WithOutput(loop, lines)) { LastLines = told };
        }

        giveUp(string.Create(
            CultureInfo.InvariantCulture,
            $"{loop.Found} and is given up{(told.Count == 0 ? "" : $"; last lines of its log: {string.Join(" | ", told)}")}"));
    }
}
