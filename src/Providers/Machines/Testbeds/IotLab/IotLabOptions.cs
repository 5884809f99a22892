using System.Collections.Immutable;

namespace Scalewright.Providers.IotLab;

/// <summary>Where boards are reserved, who reserves them, for how long, and what is put on them.</summary>
/// <param name="Address">Root of the API, as in <c>https://www.iot-lab.info/api</c>.</param>
/// <param name="User">Whose experiments they are.</param>
/// <param name="Password">The user's password.</param>
public sealed record IotLabOptions(Uri Address, string User, string Password)
{
    /// <summary>Sites of nodes, the one of nodes that name none first, 1 or more. A node says where it wants to be by its cloud: <c>grenoble</c>, <c>grenoble/m3:at86rf231</c>,
    /// <c>grenoble/m3:at86rf231/mobile</c> for boards that move, or <c>grenoble/m3-7</c> for a certain board.</summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>The kind of board of nodes that name none, as board and radio; default <c>m3:at86rf231</c>.</summary>
    public string Architecture { get; init; } = "m3:at86rf231";

    /// <summary>What full names of boards end with; default <c>iot-lab.info</c>.</summary>
    public string Domain { get; init; } = "iot-lab.info";

    /// <summary>How long boards are reserved for, in whole minutes; default 1 hour.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether nodes that are made together begin together, wherever the API can: boards by kind, of whatever kinds (up to nine), sites and firmwares, are one experiment, and so are boards by name, of whatever
    /// sites. Default true. False: each kind and firmware of a site is an experiment that waits, begins, is refused and ends by itself.</summary>
    public bool StartsTogether { get; init; } = true;

    /// <summary>When experiments begin, in whole seconds, as <see cref="IotLabProvider.FindStartAsync"/> finds it; null, the default, and a time that has passed: as soon as there is room, each by itself.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>What is put on boards of nodes that say nothing else than the default of <see cref="Topologies.NodeHardware"/>: a key of <see cref="FirmwareFiles"/>, or a firmware that the account
    /// has at the testbed. Empty, the default: nothing is.</summary>
    public string Firmware { get; init; } = "";

    /// <summary>Firmwares that are sent along, by the names that nodes or <see cref="Firmware"/> call them; default none.</summary>
    public ImmutableDictionary<string, ImmutableArray<byte>> FirmwareFiles { get; init; } = ImmutableDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>The account's monitoring profile that measures all boards; empty, the default: none does.</summary>
    public string MonitoringProfile { get; init; } = "";

    /// <summary>How often a board is deployed before its node has failed, 1 or more; default 3. The first time is the testbed's.</summary>
    public int DeploymentsMax { get; init; } = 3;

    /// <summary>Nodes of one experiment, 1 or more; default 50. An experiment ends as a whole: boards of nodes that were removed stay reserved until its last node is. With 1 each node is given back at once.</summary>
    public int NodesPerExperimentMax { get; init; } = 50;

    /// <summary>How long before an experiment's end its nodes are told to end; default 10 minutes, and never more than half of the whole time. <see cref="IotLabProvider.ReloadAsync"/> asks for the same again.</summary>
    public TimeSpan EndNotice { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Boards that run Linux and so can be entered, by the first word of their names; default <c>a8</c> and <c>rpi3</c>.</summary>
    public ValueList<string> LinuxBoards { get; init; } = ["a8", "rpi3"];

    /// <summary>The way into boards with Linux, which such a place does not have itself, as over SSH; stays the caller's to dispose. Null, the default: nodes cannot be entered.</summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>Where <see cref="Transport"/> finds a board by its full name, and whom it logs in as; default: <c>root</c> at <c>node-NAME</c>, the testbed's name for the system on it.</summary>
    public Func<string, NodeAddress> Reach { get; init; } = static board => new NodeAddress($"node-{board}") { User = "root" };

    /// <summary>Gives a new password for one that was refused. Asked once for all calls; a call that is refused again stops the work. Null, the default: the first refusal does.</summary>
    public Func<CancellationToken, Task<string>>? RenewPassword { get; init; }

    /// <summary>How late lists may be; default 10 s.</summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait for an answer; default 1 minute, as flashing many boards takes long. What came of a change that has none is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the first pause of <see cref="IotLabProvider.FollowAsync"/> is, and by how much each is longer; each of <see cref="IotLabProvider.FindStartAsync"/> is as long. Default 5 s.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two looks of <see cref="IotLabProvider.FollowAsync"/>; default 45 s, and twice as long while the start is farther away than that.</summary>
    public TimeSpan LookPeriodMax { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Calls that change something under way at once, 1 or more; default 4.</summary>
    public int CallsMax { get; init; } = 4;

    /// <summary>Experiments on a page of a list, 2 to 500 (the API's bound); default 500.</summary>
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
    internal IotLabOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Address(nameof(Address), Address);
        wrong.Needs(nameof(User), User);
        wrong.Needs(nameof(Password), Password is null ? null : this);
        wrong.Needs(nameof(Reach), Reach);
        wrong.Needs(nameof(FirmwareFiles), FirmwareFiles is null ? null : this);
        wrong.Needs(nameof(Architecture), Architecture);
        wrong.Needs(nameof(Domain), Domain);
        if (wrong.Needs(nameof(Sites), Sites, "name one or more"))
        {
            wrong.Add(Sites.Any(site => string.IsNullOrEmpty(site) || site.Contains('/', StringComparison.Ordinal)), nameof(Sites), $"'{Printable.Escape(string.Join(", ", Sites))}' has what is no site", "use words without slashes");
        }

        wrong.AtLeast(nameof(Duration), Duration, TimeSpan.FromMinutes(1));
        wrong.Between(nameof(DeploymentsMax), DeploymentsMax, 1);
        wrong.Between(nameof(NodesPerExperimentMax), NodesPerExperimentMax, 1);
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
