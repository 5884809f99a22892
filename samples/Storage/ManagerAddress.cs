using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage.Agents;

namespace StorageSample;

/// <summary>Address of the manager, and the authority that it is trusted by.</summary>
internal sealed record ManagerAddress(Uri Url, FileInfo? Authority, Uri? AgentUrl = null) : IDisposable
{
    private readonly X509Certificate2? _authority = Authority is null ? null : Load(Authority);

    private HttpManagerChannel? _shared;

    /// <summary>Time source. A manager in this process may not use the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Connects to a manager in this process, without a network; null for a remote one.</summary>
    public HttpMessageHandler? InProcess { get; init; }

    public bool UsesTls => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>Line without a certificate, which all servers can share.</summary>
    public HttpManagerChannel Shared => _shared ??= new HttpManagerChannel(AgentUrl ?? Url, Handler(), Clock) { UsesHttp2PriorKnowledge = AgentUrl is not null };

    /// <summary>Handler for requests of a user, or of a server with its certificate.</summary>
    public HttpMessageHandler Handler(X509Certificate2? certificate = null) => InProcess ?? AgentHttpHandlers.Create(Url, _authority, certificate);

    private static X509Certificate2 Load(FileInfo file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file.FullName);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SimulatorException($"--ca {file}: {exception.Message}; give the certificate that the manager writes with its own --ca", exception);
        }
    }

    public void Dispose()
    {
        _shared?.Dispose();
        _authority?.Dispose();
    }
}
