namespace Scalewright.Providers.Chameleon;

/// <summary>Options of a <see cref="ChameleonProvider"/>.</summary>
/// <param name="Sites">Sites where nodes are created, 1 or more. The first site is the default. The cloud of a node
/// selects its placement: <c>compute_a</c> selects a node type at the first site, <c>CHI@TACC</c> selects any node type
/// at that site, and <c>CHI@TACC/compute_a</c> selects both.</param>
public sealed record ChameleonOptions(ValueList<ChameleonSite> Sites)
    : TestbedOptions(TimeSpan.FromMinutes(1), static address => new NodeAddress(address) { User = "cc" })
{
    /// <summary>Duration of leases, rounded up to whole minutes. Default 1 hour.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Start of leases, rounded up to a whole minute. Default null: immediately.
    /// <see cref="ChameleonProvider.FindEarliestStartAsync"/> finds a time at which all sites have capacity.
    /// </summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>
    /// Name of existing leases, created for example with the testbed's own tools. Nodes are created only in leases with
    /// this name, or with this name and a number, for example <c>join-2</c>. They remain when their nodes are removed.
    /// Default empty: leases are created for nodes, named after the owner, and ended when their last node is removed.
    /// </summary>
    public string LeaseName { get; init; } = "";

    /// <summary>Default node type of machines. Default empty: any type.</summary>
    public string NodeType { get; init; } = "";

    /// <summary>
    /// Name or ID of the image of nodes that use the default image of <see cref="Topologies.NodeHardware"/>. Default
    /// <c>CC-Ubuntu22.04</c>.
    /// </summary>
    public string Image { get; init; } = "CC-Ubuntu22.04";

    /// <summary>Name of the server flavor. Default <c>baremetal</c>.</summary>
    public string Flavor { get; init; } = "baremetal";

    /// <summary>Name or ID of the network of servers. Default <c>sharednet1</c>.</summary>
    public string Network { get; init; } = "sharednet1";

    /// <summary>
    /// Name or ID of the network that provides floating IP addresses for servers. Default empty: no floating IP
    /// addresses. Each address is released when its node is removed.
    /// </summary>
    public string FloatingNetwork { get; init; } = "";

    /// <summary>Name of the SSH key pair of servers. Default empty: no key pair.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>Maximum number of servers per node before it is marked as failed, 1 or more. Default 3.</summary>
    public int MaxServerAttempts { get; init; } = 3;

    /// <summary>
    /// Maximum number of nodes in one lease, 1 or more. Default 50. A lease ends as a whole: machines of removed nodes
    /// stay leased until the last node of the lease is removed, and new nodes can use them until then.
    /// </summary>
    public int MaxNodesPerLease { get; init; } = 50;

    /// <summary>
    /// Maximum time for which a step waits for its lease to start. Default 4 minutes. If the lease starts later, the
    /// step is retried.
    /// </summary>
    public TimeSpan LeaseStartTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// First delay between polls of a lease, and the increase of the delay with each poll. Default 5 seconds.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Maximum delay between polls. Default 45 seconds. While a lease waits for a known start, the maximum is twice as
    /// long.
    /// </summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Returns the sites, without secrets.</summary>
    public override string ToString() => string.Join(", ", Sites);

    private protected override void Check(OptionsValidation validation)
    {
        if (validation.Needs(nameof(Sites), Sites, "name one or more"))
        {
            foreach (string fault in Sites.Select(site => site.FindProblem()).OfType<string>())
            {
                validation.Add(isWrong: true, nameof(Sites), $"{fault}", "fix it");
            }

            validation.Add(
                Sites.DistinctBy(site => site.Region, StringComparer.Ordinal).Count() < Sites.Count,
                nameof(Sites),
                $"two have the same region",
                "name each once"
            );
        }

        validation.Needs(nameof(Image), Image);
        validation.Needs(nameof(Flavor), Flavor);
        validation.Needs(nameof(Network), Network);
        validation.AtLeast(nameof(LeaseDuration), LeaseDuration, TimeSpan.FromMinutes(1));
        validation.Between(nameof(MaxServerAttempts), MaxServerAttempts, 1);
        validation.Between(nameof(MaxNodesPerLease), MaxNodesPerLease, 1);
        validation.AtLeast(nameof(LeaseStartTimeout), LeaseStartTimeout, TimeSpan.Zero);
        validation.Positive(nameof(PollInterval), PollInterval);
        validation.AtLeast(nameof(MaxPollInterval), MaxPollInterval, PollInterval);
        validation.Between(nameof(PageSize), PageSize, 2, 1000);
    }
}

/// <summary>A site of the testbed, with credentials.</summary>
/// <param name="Region">Region in the service catalog, for example <c>CHI@UC</c>, without slashes.</param>
/// <param name="Identity">Root of the identity service, with its version, for example
/// <c>https://chi.uc.chameleoncloud.org:5000/v3</c>.</param>
/// <param name="CredentialId">ID of an application credential, which belongs to one project.</param>
/// <param name="CredentialSecret">Secret of the application credential.</param>
public sealed record ChameleonSite(string Region, Uri Identity, string CredentialId, string CredentialSecret)
{
    /// <summary>
    /// Root of the compute service, for example <c>https://chi.uc.chameleoncloud.org:8774/v2.1</c>. Default null: the
    /// address in the service catalog. The other services have the same default.
    /// </summary>
    public Uri? Compute { get; init; }

    /// <summary>Root of the reservation service, with <c>/v1</c>.</summary>
    public Uri? Reservation { get; init; }

    /// <summary>Root of the image service, with or without <c>/v2</c>.</summary>
    public Uri? Image { get; init; }

    /// <summary>Root of the network service, with or without <c>/v2.0</c>.</summary>
    public Uri? Network { get; init; }

    /// <summary>Returns the region, address and credential ID, without the secret.</summary>
    public override string ToString() => $"{Region} {Identity} {CredentialId}";

    /// <summary>Returns why the site is invalid; null if it is valid.</summary>
    internal string? FindProblem()
    {
        if (string.IsNullOrEmpty(Region) || Region.Contains('/', StringComparison.Ordinal))
        {
            return $"region '{TextEscaping.Escape(Region ?? "")}' is not one or more letters without slashes";
        }

        IEnumerable<Uri> addresses = new[] { Identity, Compute, Reservation, Image, Network }.OfType<Uri>();
        Uri? invalid = addresses.FirstOrDefault(address => !address.IsAbsoluteUri || address.Scheme is not ("http" or "https"));
        if (invalid is not null)
        {
            return $"address '{TextEscaping.Escape(invalid.ToString())}' is not an HTTP or HTTPS URL";
        }

        return string.IsNullOrEmpty(CredentialId) || CredentialSecret is null ? $"{Region} has no application credential" : null;
    }
}
