using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scalewright;

namespace PhantomTutorial;

/// <summary>Creates a self-signed certificate for this machine, and clients that trust a copy of it.</summary>
internal static class Certificates
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public static X509Certificate2 Make(TimeProvider clock)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        DateTimeOffset now = clock.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddMinutes(-5), now + Life);
        // Kestrel requires a private key that outlives the object that created it.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Creates a handler that trusts the given certificate, or any certificate.</summary>
    /// <param name="authority">The only trusted certificate; null for those that this machine trusts.</param>
    /// <param name="believesAny">True to trust any certificate.</param>
    [SuppressMessage("Security", "CA5359", Justification = "Asked for by name, and logged.")]
    [SuppressMessage("Security", "MA0039", Justification = "Asked for by name, and logged.")]
    public static SocketsHttpHandler HandlerFor(FileInfo? authority, bool believesAny)
    {
        SocketsHttpHandler handler = new();
        if (believesAny)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (authority is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { Load(authority) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        return handler;
    }

    private static X509Certificate2 Load(FileInfo file)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(file.FullName);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            string found = file.Exists ? "is not a certificate" : "is not there";
            throw new IOException($"--ca: '{TextEscaping.Escape(file.Name)}' {found}; use the file that the service wrote", e);
        }
    }
}
