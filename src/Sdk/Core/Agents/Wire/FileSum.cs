namespace Scalewright.Agents.Wire;

/// <summary>What a file that arrived whole amounts to.</summary>
internal sealed record FileSum
{
    public long Length { get; set; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; set; } = "";
}
