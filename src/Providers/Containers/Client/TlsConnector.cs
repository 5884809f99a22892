using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.Containers.Client;

/// <summary>Opens TLS connections to an engine.</summary>
internal sealed class TlsConnector : IEngineConnector
{
    private readonly EngineAddress _address;
    private readonly EngineTls _files;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly X509Certificate2Collection _chain = [];
    private readonly SslStreamCertificateContext? _certificate;

    /// <exception cref="ProviderException">A file cannot be used.</exception>
    public TlsConnector(EngineAddress address, EngineTls files)
    {
        _address = address;
        _files = files;
        if (files.AuthorityFile.Length > 0 && !address.SkipsVerification)
        {
            Use(files.AuthorityFile, () => _authorities.ImportFromPemFile(files.AuthorityFile));
            if (_authorities.Count == 0)
            {
                throw ContainersProblems.Exception(ContainersProblems.UnusableTlsFile(files.AuthorityFile, "it contains no certificate"));
            }
        }

        if ((files.CertificateFile.Length > 0) != (files.KeyFile.Length > 0))
        {
            throw ContainersProblems.Exception(
                ContainersProblems.UnusableTlsFile(
                    $"{files.CertificateFile}{files.KeyFile}",
                    "a client certificate and its key are used together"
                )
            );
        }

        if (files.CertificateFile.Length > 0)
        {
            string key = Use(files.KeyFile, () => File.ReadAllText(files.KeyFile));
            X509Certificate2 clientCertificate = Use($"{files.CertificateFile} with {files.KeyFile}", () =>
                X509Certificate2.CreateFromPem(File.ReadAllText(files.CertificateFile), key)
            );
            Use(files.CertificateFile, () => _chain.ImportFromPemFile(files.CertificateFile));
            _certificate = SslStreamCertificateContext.Create(clientCertificate, _chain, offline: true);
        }
    }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? stream = null;
        string fault = "";
        try
        {
            await socket.ConnectAsync(_address.Host, _address.Port, cancellationToken);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(Describe(found => fault = found), cancellationToken);
            return new TlsStream(stream);
        }
        catch (Exception failure)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw failure is AuthenticationException or IOException
                ? new EngineConnectionException(Explain(failure) ?? DescribeFailure(failure, fault), failure)
                : failure;
        }
    }

    // With TLS 1.3, a server refuses the certificate of a client after the handshake of the client.
    public EngineAnswer? Explain(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is CryptographicException && cause.Message.Contains(" alert ", StringComparison.Ordinal))
            {
                string certificate = _certificate is null
                    ? "the connection without a client certificate"
                    : $"client certificate {_files.CertificateFile}";
                return Untrusted($"the engine refuses {certificate}: {cause.Message.Split(':')[^1]}");
            }
        }

        return null;
    }

    public void Dispose()
    {
        _certificate?.TargetCertificate.Dispose();
        foreach (X509Certificate2 certificate in _authorities.Concat(_chain))
        {
            certificate.Dispose();
        }
    }

    private static T Use<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw ContainersProblems.Exception(ContainersProblems.UnusableTlsFile(file, failure.Message));
        }
    }

    private static void Use(string file, Action read) => Use(file, () =>
        {
            read();
            return true;
        });

    private SslClientAuthenticationOptions Describe(Action<string> report)
    {
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = _address.Host,
            ClientCertificateContext = _certificate,
            CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck },
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (errors == SslPolicyErrors.None || _address.SkipsVerification)
                {
                    return true;
                }

                report(DescribeErrors(certificate as X509Certificate2, chain, errors));
                return false;
            },
        };
        if (_authorities.Count > 0)
        {
            options.CertificateChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        return options;
    }

    private string DescribeErrors(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "the engine has no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            X509SubjectAlternativeNameExtension? names = certificate
                .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .FirstOrDefault();
            IEnumerable<string> hosts = names is null
                ? []
                : names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => $"{address}"));
            return $"the certificate of the engine is not for '{_address.Host}', only for "
                + string.Join(", ", hosts.DefaultIfEmpty("no host"));
        }

        string authority = _authorities.Count > 0 ? _files.AuthorityFile : "the authorities of the system";
        X509ChainStatusFlags faults = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status)
            ?? default;
        return $"the certificate of the engine is not valid by {authority}: {faults}";
    }

    private EngineAnswer DescribeFailure(Exception failure, string fault)
    {
        if (fault.Length > 0)
        {
            return Untrusted(fault);
        }

        string reason = (failure.InnerException ?? failure).Message;
        return new EngineAnswer(EngineMeaning.Unreachable, TextEscaping.Escape($"{_address}: no TLS connection: {reason}"));
    }

    private EngineAnswer Untrusted(string reason) => new(EngineMeaning.Untrusted, TextEscaping.Escape($"{_address}: {reason}"));
}
