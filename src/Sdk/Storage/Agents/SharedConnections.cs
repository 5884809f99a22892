using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Storage.Agents;

/// <summary>Makes what sends the requests of agents over the network.</summary>
public static class SharedConnections
{
    /// <summary>A handler whose connections all requests share. Goes to loopback without a proxy, whatever the machine is told.</summary>
    /// <param name="manager">The manager's address.</param>
    /// <param name="authority">The one authority that is believed; null: those of this machine.</param>
    /// <param name="certificate">The certificate of a server; null for none. Connections with one belong to that server alone.</param>
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
