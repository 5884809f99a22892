namespace Scalewright.Agents.Services;

/// <summary>Method of a service, as callers identify it.</summary>
/// <param name="Service">Dotted name of the service.</param>
/// <param name="Digest">Digest of the service; empty: not compared.</param>
/// <param name="Name">Name of the method; empty: checks only that the service exists.</param>
public sealed record ServiceMethod(string Service, string Digest, string Name)
{
    /// <summary>Timeout of the response, or of each value of a stream; null: the timeout of the connection.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True if the call is idempotent. Default false.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Returns service and method, separated by a dot.</summary>
    public override string ToString() => Name.Length == 0 ? Service : $"{Service}.{Name}";
}
