namespace Scalewright.Providers.Simulation;

/// <summary>Fails calls to clouds.</summary>
/// <param name="Failure">Kind of the failure.</param>
/// <example>
/// Provisions nodes while the cloud rejects 30 % of all changes as busy:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(4).Build()).Build();
/// await using SimulationProvider provider = new() { Seed = 42 };
/// provider.Inject(new FailCalls(CallFailure.Busy) { Probability = 0.3, Duration = TimeSpan.FromMinutes(10) });
/// await provider.RunAsync(async token =>
/// {
///     await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
///     Console.WriteLine($"{cluster.Nodes.Count} nodes after {provider.Elapsed}");
/// });
/// </code>
/// </example>
public sealed record FailCalls(CallFailure Failure) : Fault
{
    /// <summary>Kinds of the affected calls. Default: calls that change resources.</summary>
    public CallKinds Kinds { get; init; } = CallKinds.Steps;

    /// <summary>Affected cloud. Default null: any cloud. Empty: the cloud of nodes that do not name a cloud.</summary>
    public string? Cloud { get; init; }

    /// <summary>Maximum number of affected calls, 1 or more. Default unlimited.</summary>
    public int MaxCount { get; init; } = int.MaxValue;

    /// <summary>Probability that a call fails, 0 to 1. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Retry delay of throttled and busy responses. Default null: no delay is returned.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Name of the random stream. A different text changes the traces of all seeds.</summary>
    internal string Stream =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"FailCalls {{ For = {Duration}, Failure = {Failure}, Kinds = {Kinds}, Cloud = {Cloud}, CountMax = "
                + $"{MaxCount}, Chance = {Probability}, RetryAfter = {RetryAfter} }}"
        );

    private protected override string Description =>
        $"{FaultDescriptions.Part(Probability)}{FaultDescriptions.DescribeCalls(Kinds, Cloud)} "
        + $"{Fate}{Advice}{(MaxCount < int.MaxValue ? $", {MaxCount} at most{(Duration is null ? "" : ",")}" : "")}"
        + $"{DurationSuffix}";

    private string Fate =>
        Failure switch
        {
            CallFailure.Busy => "are refused as busy",
            CallFailure.Throttled => "are rejected because of rate limiting",
            CallFailure.RequestLost => "are lost",
            CallFailure.ResponseLost => "are executed, but their responses are lost",
            CallFailure.Duplicated => "arrive twice",
            CallFailure.CredentialsRefused => "are rejected because of their credentials",
            _ => $"fail in way {Failure}",
        };

    private string Advice =>
        RetryAfter is { } time && Failure is CallFailure.Busy or CallFailure.Throttled ? $" with the advice to wait {time}" : "";

    internal override void CheckValues(FaultCheck check)
    {
        check.Defined(nameof(Failure), Failure);
        check.Kinds(nameof(Kinds), Kinds);
        check.Count(nameof(MaxCount), MaxCount, 1);
        check.Random(nameof(Probability), Probability);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Inject(World world) => world.CallFaults.Start(this);
}
