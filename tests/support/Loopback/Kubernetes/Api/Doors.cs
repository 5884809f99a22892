using System.Security.Cryptography.X509Certificates;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Api;

/// <summary>Admits clients with the token or a certificate of the authority, all clients without either.</summary>
internal sealed class Doors(KubernetesServerOptions options)
{
    private volatile string _token = options.Token;

    public void Renew(string token) => _token = token;

    public void Check(HttpContext http)
    {
        bool isOpen = _token.Length == 0 && options.ClientAuthority is null;
        bool hasToken = _token.Length > 0 && http.Request.Headers.Authorization == $"Bearer {_token}";
        if (!isOpen && !hasToken && !IsSigned(http.Connection.ClientCertificate))
        {
            throw new ApiFault(401, "Unauthorized", "Unauthorized");
        }
    }

    private bool IsSigned(X509Certificate2? certificate)
    {
        if (certificate is null || options.ClientAuthority is not { } authority)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
