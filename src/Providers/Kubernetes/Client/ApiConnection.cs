using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>HTTP connections, token of the caller and validation of the server certificate.</summary>
internal sealed class ApiConnection : IDisposable
{
    public ApiConnection(KubernetesOptions options, Random random, ILogger logger)
    {
        SocketsHttpHandler handler = new()
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = CreateTls(options.Client),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (options.Client.Proxy is { } proxy)
        {
            handler.Proxy = ProxyAt(proxy);
        }

        Recovery = new ServerRecovery(options.Clock);
        Http = new HttpMessageInvoker(new CredentialHandler(options, Recovery, logger) { InnerHandler = handler });
        Client = new ApiClient(Http, options, Recovery, random, logger);
    }

    public HttpMessageInvoker Http { get; }

    public ApiClient Client { get; }

    public ServerRecovery Recovery { get; }

    public void Dispose() => Http.Dispose();

    // .NET ignores credentials in the address of a proxy, so they are set explicitly.
    private static WebProxy ProxyAt(Uri address)
    {
        if (address.UserInfo.Split(':', 2) is not [{ Length: > 0 } user, .. var password])
        {
            return new WebProxy(address);
        }

        Uri plain = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        return new WebProxy(plain)
        {
            Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault(""))),
        };
    }

    [SuppressMessage(
        "Security",
        "CA5359",
        Justification = "Only where the user's configuration says that the certificate is not to be looked at."
    )]
    private static SslClientAuthenticationOptions CreateTls(KubernetesClientOptions access)
    {
        SslClientAuthenticationOptions tls = new();
        if (access.ClientCertificate is { } certificate)
        {
            tls.ClientCertificates = [certificate];
        }

        if (access.SkipTlsVerify)
        {
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (access.CertificateAuthorities.Count > 0)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(access.CertificateAuthorities.ToArray());
        }

        return tls;
    }
}
