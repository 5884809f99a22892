using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Storage.Agents;

/// <summary>Creates HTTP handlers for agents.</summary>
public static class AgentHttpHandlers
{
    /// <summary>Creates a handler with shared connections. It ignores proxy settings for loopback addresses.</summary>
    /// <param name="manager">Address of the manager.</param>
    /// <param name="authority">Only trusted certificate authority. Null: the authorities of this machine.</param>
    /// <param name="certificate">Certificate of a server, for connections of that server only; or null.</param>
    public static HttpMessageHandler Create(Uri manager, X509Certificate2? authority = null, X509Certificate2? certificate = null)
    {
        ArgumentNullException.ThrowIfNull(manager);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            UseProxy = !manager.IsLoopback,
        };
        if (authority is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return handler;
    }
}
