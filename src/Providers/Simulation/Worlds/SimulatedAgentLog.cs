namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Last log lines of the agents of a node, with timestamps of the node's clock.</summary>
internal sealed class SimulatedAgentLog(SimulatedClusterNode node)
{
    private const int MaxLines = 100;

    private readonly Queue<string> _lines = new();

    public ValueList<string> Lines => _lines.ToValueList();

    public void Add(string words)
    {
        if (_lines.Count == MaxLines)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Machine.Clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} agent {node.AgentStarts} {words}"
            )
        );
    }
}
