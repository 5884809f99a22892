namespace Scalewright.Agents.Wire;

internal sealed record TransferDigest
{
    public long Length { get; set; }

    /// <summary>SHA-256 in lowercase hexadecimal.</summary>
    public string Sha256 { get; set; } = "";
}
