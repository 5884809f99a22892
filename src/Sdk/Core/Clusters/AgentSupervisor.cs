using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Counts the exits of a node's agent and delays its restarts. Thread-safe.</summary>
/// <param name="onNodeFailed">Called with the reason when the node is marked as failed.</param>
internal sealed class AgentSupervisor(string node, TimeProvider clock, Random random, RestartPolicy policy, Action<string> onNodeFailed)
{
    // Number of last log lines that a failed node reports.
    private const int MaxLogLines = 20;

    private readonly Lock _gate = new();
    private readonly Queue<long> _ends = new();
    private long _pausedAt;
    private TimeSpan _pause;
    private AgentException? _last;

    /// <summary>Waits until the agent may be started.</summary>
    /// <exception cref="AgentException">The node is marked as failed.</exception>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is { } last)
            {
                throw new AgentException(node, last.Problems[0]) { LogTail = last.LogTail };
            }

            TimeSpan remaining = _pause - clock.GetElapsedTime(_pausedAt);
            return remaining > TimeSpan.Zero ? Task.Delay(remaining, clock, cancellationToken) : Task.CompletedTask;
        }
    }

    public void Record(AgentException ended) => Record(ended.LogTail, random.NextDouble(), pauses: true);

    /// <summary>Records an exit of the agent that was detected by a new boot ID.</summary>
    public void RecordBoot() => Record([], 0, pauses: false);

    /// <summary>Clears the history. Called when another node gets the name.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _ends.Clear();
            (_pause, _last) = (TimeSpan.Zero, null);
        }
    }

    private void Record(ValueList<string> lines, double jitter, bool pauses)
    {
        RestartDecision decision;
        Problem loop;
        ValueList<string> logTail = lines.Skip(Math.Max(0, lines.Count - MaxLogLines)).Select(TextEscaping.Escape).ToValueList();
        lock (_gate)
        {
            _ends.Enqueue(clock.GetTimestamp());
            while (_ends.Count > policy.MaxExits)
            {
                _ends.Dequeue();
            }

            decision = policy.Decide(_ends.Select(end => clock.GetElapsedTime(end)).ToValueList(), jitter);
            (_pausedAt, _pause) = pauses ? (clock.GetTimestamp(), decision.Delay) : (_pausedAt, _pause);
            if (!decision.IsNodeFailed || _last is not null)
            {
                return;
            }

            loop = ClusterProblems.AgentLoop(decision.ExitCount, policy.Window);
            _last = new AgentException(node, AgentException.AppendOutput(loop, lines)) { LogTail = logTail };
        }

        onNodeFailed(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{loop.Message} and is marked "
                    + $"as failed{(logTail.Count == 0 ? "" : $"; last lines of its log: {string.Join(" | ", logTail)}")}"
            )
        );
    }
}
