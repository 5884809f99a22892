using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Private key with which a server authenticates to its manager.</summary>
public sealed class ServerIdentity : IDisposable
{
    /// <summary>Default name of a machine without a host name. Managers reject it.</summary>
    public const string UnknownHostName = "localhost.localdomain";

    private readonly ECDsa _key;

    private ServerIdentity(string fqdn, ECDsa key) => (Fqdn, _key) = (fqdn, key);

    /// <summary>Full name of the server.</summary>
    public string Fqdn { get; }

    /// <summary>Private key, PEM.</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Creates an identity with a new P-256 key.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The name is the default name of machines without a host name.</exception>
    public static ServerIdentity Create(string fqdn)
    {
        CheckName(fqdn);
        return new ServerIdentity(fqdn, ECDsa.Create(ECCurve.NamedCurves.nistP256));
    }

    /// <summary>Loads an identity from a stored key.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="keyPem">Stored value of <see cref="KeyPem"/>.</param>
    /// <exception cref="StorageException">The name is the default name of machines without a host name, or the key is invalid.</exception>
    public static ServerIdentity Load(string fqdn, string keyPem)
    {
        CheckName(fqdn);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(keyPem);

            // The import accepts a public key, which has nothing to export.
            CryptographicOperations.ZeroMemory(key.ExportPkcs8PrivateKey());
            return new ServerIdentity(fqdn, key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Reject(fqdn, $"the stored key of '{TextEscaping.Escape(fqdn)}' cannot be read", exception);
        }
    }

    /// <summary>Creates the registration request of the server.</summary>
    /// <param name="nodename">Short name of the server.</param>
    /// <param name="version">Version of its agent, for example <c>3.0.1</c>.</param>
    public Registration CreateRegistration(string nodename, string version)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(Fqdn);
        return new Registration
        {
            Fqdn = Fqdn,
            Nodename = nodename,
            Version = version,
            Capabilities = ["manage_targets"],
            CertificateRequest = new CertificateRequest(subject.Build(), _key, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
        };
    }

    /// <summary>Combines the certificate issued by a manager with the private key, for use with TLS.</summary>
    /// <param name="certificatePem">Certificate, PEM.</param>
    /// <exception cref="StorageException">The certificate is invalid or belongs to another key.</exception>
    public X509Certificate2 AttachCertificate(string certificatePem)
    {
        try
        {
            using X509Certificate2 bare = X509Certificate2.CreateFromPem(certificatePem);
            using X509Certificate2 whole = bare.CopyWithPrivateKey(_key);
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw Reject(Fqdn, $"the certificate of '{TextEscaping.Escape(Fqdn)}' cannot be used", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static void CheckName(string fqdn)
    {
        ArgumentException.ThrowIfNullOrEmpty(fqdn);
        if (string.Equals(fqdn, UnknownHostName, StringComparison.Ordinal))
        {
            throw new StorageException(
                ProblemCode.AgentMismatch,
                "fqdn",
                $"'{UnknownHostName}' is the name of every machine without one",
                "name the server"
            );
        }
    }

    private static StorageException Reject(string fqdn, string found, Exception exception) =>
        new([new Problem(ProblemCode.AuthenticationFailed, found, "register the server again") { Field = fqdn }], exception);
}
