using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StorageSample.Managing;

/// <summary>Issues the certificates of servers and of the manager.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _clock;

    private CertificateAuthority(X509Certificate2 certificate, TimeProvider clock) => (_certificate, _clock) = (certificate, clock);

    /// <summary>Certificate of the authority, PEM. Clients trust the manager through it.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    internal string Pem
    {
        get
        {
            using ECDsa key = _certificate.GetECDsaPrivateKey()!;
            return $"{CertificatePem}\n{key.ExportPkcs8PrivateKeyPem()}";
        }
    }

    internal static CertificateAuthority Create(TimeProvider clock)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Storage manager authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)
        );
        DateTimeOffset now = clock.GetUtcNow();
        using X509Certificate2 created = request.CreateSelfSigned(now - Slack, now + Life);
        return new CertificateAuthority(Keep(created), clock);
    }

    internal static CertificateAuthority Load(string pem, TimeProvider clock)
    {
        using X509Certificate2 loaded = X509Certificate2.CreateFromPem(pem, pem);
        return new CertificateAuthority(Keep(loaded), clock);
    }

    /// <summary>Creates the certificate with which the manager authenticates on this machine.</summary>
    public X509Certificate2 CreateServerCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = Sign(request);
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);
        return Keep(whole);
    }

    /// <summary>Returns true if this authority issued a certificate that is currently valid.</summary>
    /// <param name="certificate">Certificate of a client.</param>
    public bool IsIssuerOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <summary>Issues a certificate for a request. Returns null if the request is invalid.</summary>
    internal (string Name, string Serial, string Pem)? Sign(string requestPem)
    {
        try
        {
            CertificateRequest request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
            string name = request
                .SubjectName.EnumerateRelativeDistinguishedNames()
                .Where(part =>
                    !part.HasMultipleElements && string.Equals(part.GetSingleElementType().Value, "2.5.4.3", StringComparison.Ordinal)
                )
                .Select(part => part.GetSingleElementValue())
                .FirstOrDefault()
                ?? "";
            using X509Certificate2 signed = Sign(request);
            return (name, signed.SerialNumber, signed.ExportCertificatePem());
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        DateTimeOffset last = new(_certificate.NotAfter.ToUniversalTime());
        DateTimeOffset end = now + Life - Slack;
        return request.Create(_certificate, now - Slack, end < last ? end : last, RandomNumberGenerator.GetBytes(16));
    }

    [SuppressMessage("Security", "CA5350", Justification = "The container never leaves memory.")]
    private static X509Certificate2 Keep(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
}
