namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>What a project may have, and has.</summary>
internal sealed record LimitsAnswer
{
    public Limits? Limits { get; init; }
}
