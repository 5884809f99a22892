using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>
/// Known keys of a machine: those of its address, else those of known hosts files. Source: sshd(8),
/// "SSH_KNOWN_HOSTS FILE FORMAT".
/// </summary>
internal sealed class HostKeys
{
    private const string GlobalFile = "/etc/ssh/ssh_known_hosts";
    private static readonly Lock FileGate = new();

    private readonly SshClientOptions _options;
    private readonly string _file;
    private readonly string _host;
    private readonly string _name;
    private readonly bool _isPinned;
    private readonly List<KnownHost> _knownHosts;

    public HostKeys(SshClientOptions options, NodeAddress address)
    {
        _options = options;
        _host = address.Host.ToLowerInvariant();
        _name = address.Port is 0 or AddressRules.UsualPort
            ? _host
            : string.Create(CultureInfo.InvariantCulture, $"[{_host}]:{address.Port}");
        _file = options.KnownHostsFile is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");
        _isPinned = address.HostKeys.Count > 0;
        _knownHosts =
        [
            .. ReadLines(address)
                .Select(KnownHost.Parse)
                .OfType<KnownHost>()
                .Where(knownHost => knownHost.IsFor(_name) || knownHost.IsFor(_host)),
        ];
    }

    /// <summary>True if a certificate authority is known for the machine.</summary>
    public bool HasAuthority => _knownHosts.Any(knownHost => knownHost.Marker == KnownHost.Authority);

    /// <summary>Returns true if the machine has a known key for this algorithm.</summary>
    public bool IsKnownType(string algorithm)
    {
        string type = algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;
        return _knownHosts.Any(knownHost => knownHost.Marker.Length == 0 && knownHost.Type == type);
    }

    /// <summary>Problem of the offered key; null if none was refused.</summary>
    public Problem? Refusal { get; private set; }

    /// <summary>Returns true if an offered key is trusted. Stores a new key if that is allowed.</summary>
    public bool IsTrusted(string where, HostKeyEventArgs offered) => (Refusal = Check(where, offered)) is null;

    private static string[] Read(string path)
    {
        try
        {
            lock (FileGate)
            {
                return File.ReadAllLines(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // As for the OpenSSH client, a file that cannot be read knows no host, and so no login is trusted.
            return [];
        }
    }

    // RFC 4253, section 6.6: a key begins with the name of its type.
    private static string HostKeyType(byte[] key)
    {
        int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(key);
        return Encoding.ASCII.GetString(key, sizeof(int), length);
    }

    private Problem? Check(string where, HostKeyEventArgs offered)
    {
        string fingerprint = $"SHA256:{offered.FingerPrintSHA256}";
        string key = Convert.ToBase64String(offered.Certificate?.CertificateAuthorityKey ?? offered.HostKey);
        if (_knownHosts.Any(knownHost => knownHost.Marker == KnownHost.Revoked && knownHost.Key == key))
        {
            return SshProblems.HostKeyRevoked(where, fingerprint);
        }

        if (offered.Certificate is { } certificate)
        {
            bool isSigned = _knownHosts.Any(knownHost => knownHost.Marker == KnownHost.Authority && knownHost.Key == key);
            return isSigned && IsFor(certificate) ? null : SshProblems.HostKeyUnknown(where, fingerprint);
        }

        KnownHost[] keys = [.. _knownHosts.Where(knownHost => knownHost.Marker.Length == 0)];
        if (keys.Any(knownHost => knownHost.Key == key))
        {
            return null;
        }

        // A key of another type says nothing about this one, nor does one of the same host at the usual port.
        string type = HostKeyType(offered.HostKey);
        if (keys.FirstOrDefault(knownHost => knownHost.Type == type && knownHost.IsFor(_name)) is { } otherKey)
        {
            return SshProblems.HostKeyChanged(where, otherKey.Fingerprint, fingerprint);
        }

        if (_options.HostKeyPolicy != HostKeyPolicy.AcceptNew || _isPinned)
        {
            return SshProblems.HostKeyUnknown(where, fingerprint);
        }

        Store($"{_name} {type} {key}\n");
        return null;
    }

    private IEnumerable<string> ReadLines(NodeAddress address)
    {
        if (_isPinned)
        {
            return address.HostKeys.Select(key => $"{_name} {key}");
        }

        return _options.KnownHostsFile.Length > 0 ? Read(_file) : Read(_file).Concat(Read(GlobalFile));
    }

    // PROTOCOL.certkeys: a certificate without principals is valid for any. SSH.NET has verified its signature and
    // period.
    private bool IsFor(Certificate certificate) =>
        certificate.Type == Certificate.CertificateType.Host
        && certificate.CriticalOptions.Count == 0
        && (
            certificate.ValidPrincipals.Count == 0
            || certificate.ValidPrincipals.Any(name => HostPattern.Matches(name.ToLowerInvariant(), _host))
        );

    private void Store(string line)
    {
        lock (FileGate)
        {
            if (Path.GetDirectoryName(_file) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.AppendAllText(_file, line);
        }
    }
}

/// <summary>Line of a known hosts file.</summary>
/// <param name="Marker">Marker of the line; empty if it has none.</param>
/// <param name="Key">The key in Base64.</param>
internal sealed record KnownHost(string Marker, string Hosts, string Type, string Key)
{
    public const string Authority = "@cert-authority";
    public const string Revoked = "@revoked";
    private const string Hashed = "|1|";

    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Key))).TrimEnd('=');

    /// <summary>Returns null for a comment, an empty line, and a line that cannot be understood.</summary>
    public static KnownHost? Parse(string line)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string marker = fields is [['@', ..], ..] ? fields[0] : "";
        return fields[(marker.Length > 0 ? 1 : 0)..] switch
        {
            [['#', ..], ..] => null,
            [var hosts, var type, var key, ..] when marker is "" or Authority or Revoked && IsBase64(key) => new KnownHost(
                marker,
                hosts,
                type,
                key
            ),
            _ => null,
        };
    }

    /// <summary>Returns true if the line applies to a name.</summary>
    public bool IsFor(string name)
    {
        if (Hosts.StartsWith(Hashed, StringComparison.Ordinal))
        {
            return IsHashOf(name);
        }

        string[] patterns = Hosts.ToLowerInvariant().Split(',');
        return !patterns.Any(pattern => pattern is ['!', .. var excluded] && HostPattern.Matches(excluded, name))
            && patterns.Any(pattern => HostPattern.Matches(pattern, name));
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    // hostfile.c: "|1|SALT|HASH", where the hash is HMAC-SHA1 of the name with the salt as its key.
    [SuppressMessage("Security", "CA5350", Justification = "The format of the file prescribes SHA-1; it hides names.")]
    private bool IsHashOf(string name) =>
        Hosts[Hashed.Length..].Split('|') is [var salt, var hash]
        && IsBase64(salt)
        && Convert.ToBase64String(HMACSHA1.HashData(Convert.FromBase64String(salt), Encoding.UTF8.GetBytes(name))) == hash;
}

/// <summary>Patterns of host names with <c>*</c> and <c>?</c>.</summary>
internal static class HostPattern
{
    public static bool Matches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
