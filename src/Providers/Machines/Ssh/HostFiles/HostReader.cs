using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Providers.Ssh.HostFiles;

/// <summary>
/// Reads one host of a host file. Messages contain only values of addresses, ports and users, because a password may be
/// stored under the wrong key.
/// </summary>
internal sealed class HostReader
{
    private const int MaxPort = 65535;
    private const string DefaultUser = "root";
    private static readonly string[] Keys =
    [
        "address",
        "hostname",
        "username",
        "password",
        "shell_port",
        "host_keys",
        "shell_prompt",
        "proxy_port",
        "agent_base_dir",
    ];

    private readonly DocumentEntry _entry;
    private readonly DocumentMap _map;
    private readonly ProblemList _problems;
    private bool _isBad;

    private HostReader(DocumentEntry entry, DocumentMap map, ProblemList problems) => (_entry, _map, _problems) = (entry, map, problems);

    /// <returns>The host; null if it is invalid.</returns>
    public static HostFileEntry? Read(DocumentEntry entry, ProblemList problems)
    {
        if (entry.Value is DocumentMap map)
        {
            return new HostReader(entry, map, problems).Read();
        }

        problems.AddError(
            ProblemCode.WrongType,
            entry.Value.Position,
            GetField(entry),
            "it is not a map",
            "write a map with an address, and what else is needed"
        );
        return null;
    }

    public static string GetField(DocumentEntry entry) => $"hosts.{TextEscaping.Escape(entry.Key)}";

    /// <summary>Reports unknown keys.</summary>
    public static bool Unknown(DocumentMap map, string[] keys, string field, ProblemList problems)
    {
        DocumentEntry[] unknown = [.. map.Where(entry => !keys.Contains(entry.Key, StringComparer.Ordinal))];
        foreach (DocumentEntry entry in unknown)
        {
            string advice = Spelling.FindClosest(entry.Key, keys) is { } closest
                ? $"did you mean '{closest}'?"
                : $"use {string.Join(", ", keys)}";
            problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                field + TextEscaping.Escape(entry.Key),
                "there is no such field",
                advice
            );
        }

        return unknown.Length > 0;
    }

    /// <summary>Returns true if a field is missing or null.</summary>
    public static bool IsNothing(DocumentNode? value) => value is null or DocumentScalar { ScalarKind: ScalarKind.Null };

    private HostFileEntry? Read()
    {
        _isBad = Unknown(_map, Keys, $"{GetField(_entry)}.", _problems);
        if (_entry.Key.Length == 0)
        {
            Fail("", ProblemCode.MissingField, "the host has no name", "give it one");
        }
        else if (!NameRules.IsValidName(_entry.Key))
        {
            // Nodes are named like their hosts, so the rules of a topology apply.
            Fail("", ProblemCode.InvalidName, $"'{TextEscaping.Escape(_entry.Key)}' is not a host name", NameRules.Advice);
        }

        NodeAddress address = new(Host())
        {
            Port = Port("shell_port"),
            User = User(),
            HostKeys = HostKeys(),
        };
        SshPassword? password = Password();
        _ = Port("proxy_port");
        return _isBad ? null : new HostFileEntry(_entry.Key, address) { Password = password };
    }

    private string Host()
    {
        string key = Text("address").Length > 0 ? "address" : "hostname";
        string host = Text(key);
        if (host.Length == 0 && !_isBad)
        {
            Fail("", ProblemCode.MissingField, "it has neither address nor hostname", "give it one of them");
        }
        else if (host.Length > 0 && !AddressRules.IsHost(host))
        {
            Fail(
                key,
                ProblemCode.WrongType,
                $"'{TextEscaping.Escape(host)}' is neither a host name nor an address",
                "use letters, digits, '.', '-' and '_', or an IP address"
            );
        }

        return host;
    }

    private string User()
    {
        string user = Text("username");
        if (user.Length > 0 && !AddressRules.IsName(user))
        {
            Fail(
                "username",
                ProblemCode.WrongType,
                $"'{TextEscaping.Escape(user)}' is not a name of a user",
                "use letters, digits, '.', '-' and '_'"
            );
        }

        return user.Length > 0 ? user : DefaultUser;
    }

    /// <summary>Reads a port, as a number or a string of digits; 0 if it is missing.</summary>
    private int Port(string key)
    {
        if (IsNothing(_map[key]))
        {
            return 0;
        }

        if (
            _map[key] is DocumentScalar scalar
            && int.TryParse(scalar.ToInteger(), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= MaxPort
        )
        {
            return port;
        }

        Fail(key, ProblemCode.OutOfRange, "it is not a port", $"use 1 to {MaxPort}");
        return 0;
    }

    private SshPassword? Password()
    {
        string text = Text("password");
        if (text.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            Fail("password", ProblemCode.WrongType, "it is more than a line", "write one line");
            return null;
        }

        return text.Length > 0 ? new SshPassword(text) : null;
    }

    private ValueList<string> HostKeys()
    {
        const string Key = "host_keys";
        if (IsNothing(_map[Key]))
        {
            return [];
        }

        string[] keys = _map[Key] is DocumentList list ? [.. list.Select(GetText)] : [""];
        if (!keys.All(AddressRules.IsKey))
        {
            Fail(Key, ProblemCode.WrongType, "it is not a list of keys", "write each as its type and the key, as in 'ssh-ed25519 AAAA…'");
        }

        return keys.ToValueList();
    }

    private static string GetText(DocumentNode node) => node is DocumentScalar { ScalarKind: ScalarKind.Text } text ? text.Text : "";

    private string Text(string key)
    {
        DocumentNode? value = _map[key];
        if (IsNothing(value))
        {
            return "";
        }

        if (value is DocumentScalar { ScalarKind: ScalarKind.Text } scalar)
        {
            return scalar.Text;
        }

        Fail(key, ProblemCode.WrongType, "it is not a text", "write it in quotes");
        return "";
    }

    private void Fail(string key, ProblemCode code, string found, string advice)
    {
        _isBad = true;
        TextPosition position = _map[key]?.Position ?? _entry.KeyPosition;
        _problems.AddError(code, position, key.Length > 0 ? $"{GetField(_entry)}.{key}" : GetField(_entry), found, advice);
    }
}
