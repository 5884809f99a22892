namespace Scalewright.Providers.Grid5000;

/// <summary>Options of a <see cref="Grid5000Provider"/>.</summary>
/// <param name="Address">Root of the API, for example <c>https://api.grid5000.fr/stable</c>.</param>
/// <param name="User">User who owns the jobs.</param>
/// <param name="Password">The user's password.</param>
public sealed record Grid5000Options(Uri Address, string User, string Password)
    : TestbedOptions(TimeSpan.FromSeconds(30), static machine => new NodeAddress(machine) { User = "root" })
{
    /// <summary>
    /// Sites where nodes are created, 1 or more. The first site is the default. The cloud of a node selects its
    /// placement: <c>rennes</c> for a site, or <c>rennes/alpha</c> for a cluster at that site.
    /// </summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>Duration of reservations, in whole seconds. Default 1 hour.</summary>
    public TimeSpan Walltime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Start of reservations. Default null: as soon as capacity is available, independently for each site.
    /// <see cref="Grid5000Provider.FindEarliestStartAsync"/> finds a time at which all sites have capacity.
    /// </summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>
    /// Time zone of the scheduler, in which start times are sent. Default null: <c>Europe/Paris</c>, which must be
    /// available on this machine.
    /// </summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>Queue of the scheduler. Default empty: the scheduler selects it.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Project that is charged for the reserved time. Default empty: not specified.</summary>
    public string Project { get; init; } = "";

    /// <summary>
    /// Required properties of machines in the syntax of the scheduler's database, for example <c>memnode &gt; 8192</c>.
    /// Default empty: no requirements.
    /// </summary>
    public string Properties { get; init; } = "";

    /// <summary>
    /// Environment deployed to the machines of nodes that use the default image of
    /// <see cref="Topologies.NodeHardware"/>. Default <c>debian12-min</c>. If empty, nothing is deployed, and the
    /// site's own system is used.
    /// </summary>
    public string Environment { get; init; } = "debian12-min";

    /// <summary>Public SSH key for root on deployed machines. Required for deployments.</summary>
    public string PublicKey { get; init; } = "";

    /// <summary>Maximum number of deployments before a node is marked as failed, 1 or more. Default 3.</summary>
    public int MaxDeploymentAttempts { get; init; } = 3;

    /// <summary>
    /// Period for which a machine is excluded from requests of this provider after all deployments to it failed.
    /// Default 1 hour. Zero: machines are never excluded.
    /// </summary>
    public TimeSpan QuarantinePeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Maximum number of nodes in one job, 1 or more. Default 50. A job ends as a whole: machines of removed nodes stay
    /// reserved until the last node of the job is removed. With 1, each machine is released as soon as its node is
    /// removed.
    /// </summary>
    public int MaxNodesPerJob { get; init; } = 50;

    /// <summary>
    /// Returns a new password after the current one was refused. It is called once for all requests. If the new
    /// password is also refused, the operation fails. Default null: the operation fails at the first refusal.
    /// </summary>
    public Func<CancellationToken, Task<string>>? RenewPassword { get; init; }

    /// <summary>Returns the address, user and sites, without the password.</summary>
    public override string ToString() => $"{Address} {User} {string.Join(' ', Sites)}";

    private protected override void Check(OptionsValidation validation)
    {
        CheckAccount(validation, Address, User, Password, Sites);
        validation.AtLeast(nameof(Walltime), Walltime, TimeSpan.FromSeconds(1));
        validation.Between(nameof(MaxDeploymentAttempts), MaxDeploymentAttempts, 1);
        validation.Between(nameof(MaxNodesPerJob), MaxNodesPerJob, 1);
        validation.AtLeast(nameof(QuarantinePeriod), QuarantinePeriod, TimeSpan.Zero);
        validation.Between(nameof(PageSize), PageSize, 2, 500);
    }
}
