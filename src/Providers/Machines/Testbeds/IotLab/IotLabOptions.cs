using System.Collections.Immutable;

namespace Scalewright.Providers.IotLab;

/// <summary>Options of an <see cref="IotLabProvider"/>.</summary>
/// <param name="Address">Root of the API, for example <c>https://www.iot-lab.info/api</c>.</param>
/// <param name="User">User who owns the experiments.</param>
/// <param name="Password">The user's password.</param>
public sealed record IotLabOptions(Uri Address, string User, string Password)
    : TestbedOptions(TimeSpan.FromMinutes(1), static board => new NodeAddress($"node-{board}") { User = "root" })
{
    /// <summary>
    /// Sites where nodes are created, 1 or more. The first site is the default. The cloud of a node selects its
    /// placement: <c>grenoble</c>, <c>grenoble/m3:at86rf231</c>, <c>grenoble/m3:at86rf231/mobile</c> for mobile boards,
    /// or <c>grenoble/m3-7</c> for a specific board.
    /// </summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>Default kind of board, consisting of board and radio. Default <c>m3:at86rf231</c>.</summary>
    public string Architecture { get; init; } = "m3:at86rf231";

    /// <summary>Domain suffix of full board names. Default <c>iot-lab.info</c>.</summary>
    public string Domain { get; init; } = "iot-lab.info";

    /// <summary>Duration of reservations, in whole minutes. Default 1 hour.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Indicates whether nodes that are created together start together where the API allows it. Default true: boards
    /// selected by kind (up to nine kinds), at any sites and with any firmware, form one experiment, and boards
    /// selected by name, at any sites, form another. False: each kind and firmware at a site is an independent
    /// experiment that waits, starts, is refused and ends separately.
    /// </summary>
    public bool StartNodesTogether { get; init; } = true;

    /// <summary>
    /// Start of experiments, in whole seconds, as found by <see cref="IotLabProvider.FindEarliestStartAsync"/>. Default
    /// null. With null or a past time, each experiment starts as soon as capacity is available, independently of the
    /// others.
    /// </summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>
    /// Firmware for nodes that use the default image of <see cref="Topologies.NodeHardware"/>: a key of
    /// <see cref="FirmwareFiles"/>, or a firmware stored in the testbed account. Default empty: no firmware.
    /// </summary>
    public string Firmware { get; init; } = "";

    /// <summary>Firmware files to upload, by the names used in nodes or <see cref="Firmware"/>. Default none.</summary>
    public ImmutableDictionary<string, ImmutableArray<byte>> FirmwareFiles { get; init; } =
        ImmutableDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>Monitoring profile of the account for all boards. Default empty: no monitoring.</summary>
    public string MonitoringProfile { get; init; } = "";

    /// <summary>
    /// Maximum number of deployments of a board before its node is marked as failed, 1 or more. Default 3. The testbed
    /// makes the first deployment.
    /// </summary>
    public int MaxDeploymentAttempts { get; init; } = 3;

    /// <summary>
    /// Maximum number of nodes in one experiment, 1 or more. Default 50. An experiment ends as a whole: boards of
    /// removed nodes stay reserved until its last node is removed. With 1, each board is released as soon as its node
    /// is removed.
    /// </summary>
    public int MaxNodesPerExperiment { get; init; } = 50;

    /// <summary>
    /// Boards that run Linux and thus accept connections, by the first part of their names. Default <c>a8</c> and
    /// <c>rpi3</c>.
    /// </summary>
    public ValueList<string> LinuxBoards { get; init; } = ["a8", "rpi3"];

    /// <summary>
    /// Returns a new password after the current one was refused. It is called once for all requests. If the new
    /// password is also refused, the operation fails. Default null: the operation fails at the first refusal.
    /// </summary>
    public Func<CancellationToken, Task<string>>? RenewPassword { get; init; }

    /// <summary>
    /// Delay between polls of <see cref="IotLabProvider.FindEarliestStartAsync"/>. Default 5 seconds.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Returns the address, user and sites, without the password.</summary>
    public override string ToString() => $"{Address} {User} {string.Join(' ', Sites)}";

    private protected override void Check(OptionsValidation validation)
    {
        CheckAccount(validation, Address, User, Password, Sites);
        validation.Needs(nameof(FirmwareFiles), FirmwareFiles is null ? null : this);
        validation.Needs(nameof(Architecture), Architecture);
        validation.Needs(nameof(Domain), Domain);
        validation.AtLeast(nameof(Duration), Duration, TimeSpan.FromMinutes(1));
        validation.Between(nameof(MaxDeploymentAttempts), MaxDeploymentAttempts, 1);
        validation.Between(nameof(MaxNodesPerExperiment), MaxNodesPerExperiment, 1);
        validation.Positive(nameof(PollInterval), PollInterval);
        validation.Between(nameof(PageSize), PageSize, 2, 500);
    }
}
