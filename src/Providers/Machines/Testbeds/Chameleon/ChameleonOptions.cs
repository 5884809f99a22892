namespace Scalewright.Providers.Chameleon;

/// <summary>Where machines are leased, for how long, and what is put on them.</summary>
/// <param name="Sites">Sites of nodes, the one of nodes that name none first, 1 or more. A node says where it wants to be by its cloud: <c>compute_a</c> is a type of node at the first site,
/// <c>CHI@TACC</c> any type there, and <c>CHI@TACC/compute_a</c> both.</param>
public sealed record ChameleonOptions(ValueList<ChameleonSite> Sites)
{
    /// <summary>How long machines are leased, counted in whole minutes and rounded up; default 1 hour.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When leases begin, rounded up to a minute; null, the default: at once. <see cref="ChameleonProvider.FindStartAsync"/> finds a time at which all sites have room.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The name of leases that were made by <see cref="ChameleonProvider.ReserveAsync"/>: nodes are made in these alone, and they stay when their nodes are removed. Empty, the default: leases are
    /// made for nodes, called after their owner, and ended with their last node.</summary>
    public string LeaseName { get; init; } = "";

    /// <summary>Type of the machines of nodes that name none; empty, the default: any.</summary>
    public string NodeType { get; init; } = "";

    /// <summary>Name or id of what is put on machines of nodes that say nothing else than the default of <see cref="Topologies.NodeHardware"/>; default <c>CC-Ubuntu22.04</c>.</summary>
    public string Image { get; init; } = "CC-Ubuntu22.04";

    /// <summary>Name of the flavor of servers; default <c>baremetal</c>.</summary>
    public string Flavor { get; init; } = "baremetal";

    /// <summary>Name or id of the network of servers; default <c>sharednet1</c>.</summary>
    public string Network { get; init; } = "sharednet1";

    /// <summary>Name or id of the network that gives servers addresses by which they are reached from outside; empty, the default: they get none. Each is taken back with its server.</summary>
    public string FloatingNetwork { get; init; } = "";

    /// <summary>Name of the key pair that opens servers; empty, the default: none.</summary>
    public string KeyName { get; init; } = "";

    /// <summary>How often a server is made before its node has failed, 1 or more; default 3.</summary>
    public int ServersMax { get; init; } = 3;

    /// <summary>Nodes of one lease, 1 or more; default 50. A lease ends as a whole: machines of nodes that were removed stay leased until the last of their lease is, and nodes that are made meanwhile get them.</summary>
    public int NodesPerLeaseMax { get; init; } = 50;

    /// <summary>How long a step waits for its lease to begin; default 4 minutes. A lease that begins later than that is waited for by repeating the step.</summary>
    public TimeSpan LeaseStartMax { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long before a lease's end its nodes are told to end; default 10 minutes, and never more than half of the whole time. <see cref="ChameleonProvider.ExtendAsync(Owner, TimeSpan, CancellationToken)"/> moves the end.</summary>
    public TimeSpan EndNotice { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The way into machines, which such a place does not have itself, as over SSH; stays the caller's to dispose. Null, the default: nodes cannot be entered.</summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>Where <see cref="Transport"/> finds a machine by its address, and whom it logs in as; default: <c>cc</c> at that address.</summary>
    public Func<string, NodeAddress> Reach { get; init; } = static address => new NodeAddress(address) { User = "cc" };

    /// <summary>How late lists may be; default 10 s.</summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for an answer; default 60 s. What came of a change that has none is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the first pause between two looks at a lease is, and by how much each is longer; default 5 s.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two looks; default 45 s, and twice as long while the start is farther away than that.</summary>
    public TimeSpan LookPeriodMax { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Calls that change something under way at once, 1 or more; default 4.</summary>
    public int CallsMax { get; init; } = 4;

    /// <summary>Items on a page of a list, 2 to 1000 (Nova's default bound); default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>What requests go through; stays the caller's to dispose. Null, the default: the network.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Time of waits and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for tokens and jitter; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    /// <summary>The sites; no secrets.</summary>
    public override string ToString() => string.Join(", ", Sites);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be.</exception>
    internal ChameleonOptions Checked()
    {
        WrongOptions wrong = new();
        if (wrong.Needs(nameof(Sites), Sites, "name one or more"))
        {
            foreach (string fault in Sites.Select(site => site.Fault()).OfType<string>())
            {
                wrong.Add(isWrong: true, nameof(Sites), $"{fault}", "mend it");
            }

            wrong.Add(Sites.DistinctBy(site => site.Region, StringComparer.Ordinal).Count() < Sites.Count, nameof(Sites), $"two have the same region", "name each once");
        }

        wrong.Needs(nameof(Reach), Reach);
        wrong.Needs(nameof(Image), Image);
        wrong.Needs(nameof(Flavor), Flavor);
        wrong.Needs(nameof(Network), Network);
        wrong.AtLeast(nameof(Length), Length, TimeSpan.FromMinutes(1));
        wrong.Between(nameof(ServersMax), ServersMax, 1);
        wrong.Between(nameof(NodesPerLeaseMax), NodesPerLeaseMax, 1);
        wrong.AtLeast(nameof(LeaseStartMax), LeaseStartMax, TimeSpan.Zero);
        wrong.AtLeast(nameof(EndNotice), EndNotice, TimeSpan.Zero);
        wrong.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Positive(nameof(LookPeriod), LookPeriod);
        wrong.AtLeast(nameof(LookPeriodMax), LookPeriodMax, LookPeriod);
        wrong.Between(nameof(CallsMax), CallsMax, 1);
        wrong.Between(nameof(PageSize), PageSize, 2, 1000);
        wrong.Throw();
        return this;
    }
}

/// <summary>A site of the testbed, and who calls it.</summary>
/// <param name="Region">Its region in the catalog of its services, as in <c>CHI@UC</c>; no slash.</param>
/// <param name="Identity">Root of the identity service, with its version, as in <c>https://chi.uc.chameleoncloud.org:5000/v3</c>.</param>
/// <param name="CredentialId">Id of an application credential, which belongs to one project.</param>
/// <param name="CredentialSecret">Its secret.</param>
public sealed record ChameleonSite(string Region, Uri Identity, string CredentialId, string CredentialSecret)
{
    /// <summary>Root of the compute service, as in <c>https://chi.uc.chameleoncloud.org:8774/v2.1</c>; null, the default: as the catalog says. The others likewise.</summary>
    public Uri? Compute { get; init; }

    /// <summary>Root of the reservation service, with <c>/v1</c>.</summary>
    public Uri? Reservation { get; init; }

    /// <summary>Root of the image service, with <c>/v2</c> or without.</summary>
    public Uri? Image { get; init; }

    /// <summary>Root of the network service, with <c>/v2.0</c> or without.</summary>
    public Uri? Network { get; init; }

    /// <summary>Where and who; no secret.</summary>
    public override string ToString() => $"{Region} {Identity} {CredentialId}";

    /// <summary>Why it cannot be; null: it can.</summary>
    internal string? Fault() =>
        string.IsNullOrEmpty(Region) || Region.Contains('/', StringComparison.Ordinal) ? $"region '{Printable.Escape(Region ?? "")}' is not one or more letters without slashes"
        : new[] { Identity, Compute, Reservation, Image, Network }.OfType<Uri>().FirstOrDefault(address => !address.IsAbsoluteUri || address.Scheme is not ("http" or "https")) is { } wrong ? $"address '{Printable.Escape(wrong.ToString())}' is no http or https address"
        : string.IsNullOrEmpty(CredentialId) || CredentialSecret is null ? $"{Region} has no application credential"
        : null;
}
