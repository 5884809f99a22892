namespace Scalewright.Providers.Grid5000;

/// <summary>Where machines are reserved, who reserves them, for how long, and what is put on them.</summary>
/// <param name="Address">Root of the API, as in <c>https://api.grid5000.fr/stable</c>.</param>
/// <param name="User">Whose jobs they are.</param>
/// <param name="Password">The user's password.</param>
public sealed record Grid5000Options(Uri Address, string User, string Password)
{
    /// <summary>Sites of nodes, the one of nodes that name none first, 1 or more. A node says where it wants to be by its cloud: <c>rennes</c>, or <c>rennes/alpha</c> for a cluster there.</summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>How long machines are reserved for, in whole seconds; default 1 hour.</summary>
    public TimeSpan Walltime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>When reservations begin; null, the default: as soon as there is room, each site by itself. <see cref="Grid5000Provider.FindStartAsync"/> finds a time at which all sites have it.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The zone of the scheduler's clock, in which starts are told; null, the default: <c>Europe/Paris</c>, which this machine must know.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Queue of the scheduler; empty, the default: its own choice.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Project that the time is accounted to; empty, the default: none is named.</summary>
    public string Project { get; init; } = "";

    /// <summary>What machines must be, in the words of the scheduler's database, as in <c>memnode &gt; 8192</c>; empty, the default: anything.</summary>
    public string Properties { get; init; } = "";

    /// <summary>What is put on machines of nodes that say nothing else than the default of <see cref="Topologies.NodeHardware"/>; default <c>debian12-min</c>. Empty: nothing is, and the site's own system is used.</summary>
    public string Environment { get; init; } = "debian12-min";

    /// <summary>The public key that opens deployed machines to root; needed where anything is deployed.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>How often a machine is deployed before its node has failed, 1 or more; default 3.</summary>
    public int DeploymentsMax { get; init; } = 3;

    /// <summary>How long no machine is asked for that this provider saw all deployments fail on; default 1 hour. Zero: any machine may come again at once.</summary>
    public TimeSpan AvoidanceTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Nodes of one job, 1 or more; default 50. A job ends as a whole: machines of nodes that were removed stay reserved until the last of their job is. With 1 each node is given back at once.</summary>
    public int NodesPerJobMax { get; init; } = 50;

    /// <summary>How long before a job's end its nodes are told to end; default 10 minutes, and never more than half of the whole time. <see cref="Grid5000Provider.ExtendAsync"/> asks for more time.</summary>
    public TimeSpan EndNotice { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The way into machines, which such a place does not have itself, as over SSH; stays the caller's to dispose. Null, the default: nodes cannot be entered.</summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>Where <see cref="Transport"/> finds a machine by its full name, and whom it logs in as; default: <c>root</c> at that name.</summary>
    public Func<string, NodeAddress> Reach { get; init; } = static machine => new NodeAddress(machine) { User = "root" };

    /// <summary>Gives a new password for one that was refused. Asked once for all calls; a call that is refused again stops the work. Null, the default: the first refusal does.</summary>
    public Func<CancellationToken, Task<string>>? RenewPassword { get; init; }

    /// <summary>How late lists may be; default 10 s.</summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for an answer; default 30 s. What came of a change that has none is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the first pause of <see cref="Grid5000Provider.FollowAsync"/> is, and by how much each is longer; default 5 s.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two looks of <see cref="Grid5000Provider.FollowAsync"/>; default 45 s, and twice as long while the start is farther away than that.</summary>
    public TimeSpan LookPeriodMax { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Calls that change something under way at once, 1 or more; default 4.</summary>
    public int CallsMax { get; init; } = 4;

    /// <summary>Jobs on a page of a list, 2 to 500 (the API's bound); default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>What requests go through; stays the caller's to dispose. Null, the default: the network.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Time of waits and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for tokens and jitter; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    /// <summary>Where, who and at which sites; no password.</summary>
    public override string ToString() => $"{Address} {User} {string.Join(' ', Sites)}";

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be.</exception>
    internal Grid5000Options Checked()
    {
        WrongOptions wrong = new();
        wrong.Address(nameof(Address), Address);
        wrong.Needs(nameof(User), User);
        wrong.Needs(nameof(Password), Password is null ? null : this);
        wrong.Needs(nameof(Reach), Reach);
        if (wrong.Needs(nameof(Sites), Sites, "name one or more"))
        {
            wrong.Add(Sites.Any(site => string.IsNullOrEmpty(site) || site.Contains('/', StringComparison.Ordinal)), nameof(Sites), $"'{Printable.Escape(string.Join(", ", Sites))}' has what is no site", "use words without slashes");
        }

        wrong.AtLeast(nameof(Walltime), Walltime, TimeSpan.FromSeconds(1));
        wrong.Between(nameof(DeploymentsMax), DeploymentsMax, 1);
        wrong.Between(nameof(NodesPerJobMax), NodesPerJobMax, 1);
        wrong.AtLeast(nameof(AvoidanceTime), AvoidanceTime, TimeSpan.Zero);
        wrong.AtLeast(nameof(EndNotice), EndNotice, TimeSpan.Zero);
        wrong.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Positive(nameof(LookPeriod), LookPeriod);
        wrong.AtLeast(nameof(LookPeriodMax), LookPeriodMax, LookPeriod);
        wrong.Between(nameof(CallsMax), CallsMax, 1);
        wrong.Between(nameof(PageSize), PageSize, 2, 500);
        wrong.Throw();
        return this;
    }
}
