using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>The key of a server, with which it proves to its manager who it is.</summary>
public sealed class ServerIdentity : IDisposable
{
    /// <summary>The name of a machine that has none of its own; no manager takes it.</summary>
    public const string NoName = "localhost.localdomain";

    private readonly ECDsa _key;

    private ServerIdentity(string fqdn, ECDsa key) => (Fqdn, _key) = (fqdn, key);

    /// <summary>Full name of the server.</summary>
    public string Fqdn { get; }

    /// <summary>The private key, PEM.</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A server with a new key on the curve P-256.</summary>
    /// <param name="fqdn">Its full name.</param>
    /// <exception cref="StorageException">The name is that of every machine without a name.</exception>
    public static ServerIdentity Create(string fqdn)
    {
        ArgumentException.ThrowIfNullOrEmpty(fqdn);
        return string.Equals(fqdn, NoName, StringComparison.Ordinal)
            ? throw new StorageException(ProblemCode.AgentMismatch, "fqdn", $"'{NoName}' is the name of every machine without one", "name the server")
            : new ServerIdentity(fqdn, ECDsa.Create(ECCurve.NamedCurves.nistP256));
    }

    /// <summary>A server whose key was stored.</summary>
    /// <param name="fqdn">Its full name.</param>
    /// <param name="keyPem">What <see cref="KeyPem"/> gave.</param>
    /// <exception cref="StorageException">That is no key.</exception>
    public static ServerIdentity Load(string fqdn, string keyPem)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(keyPem);
            return new ServerIdentity(fqdn, key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new StorageException([new Problem(ProblemCode.CredentialsRefused, $"the stored key of '{Printable.Escape(fqdn)}' cannot be read", "register the server again") { Field = fqdn }], exception);
        }
    }

    /// <summary>How the server introduces itself.</summary>
    /// <param name="nodename">Its short name.</param>
    /// <param name="version">Version of its agent, as in <c>3.0.1</c>.</param>
    public Registration Introduce(string nodename, string version) => new()
    {
        Fqdn = Fqdn,
        Nodename = nodename,
        Version = version,
        Capabilities = ["manage_targets"],
        CertificateRequest = new CertificateRequest($"CN={Fqdn}", _key, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
    };

    /// <summary>The certificate that a manager gave, with the key, ready for TLS.</summary>
    /// <param name="certificatePem">The certificate.</param>
    /// <exception cref="StorageException">It is none, or that of another key.</exception>
    public X509Certificate2 Certify(string certificatePem)
    {
        try
        {
            using X509Certificate2 bare = X509Certificate2.CreateFromPem(certificatePem);
            using X509Certificate2 whole = bare.CopyWithPrivateKey(_key);
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw new StorageException([new Problem(ProblemCode.CredentialsRefused, $"the certificate of '{Printable.Escape(Fqdn)}' cannot be used", "register the server again") { Field = Fqdn }], exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
