namespace Scalewright.Providers.Containers;

/// <summary>Files of a TLS connection to a container engine, in PEM.</summary>
/// <remarks>The certificate of the engine is always verified, with the host name of its address.</remarks>
public sealed record EngineTls
{
    /// <summary>
    /// Path of the certificates of the authorities that the certificate of the engine must come from. Empty, the
    /// default: those of the system.
    /// </summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>
    /// Path of the client certificate, followed by its intermediate certificates. Empty, the default, if the engine
    /// requires none.
    /// </summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>Path of the key of the client certificate, without encryption. Default: empty.</summary>
    public string KeyFile { get; init; } = "";
}
