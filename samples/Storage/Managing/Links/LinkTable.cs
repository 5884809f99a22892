namespace StorageSample.Managing.Links;

/// <summary>Links of all hosts, with a periodic check for lost hosts.</summary>
internal sealed class LinkTable : IDisposable
{
    // No host is reported as lost before a manager has run for the first time span.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, HostLink> _links = new(StringComparer.Ordinal);
    private readonly StorageManagerOptions _options;
    private readonly SecretGenerator _secrets;
    private readonly ILinkServices _services;
    private readonly ITimer _checks;

    public LinkTable(StorageManagerOptions options, SecretGenerator secrets, ILinkServices services)
    {
        (_options, _secrets, _services) = (options, secrets, services);
        _checks = options.Clock.CreateTimer(static table => ((LinkTable)table!).Check(), this, GracePeriod, CheckInterval);
    }

    public IEnumerable<HostLink> All => _links.Values;

    public HostLink GetOrAdd(string fqdn) =>
        _links.GetOrAdd(fqdn, static (name, table) => new HostLink(name, table._options, table._secrets, table._services), this);

    /// <summary>Expects a host with which an earlier process had contact. It is lost if it does not
    /// reconnect.</summary>
    public void Expect(string fqdn) => _links[fqdn] = new HostLink(fqdn, _options, _secrets, _services) { IsExpected = true };

    public HostLink? Find(string fqdn) => _links.GetValueOrDefault(fqdn);

    /// <summary>Removes a host. A held poll completes without messages.</summary>
    public void Remove(string fqdn)
    {
        if (_links.TryRemove(fqdn, out HostLink? link))
        {
            link.EndAll();
        }
    }

    public void Dispose() => _checks.Dispose();

    private void Check()
    {
        foreach (HostLink link in _links.Values)
        {
            link.CheckContact();
        }
    }
}
