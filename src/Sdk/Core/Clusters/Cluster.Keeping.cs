namespace Scalewright.Clusters;

public sealed partial class Cluster
{
    private readonly HashSet<string> _acquiredDomains = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reserves a domain for one engine of this process. Names are case-insensitive.</summary>
    /// <returns>False if another engine has the domain.</returns>
    internal bool TryAcquireDomain(string domain)
    {
        lock (_acquiredDomains)
        {
            return _acquiredDomains.Add(domain);
        }
    }

    internal void ReleaseDomain(string domain)
    {
        lock (_acquiredDomains)
        {
            _acquiredDomains.Remove(domain);
        }
    }
}
