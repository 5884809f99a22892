using Renci.SshNet;
using Renci.SshNet.Common;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>Private keys and password of a login.</summary>
internal sealed class Credentials : IDisposable
{
    private static readonly string[] DefaultKeys = ["id_ed25519", "id_ecdsa", "id_rsa"];

    private readonly List<PrivateKeyFile> _keys = [];
    private readonly List<AuthenticationMethod> _methods = [];

    /// <exception cref="LoginException">The named key cannot be used.</exception>
    public Credentials(SshClientOptions options, NodeAddress address, SshPassword? password, string where)
    {
        User = address.User.Length > 0 ? address.User : Environment.UserName;
        LoadKeys(options, where);
        if (_keys.Count > 0)
        {
            _methods.Add(new PrivateKeyAuthenticationMethod(User, [.. _keys]));
        }

        if (password is not null)
        {
            _methods.Add(new PasswordAuthenticationMethod(User, password.Text));
            KeyboardInteractiveAuthenticationMethod prompted = new(User);
            prompted.AuthenticationPrompt += (_, asked) => Respond(asked, password);
            _methods.Add(prompted);
        }

        if (_methods.Count == 0)
        {
            throw new LoginException(SshProblems.NotLoggedIn(where, "", "there is no private key"), mayRetry: false);
        }
    }

    public string User { get; }

    public AuthenticationMethod[] Methods => [.. _methods];

    /// <summary>Types of the private keys, for example <c>ED25519, RSA (2)</c>.</summary>
    public string KeyTypes =>
        string.Join(
            ", ",
            _keys
                .Select(ToType)
                .GroupBy(type => type, StringComparer.Ordinal)
                .Select(types => types.Count() > 1 ? $"{types.Key} ({types.Count()})" : types.Key)
        );

    public void Dispose()
    {
        foreach (AuthenticationMethod method in _methods)
        {
            method.Dispose();
        }

        foreach (PrivateKeyFile key in _keys)
        {
            key.Dispose();
        }
    }

    private static string ToType(PrivateKeyFile key) =>
        key.HostKeyAlgorithms.First().Name switch
        {
            string name when name.Contains("ed25519", StringComparison.Ordinal) => "ED25519",
            string name when name.Contains("ecdsa", StringComparison.Ordinal) => "ECDSA",
            _ => "RSA",
        };

    // A password belongs to prompts that hide what is typed.
    private static void Respond(AuthenticationPromptEventArgs asked, SshPassword password)
    {
        foreach (AuthenticationPrompt prompt in asked.Prompts)
        {
            prompt.Response = prompt.IsEchoed ? "" : password.Text;
        }
    }

    private void LoadKeys(SshClientOptions options, string where)
    {
        bool isNamed = options.IdentityFile.Length > 0;
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh");
        IEnumerable<string> paths = isNamed ? [options.IdentityFile] : DefaultKeys.Select(name => Path.Combine(folder, name));
        foreach (string path in paths)
        {
            try
            {
                if (isNamed || File.Exists(path))
                {
                    _keys.Add(new PrivateKeyFile(path, options.KeyPassphrase?.Text, GetCertificate(options, path)));
                }
            }
            catch (Exception failure)
                when (failure
                        is SshException
                            or IOException
                            or UnauthorizedAccessException
                            or CryptographicException
                            or FormatException
                            or NotSupportedException
                            or ArgumentException
                            or InvalidOperationException
                )
            {
                if (isNamed)
                {
                    throw new LoginException(SshProblems.KeyUnusable(where, path, failure), mayRetry: false);
                }
            }
        }
    }

    private static string? GetCertificate(SshClientOptions options, string key)
    {
        if (options.CertificateFile is { Length: > 0 } named)
        {
            return named;
        }

        string usual = $"{key}-cert.pub";
        return File.Exists(usual) ? usual : null;
    }
}
