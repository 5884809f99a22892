namespace Scalewright.Agents.Services;

/// <summary>A method of a service as its callers know it.</summary>
/// <param name="Service">The service's dotted name.</param>
/// <param name="Digest">The service's digest; empty: not compared.</param>
/// <param name="Name">The method's name; empty: asks only whether the service is there.</param>
public sealed record ServiceMethod(string Service, string Digest, string Name)
{
    /// <summary>When a call without an answer ends, or a stream without its next value; null: as the connection has it.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether doing it twice does no harm. Default false.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Service and method with a dot between them.</summary>
    public override string ToString() => Name.Length == 0 ? Service : $"{Service}.{Name}";
}
