using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage.Agents;

namespace StorageSimulatorSample;

/// <summary>Where the manager is, and by which authority it is believed.</summary>
internal sealed record ManagerAddress(Uri Url, FileInfo? Authority, Uri? AgentUrl = null) : IDisposable
{
    private readonly X509Certificate2? _authority = Authority is null ? null : X509CertificateLoader.LoadCertificateFromFile(Authority.FullName);

    private HttpLine? _shared;

    public bool UsesTls => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>A line without a certificate, which any number of servers share.</summary>
    public HttpLine Shared => _shared ??= new HttpLine(AgentUrl ?? Url, Handler()) { TakesHttp2 = AgentUrl is not null };

    /// <summary>What sends requests of a user, or of a server with its certificate.</summary>
    public HttpMessageHandler Handler(X509Certificate2? certificate = null) => SharedConnections.Create(Url, _authority, certificate);

    public void Dispose()
    {
        _shared?.Dispose();
        _authority?.Dispose();
    }
}
