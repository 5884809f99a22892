namespace Scalewright.Clusters;

public sealed partial class Cluster
{
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reserves a domain for one engine of this process. Names are case-insensitive.</summary>
    /// <returns>False if another engine has the domain.</returns>
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
