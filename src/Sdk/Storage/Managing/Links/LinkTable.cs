namespace Scalewright.Storage.Managing.Links;

/// <summary>The links of all hosts, and the regular look for those that went silent.</summary>
internal sealed class LinkTable : IDisposable
{
    private readonly ConcurrentDictionary<string, HostLink> _links = new(StringComparer.Ordinal);
    private readonly ManagerOptions _options;
    private readonly Secrets _secrets;
    private readonly ILinkServices _services;
    private readonly ITimer _checks;

    public LinkTable(ManagerOptions options, Secrets secrets, ILinkServices services)
    {
        (_options, _secrets, _services) = (options, secrets, services);
        _checks = options.Clock.CreateTimer(static table => ((LinkTable)table!).Check(), this, options.ContactGrace, options.ContactCheck);
    }

    public IEnumerable<HostLink> All => _links.Values;

    public HostLink Of(string fqdn) => _links.GetOrAdd(fqdn, static (name, table) => new HostLink(name, table._options, table._secrets, table._services), this);

    /// <summary>Watches for a host that an earlier process heard of: it is lost when it does not come back.</summary>
    public void Expect(string fqdn) => _links[fqdn] = new HostLink(fqdn, _options, _secrets, _services) { IsExpected = true };

    public HostLink? Find(string fqdn) => _links.GetValueOrDefault(fqdn);

    /// <summary>Forgets a host; a question of it is answered with nothing.</summary>
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
