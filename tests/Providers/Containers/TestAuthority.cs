using System.Security.Cryptography.X509Certificates;

namespace Containers.Tests;

/// <summary>Authority that issues certificates for one day.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private byte _serial;

    public TestAuthority(string name)
    {
        CertificateRequest request = new($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    /// <summary>Writes ca.pem, and cert.pem and key.pem of a server.</summary>
    public void WriteServer(string folder, params string[] addresses) => Write(folder, ServerUse, names =>
        {
            foreach (string address in addresses)
            {
                names.AddIpAddress(IPAddress.Parse(address));
            }
        });

    /// <summary>Writes ca.pem, and cert.pem and key.pem of a client.</summary>
    public void WriteClient(string folder) => Write(folder, ClientUse, static names => names.AddDnsName("client"));

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private void Write(string folder, string use, Action<SubjectAlternativeNameBuilder> addNames)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        using X509Certificate2 issued = request.Create(
            _certificate,
            new DateTimeOffset(_certificate.NotBefore),
            new DateTimeOffset(_certificate.NotAfter),
            [1, ++_serial]
        );
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "cert.pem"), issued.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
