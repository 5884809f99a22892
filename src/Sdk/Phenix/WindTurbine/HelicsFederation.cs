namespace Scalewright.Plugins.WindTurbine;

/// <summary>Co-simulation that receives the power of turbines: <c>helics</c> of a profile.</summary>
internal sealed record HelicsFederation
{
    /// <summary>Node of the broker; null if <see cref="BrokerAddress"/> is set. <c>broker.hostname</c>.</summary>
    public string? BrokerHost { get; init; }

    /// <summary>Interface of the broker's node; null: the first. <c>broker.hostname</c>, after the <c>|</c>.</summary>
    public string? BrokerInterface { get; init; }

    public string? BrokerAddress { get; init; }

    /// <summary>Federates besides the turbines; null: not passed to the broker. <c>broker.base-fed-count</c>.</summary>
    public int? BaseFederateCount { get; init; }

    /// <summary>Endpoint for updates; null: updates are published. <c>federate</c> and <c>endpoint</c>.</summary>
    public string? Endpoint { get; init; } = "OpenDSS/updates";

    public string LogLevel { get; init; } = "SUMMARY";

    /// <summary>Topic; null: the turbine's topic. <c>topic</c>.</summary>
    public string? Topic { get; init; }

    internal static HelicsFederation From(HelicsOptions options)
    {
        string[] host = options.Broker?.Hostname?.Split('|', 2) ?? [];
        return new HelicsFederation
        {
            BrokerHost = host.ElementAtOrDefault(0),
            BrokerInterface = host.ElementAtOrDefault(1),
            BrokerAddress = NullIfEmpty(options.Broker?.Address),
            BaseFederateCount = options.Broker?.BaseFederateCount,
            Endpoint = options.Endpoint is { } endpoint ? ResolveEndpoint(options.Federate, endpoint) : null,
            LogLevel = options.LogLevel ?? "SUMMARY",
            Topic = NullIfEmpty(options.Topic),
        };
    }

    private static string ResolveEndpoint(string? federate, string endpoint) =>
        endpoint.Contains('/', StringComparison.Ordinal) ? endpoint : $"{federate ?? "OpenDSS"}/{endpoint}";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
