namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Whose turn it is to begin deployments: of several looks at once one begins that of a machine, and the others only when they looked after it was begun. Within this program; beyond it
/// the testbed refuses machines that are being deployed.</summary>
internal sealed class DeploymentTurns
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Site, string Machine)> _taken = [];
    private readonly Dictionary<(string Site, string Machine), long> _begun = [];
    private long _count;

    /// <summary>How many were begun so far.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Takes the machines whose turn it is; they must be given back.</summary>
    /// <param name="site">Where they are.</param>
    /// <param name="machines">Those that the look would deploy.</param>
    /// <param name="seen">The count at the look's beginning.</param>
    /// <returns>Those that nobody else is deploying or has begun to deploy since then.</returns>
    public HashSet<string> Take(string site, IEnumerable<string> machines, long seen)
    {
        lock (_gate)
        {
            return [.. machines.Where(machine => _begun.GetValueOrDefault((site, machine)) <= seen && _taken.Add((site, machine)))];
        }
    }

    /// <summary>Gives machines back, whatever became of their deployment: who looked before does not know it.</summary>
    public void Return(string site, IEnumerable<string> machines)
    {
        lock (_gate)
        {
            _count++;
            foreach (string machine in machines)
            {
                _taken.Remove((site, machine));
                _begun[(site, machine)] = _count;
            }
        }
    }
}
