namespace Scalewright.Storage.Managing.Book;

/// <summary>A server that registered.</summary>
internal sealed record HostRecord(int Id, string Fqdn, string Nodename, string Profile)
{
    public string? Address { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Serial number of its certificate, in capitals.</summary>
    public string CertificateSerial { get; init; } = "";

    /// <summary><c>undeployed</c> until it is set up, then <c>managed</c>.</summary>
    public string State { get; init; } = Undeployed;

    public const string Undeployed = "undeployed";
    public const string Managed = "managed";

    public bool IsServer => !Profile.Contains("worker", StringComparison.Ordinal);
}
