namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>One server.</summary>
internal sealed record ServerAnswer
{
    public Server? Server { get; init; }
}
