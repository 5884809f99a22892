namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A machine that can be leased.</summary>
internal sealed record LeaseHost
{
    public string Id { get; init; } = "";

    public string? HypervisorHostname { get; init; }

    public string? NodeType { get; init; }

    public int Vcpus { get; init; }

    public long MemoryMb { get; init; }

    public bool Reservable { get; init; } = true;
}
