namespace Scalewright.Clusters;

public sealed partial class Cluster
{
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a domain for one engine of this program; names count without regard to case.</summary>
    /// <returns>False when another one has it.</returns>
    internal bool Keep(string domain)
    {
        lock (_kept)
        {
            return _kept.Add(domain);
        }
    }

    internal void LeaveAlone(string domain)
    {
        lock (_kept)
        {
            _kept.Remove(domain);
        }
    }
}
