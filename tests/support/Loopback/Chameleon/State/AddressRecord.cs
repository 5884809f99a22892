namespace Loopback.Chameleon.State;

internal sealed class AddressRecord
{
    public required string Id { get; init; }

    public required string Address { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ServerRecord? Server { get; set; }
}
